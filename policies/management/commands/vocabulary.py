"""Lists the words the rules speak of, with label, unit and period."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from policies import library
from policies.management.tables import table


class Command(BaseCommand):
    help = "列出词汇表：政策条文说到的每一项事实，它的单位、期间、含义、出处和由谁提供。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出JSON，含含义与出处")

    def handle(self, *args: Any, **options: Any) -> None:
        words = library.vocabulary().values()
        if options["json"]:
            entries = [
                {**dataclasses.asdict(word), "dimension": word.dimension.code, "period_text": word.period_text}
                for word in words
            ]
            self.stdout.write(json.dumps(entries, ensure_ascii=False, indent=2))
            return
        rows = [[word.name, word.label, word.unit, word.period_text, word.supplier, word.source] for word in words]
        self.stdout.write(table(["词", "名称", "单位", "期间", "由谁提供", "出处"], rows))
