from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "pharos.incidents"
    label = "incidents"
