from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "cultivation.pools"
    label = "pools"
