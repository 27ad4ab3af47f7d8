from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "pharos.web.design"
    label = "design"
