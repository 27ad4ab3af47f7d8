from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "pharos.diagnosis"
    label = "diagnosis"

    def ready(self) -> None:
        from pharos.diagnosis import diagnosers  # noqa: F401 -- registers the forty
