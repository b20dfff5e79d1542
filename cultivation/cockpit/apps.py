from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "cultivation.cockpit"
    label = "cockpit"
