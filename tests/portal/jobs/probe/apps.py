from django.apps import AppConfig


class ProbeConfig(AppConfig):
    name = "tests.portal.jobs.probe"
    label = "probe"
