from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "pharos.diagnosis"
    label = "diagnosis"
