from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "cultivation.ledgers"
    label = "ledgers"
