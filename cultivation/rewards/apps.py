from django.apps import AppConfig


class RewardsConfig(AppConfig):
    name = "cultivation.rewards"
    label = "rewards"
