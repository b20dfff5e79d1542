"""manage.py found_bureau: a new installation's bureau and its first administrator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from portal.accounts.actions.create_user import create_user
from portal.accounts.actions.found_bureau import found_bureau
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.passwords import one_time_password
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from portal.regions.models import Region
from portal.regions.queries import region_by_code


class Command(BaseCommand):
    """Founds a bureau and prints its administrator's one-time password, once."""

    help = "设立一个科技局并建立它的第一位系统管理员；一次性密码只打印这一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("region", help="辖区的行政区划代码，例如 410600")
        parser.add_argument("--name", required=True, help="全称，例如 鹤壁市科学技术局")
        parser.add_argument("--short-name", default="", help="简称，例如 鹤壁市科技局；不填用全称")
        parser.add_argument("--phone", default="", help="服务电话")
        parser.add_argument("--admin", required=True, metavar="USERNAME", help="第一位系统管理员的用户名")
        parser.add_argument("--admin-name", required=True, metavar="NAME", help="第一位系统管理员的姓名")

    def handle(self, *args: Any, **options: Any) -> None:
        system, password, on = system_user(), one_time_password(), timezone.localdate()
        try:
            region = region_by_code(options["region"])
        except Region.DoesNotExist:
            raise CommandError(
                f"没有代码为“{options['region']}”的行政区划。请先运行 manage.py load_reference，代码写成 410600 这样。"
            ) from None
        name = options["name"]
        try:
            with transaction.atomic():
                bureau = found_bureau(
                    region,
                    name=name,
                    short_name=(options["short_name"] or name)[:20],
                    phone=options["phone"],
                    by=system,
                )
                admin = create_user(
                    options["admin"],
                    full_name=options["admin_name"],
                    password=password,
                    bureau=bureau,
                    role=Role.SYSADMIN,
                    by=system,
                    on=on,
                )
        except CannotManage as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已设立{bureau}，辖区{region}。")
        self.stdout.write(f"系统管理员 {admin.username} 的一次性密码：{password}（只显示这一次，首次登录须修改）")
