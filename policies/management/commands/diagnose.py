"""Judges one enterprise from a file of vocabulary words and prints what the diagnosis page shows."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from policies import library
from policies.engine import Account, Explanation, FactError, NotInForce, PackError, Paths, explain, paths, read_facts
from policies.management.tables import table

MAX_BYTES = 1_000_000
HELP = """按公开规则预诊断一家企业，不写入任何数据。

FILE.json是一个对象，键为词汇表里的词（manage.py vocabulary），值的写法：
  钱       文字，须写单位："4800万元"、"48000000元"、"0.48亿元"；只写4800不收
  人、项、分 数字或文字：80、"45.75"、"3项"
  日期     "2023-03-01"
  是否     true 或 false
  三年序列 三个值的列表，从早到晚；成立以前的年度写"不适用"
  未知     null，或不写这个词：未知不是0，也不是否

例：manage.py diagnose tech_sme --facts tests/data/facts/ordinary.json --on 2026-11-20"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", help="项目，如tech_sme、hnte")
        parser.add_argument("--facts", required=True, metavar="FILE.json", help="事实文件")
        parser.add_argument("--on", required=True, metavar="DATE", help="申报日，如2026-11-20")
        parser.add_argument("--region", default=library.NATION, help="行政区划代码，默认全国规则")
        parser.add_argument("--kind", default="first", choices=("first", "again", "recheck"), help="申请种类")
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = date.fromisoformat(options["on"])
        except ValueError:
            raise CommandError(f"--on“{options['on']}”不是日期。例如2026-11-20。") from None
        try:
            pack = shelf().in_force(options["programme"], options["region"], on, options["kind"])
            evidence = read_facts(facts_in(Path(options["facts"])), pack.vocabulary)
            account = explain(pack, evidence, on)
            ways = paths(pack, evidence, on, told=account)
        except (library.NoPack, FactError, NotInForce, PackError) as problem:
            raise CommandError(str(problem)) from None
        if options["json"]:
            self.stdout.write(json.dumps({**account.as_dict(), "paths": ways.as_dict()}, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n\n".join(part for part in (told(account), ways_told(ways)) if part))


def shelf() -> library.Shelf:
    """The shelf with the bureaus' releases; the portal's own packs alone where there is no database yet."""
    try:
        return library.shelf()
    except DatabaseError:
        return library.Shelf(library.shipped())


def facts_in(path: Path) -> dict[str, Any]:
    """The facts of a file. Raises CommandError with a sentence when it is no JSON object of words."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise CommandError(f"读不了{path}：{problem.strerror or problem}。") from None
    if len(raw) > MAX_BYTES:
        raise CommandError(f"{path}有{len(raw):,}字节，事实文件不超过{MAX_BYTES:,}字节，请核对是不是这个文件。")
    try:
        facts = json.loads(
            raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except UnicodeDecodeError:
        raise CommandError(f"{path}不是UTF-8编码的文本。请另存为UTF-8。") from None
    except json.JSONDecodeError as problem:
        raise CommandError(f"{path}第{problem.lineno}行第{problem.colno}列不是JSON：{problem.msg}。") from None
    except ValueError:
        raise CommandError(f"{path}里有一个数太长，读不了。") from None
    except RecursionError:
        raise CommandError(f"{path}的括号嵌套过深。事实是一层键和值。") from None
    if not isinstance(facts, dict):
        raise CommandError(f'{path}须是一个对象，如{{"staff": 80, "assets": "3900万元"}}。')
    return facts


def _no_constant(name: str) -> None:
    raise CommandError(f"{name}不是数量。未知请写null。")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise CommandError(f"“{key}”写了两次，不知道以哪个为准。")
        found[key] = value
    return found


def told(account: Explanation) -> str:
    """The diagnosis as plain text: the verdict first, then every line with its reason and clause."""
    parts = [
        f"{account.title}  {account.law}  {account.in_force}  申报日{account.on}",
        f"结论  {account.outcome_text}。{account.sentence}",
        _conditions("门槛（须同时满足）", account.gates),
    ]
    if account.score is not None:
        parts.append(_items(account))
        parts.append(_conditions("得分条件", account.score_conditions))
    if account.routes:
        parts.append(_conditions("直接确认（有一条即可，不看得分，门槛照旧）", account.routes))
    if account.missing:
        rows = [[fact.label, fact.period, fact.supplier, fact.word] for fact in account.missing]
        parts.append("还缺的数据（缺数据不算不达标）\n" + table(["事实", "期间", "由谁提供", "词"], rows))
    for reading in account.readings:
        parts.append(
            f"另一种读法  {reading.meaning}：{reading.option}，则得{reading.points_text}，{reading.outcome_text}；"
            f"须人工确认。{reading.citation}"
        )
    parts.append("\n".join(f"提醒  {note}" for note in account.notes))
    return "\n\n".join(part for part in parts if part)


def ways_told(found: Paths) -> str:
    """The shortest ways to pass, or what blocks them."""
    if found.blocked:
        return "\n".join(f"无法改变  {one.title}：{one.reason}" for one in found.blocked)
    rows = [
        [
            "，且".join(f"{element.title}：{element.text}" for element in one.elements),
            one.score_text,
            one.outcome_text,
            one.ready_on,
        ]
        for one in found.proposals
    ]
    return "最短达标路径（改动少的在前）\n" + table(["做法", "得分", "结论", "最早"], rows) if rows else ""


def _conditions(title: str, accounts: tuple[Account, ...]) -> str:
    rows = [[one.title, one.requirement, one.value, one.outcome_word, one.distance, one.citation] for one in accounts]
    shown = f"{title}\n" + table(["条件", "要求", "现状", "判断", "差多少", "依据"], rows)
    return "\n".join([shown, *_asides(accounts)])


def _items(account: Explanation) -> str:
    rows = [
        [
            one.title,
            one.requirement.removeprefix("满分"),
            one.points_text,
            one.value,
            "；".join(f"{band.label}（{band.gain}）：{band.distance}" for band in one.next_bands) or one.distance,
            one.citation,
        ]
        for one in account.items
    ]
    score = account.score
    if score is not None:
        rows.append(["合计", f"{score.points_most // score.per_point}分", score.points_text, score.line_text, "", ""])
    shown = "得分\n" + table(["项目", "满分", "得分", "现状", "下一档要什么", "依据"], rows)
    return "\n".join([shown, *_asides(account.items)])


def _asides(accounts: tuple[Account, ...]) -> list[str]:
    notes = [f"  注  {one.title}：{note}" for one in accounts for note in one.notes]
    return notes + [f"  建议  {one.title}：{one.advice}" for one in accounts if one.kind == "gate" and one.advice]
