from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "pharos.channels"
