from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "pharos.web.admin"
    label = "admin"
