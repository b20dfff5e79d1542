"""manage.py load_ladders: the ladders and sortings under cultivation/pools/data/, into the database."""

from django.core.management.base import BaseCommand, CommandError

from cultivation.pools.actions.keep_sorting import CannotSort, load_sortings
from cultivation.pools.actions.load_ladders import CannotLoadLadders, load_ladders
from portal.accounts.queries import system_user


class Command(BaseCommand):
    help = "装入梯队定义（cultivation/pools/data/*.toml）；重复运行不改变任何内容。"

    def handle(self, **options):
        try:
            loaded = load_ladders(by=system_user())
            sortings = load_sortings(by=system_user())
        except (CannotLoadLadders, CannotSort) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"阶梯{loaded.ladders}条，梯级{loaded.tiers}级，新增或更新{loaded.changed}处；新增分类办法{sortings}份。"
        )
