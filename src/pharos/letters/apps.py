from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "pharos.letters"
