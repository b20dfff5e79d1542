from django.apps import AppConfig


class WorkbooksConfig(AppConfig):
    name = "portal.workbooks"
    label = "workbooks"
