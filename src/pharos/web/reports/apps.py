from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "pharos.web.reports"
    label = "reports"
