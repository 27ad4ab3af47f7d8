from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "pharos.web.portal"
    label = "portal"
