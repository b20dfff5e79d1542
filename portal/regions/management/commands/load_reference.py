"""manage.py load_reference: brings the reference tables in the database up to date with the files they come from."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.regions.load import load_regions


class Command(BaseCommand):
    """Loads regions; running it again changes nothing."""

    help = "Loads the reference tables (regions) into the database; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"行政区划与功能区：{load_regions()} 个。")
