from django.apps import AppConfig


class SeedConfig(AppConfig):
    name = "cultivation.seed"
    label = "seed"
