from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "pharos.insight"
