from django.apps import AppConfig


class CtgPortalConfig(AppConfig):
    name = "ctg_portal"
    verbose_name = "Portail CTG"
