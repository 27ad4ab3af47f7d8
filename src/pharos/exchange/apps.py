from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "pharos.exchange"
    label = "exchange"
