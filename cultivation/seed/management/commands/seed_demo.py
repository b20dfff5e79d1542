"""manage.py seed_demo: fills an empty data folder with an invented city. For demonstrations only."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cultivation.seed.city import CannotSeed, make_city
from cultivation.seed.people import SignIn
from portal.accounts.roles import Role


class Command(BaseCommand):
    """Makes the demo city and shows its sign-ins."""

    help = "在空的数据文件夹里造一座演示城市（虚构企业），仅供演示；生产环境不要运行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", default="410600", help="行政区划代码，默认410600鹤壁市")
        parser.add_argument("--enterprises", type=int, default=3_000, help="企业家数，默认3000")
        parser.add_argument("--seed", type=int, default=20261122, help="随机种子：同一种子造同一座城市")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="演示的“今天”，默认就是今天")
        parser.add_argument("--force-add", action="store_true", help="已有企业时仍然叠加")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 10 <= options["enterprises"] <= 200_000:
            raise CommandError(f"企业家数应在10到200000之间，实际为{options['enterprises']}。")
        began = time.monotonic()
        self.stdout.write("正在造演示数据（虚构企业，仅供演示）……")
        try:
            with transaction.atomic():
                city = make_city(
                    options["city"],
                    enterprises=options["enterprises"],
                    seed=options["seed"],
                    on=options["on"] or timezone.localdate(),
                    force_add=options["force_add"],
                    say=lambda line: self.stdout.write(f"  {line}（{time.monotonic() - began:.0f}秒）"),
                )
        except CannotSeed as refusal:
            raise CommandError(str(refusal)) from refusal
        table = _table(city.staff.sign_ins)
        path = settings.DATA_DIR / "demo-accounts.txt"
        path.touch(mode=0o600)
        path.write_text(f"演示账号，仅供演示。\n\n{table}\n", encoding="utf-8")
        self.stdout.write(f"\n{table}\n\n账号也写在 {path} 。用时{time.monotonic() - began:.0f}秒。")


def _table(sign_ins: tuple[SignIn, ...]) -> str:
    """The accounts as columns that line up, a Chinese character taking two places."""
    lines = [("角色", "范围", "用户名", "密码")]
    lines += [(Role(each.role).label, each.scope, each.user.username, each.password) for each in sign_ins]
    widths = [max(_width(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join(text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if ord(mark) > 0x2E7F else 1 for mark in text)
