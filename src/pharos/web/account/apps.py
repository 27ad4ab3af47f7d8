from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "pharos.web.account"
    label = "staff_account"
