"""Loads every pack, checks it, runs its cases and prints a table an official can sign."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies import library
from policies.engine import Pack, PackError, display
from policies.management.tables import table

KINDS = {"first": "首次", "again": "再次", "recheck": "复核"}


class Command(BaseCommand):
    help = "检查全部规则：词、单位、分档、出处，逐条运行算例，打印可供签字的核对表。有一处不对即以1退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--publish", metavar="PROGRAMME/VERSION", help="登记一个规则的摘要；登记后规则不得再改")

    def handle(self, *args: Any, **options: Any) -> None:
        library.forget()
        if options["publish"]:
            self.publish(options["publish"])
            return
        problems: list[str] = []
        rows: list[list[str]] = []
        for name in library.pack_files():
            try:
                pack = library.load(name)
                found = checked(name)
            except PackError as problem:
                problems.append(str(problem))
                continue
            problems += found.problems
            state = "已登记" if name in library.published() else "未登记"
            rows.append(
                [
                    name,
                    pack.title,
                    pack.region,
                    pack.law.number,
                    pack.in_force_text,
                    kinds(pack),
                    str(len(pack.criteria)) if not pack.blank else "未公布",
                    f"{found.passed}/{found.total}" if not pack.blank else "--",
                    state,
                    pack.digest[:12],
                ]
            )
            self.stdout.write(f"\n{pack.title}  {pack.law.number}  {name}.toml\n" + told(pack))
        try:
            library.shipped()
        except PackError as problem:
            if str(problem) not in problems:
                problems.append(str(problem))
        head = ["规则", "名称", "地区", "文号", "施行", "适用", "条件", "算例", "登记", "摘要"]
        self.stdout.write("\n" + table(head, rows))
        if problems:
            raise CommandError("\n".join(["", *problems, f"{len(problems)}处不对。"]), returncode=1)
        self.stdout.write("\n全部通过。  核对人：____________  日期：____________")

    def publish(self, name: str) -> None:
        """Records the digest of one pack."""
        try:
            pack = library.read(name)
            found = checked(name)
        except PackError as problem:
            raise CommandError(str(problem), returncode=1) from None
        if found.problems or not (found.total or pack.blank):
            told = found.problems or [f"{name}.cases.toml没有算例。"]
            raise CommandError("\n".join(["算例没有全部通过，不能登记：", *told]), returncode=1)
        try:
            library.publish(name, pack.digest)
        except library.AlreadyPublished as refusal:
            raise CommandError(str(refusal), returncode=1) from None
        self.stdout.write(f"已登记{name}，摘要{pack.digest}。")


class Checked:
    """What the cases of a pack gave."""

    def __init__(self, total: int, problems: list[str], failed: int) -> None:
        self.total, self.problems, self.passed = total, problems, total - failed


def checked(name: str) -> Checked:
    """Runs the cases of a pack."""
    cases = library.cases(name)
    problems: list[str] = []
    failed = 0
    for case in cases:
        found = [f"{name}.cases.toml:{case.line}，“{case.name}”：{problem}" for problem in case.problems()]
        failed += bool(found)
        problems += found
    return Checked(len(cases), problems, failed)


def told(pack: Pack) -> str:
    """What nobody has published, or every figure with its day and its clause."""
    return "\n".join(part for part in (pack.blank, figures(pack)) if part)


def kinds(pack: Pack) -> str:
    """The kinds of application a pack is for, with the last day of one that ends before the others."""
    return "、".join(
        KINDS[kind] + (f"（至{pack.kind_ends[kind]}）" if kind in pack.kind_ends else "") for kind in pack.kinds
    )


def figures(pack: Pack) -> str:
    """Every figure of a pack with its day and its clause."""
    rows: list[list[str]] = []
    for parameter in pack.parameters.values():
        if not parameter.values:
            rows.append([parameter.meaning, "未公布", "--", parameter.clause.citation])
        for since, value in parameter.values:
            shown = display.plain(value, parameter.dimension, parameter.unit, pack.per_point)
            rows.append([parameter.meaning, shown, since.isoformat(), parameter.clause.citation])
    for scale in pack.scales.values():
        for row in scale.rows:
            low = ""
            for edge, value in zip((*row.edges, None), row.values, strict=True):
                shown = display.plain(value, scale.dimension, scale.unit, pack.per_point)
                top = "" if edge is None else display.plain(edge, scale.by_dimension, scale.by_unit, pack.per_point)
                stretch = f"{low or '0'}至{top}（含）" if top else f"超过{low}"
                rows.append([f"{scale.meaning}：{stretch}", shown, row.since.isoformat(), scale.clause.citation])
                low = top
    for item in pack.score.items if pack.score else ():
        for route in item.routes:
            label = "" if route.label == item.title else route.label
            for band in reversed(route.bands):
                points = display.points(band.least, band.most, pack.per_point)
                rows.append(
                    [
                        f"{item.title}：{label}{display.band(band, route.unit)}",
                        points,
                        item.since.isoformat(),
                        item.clause.citation,
                    ]
                )
        for case in item.cases:
            points = display.points(case.least, case.most, pack.per_point)
            rows.append([f"{item.title}：{case.label}", points, item.since.isoformat(), item.clause.citation])
        if not item.routes and not item.cases:
            rows.append(
                [
                    f"{item.title}：专家评分",
                    display.points(0, item.most, pack.per_point),
                    item.since.isoformat(),
                    item.clause.citation,
                ]
            )
    for choice in pack.choices.values():
        rows.append([choice.meaning, choice.options[choice.default], "默认读法", choice.clause.citation])
    return table(["数值", "值", "自", "依据"], rows)
