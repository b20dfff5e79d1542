from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "cultivation.targets"
    label = "targets"
