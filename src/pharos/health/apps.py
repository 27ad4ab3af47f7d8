from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "pharos.health"
