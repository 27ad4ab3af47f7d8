from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "pharos.web.desk"
    label = "desk"
