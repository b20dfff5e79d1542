"""科技创新体检报告: what a check-up says, in the order in which a person reads and signs it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from cultivation.pools.evidence.checkup import Compared, Part, compare, key_of, parts_of
from cultivation.pools.models import CheckUp
from policies.engine import MET, NOT_IN_FORCE, UNMET, WORDS, Account, Proposal, display
from portal.papers import Cell, Column, Facts, Heading, Paper, Paragraph, Points, Table
from portal.papers.paper import Block
from portal.web import formats

TITLE = "科技创新体检报告"
NUMERALS = "一二三四五六七八九十"
HAS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_WAYS = 4
HELD = {MET: "具备", UNMET: "不具备"}


def report_of(checkup: CheckUp) -> Paper:
    """The paper of a check-up; the comparison stands in it where there was one before."""
    content = json.loads(checkup.content)
    parts = parts_of(checkup)
    before = checkup.previous
    compared = compare(parts_of(before), parts) if before is not None else []
    blocks: list[Block] = [Facts(tuple(_about(checkup, content)))]
    number = iter(_numerals())
    blocks += _conclusion(parts, content["occasion"]["reason"], next(number))
    if before is not None:
        blocks += _since(before, checkup, compared, next(number))
    for part in parts:
        blocks += _programme(part, checkup.on, next(number))
    blocks += _seal(parts, checkup, next(number))
    return Paper(
        title=TITLE,
        subject=content["enterprise"]["name"],
        number=number_of(checkup),
        on=checkup.on,
        blocks=blocks,
        signs=("体检人：", "审核人：", "日期："),
        foot=f"{content['enterprise']['name']} 第{checkup.number}次体检",
    )


def number_of(checkup: CheckUp) -> str:
    """What the report is filed by: 91410600…-02."""
    return f"{json.loads(checkup.content)['enterprise']['code']}-{checkup.number:02d}"


def _numerals() -> Iterator[str]:
    for place in range(1, 100):
        tens, ones = divmod(place, 10)
        if place <= 10:
            yield NUMERALS[place - 1]
        else:
            yield f"{NUMERALS[tens - 1] if tens > 1 else ''}十{NUMERALS[ones - 1] if ones else ''}"


def _about(checkup: CheckUp, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    firm, occasion, clinic = content["enterprise"], content["occasion"], content["clinic"]
    yield "企业名称", firm["name"]
    yield "信用代码", firm["code"]
    yield "所在地", firm["city"] + firm["county"] if firm["county"] else f"{firm['city']}（县区未定）"
    yield "行业", firm["industry"] or "未填"
    yield "成立日期", firm["founded_on"] or "未填"
    yield "企业规模", firm["size"] or "未填"
    yield "现有资质", "；".join(_title(each) for each in firm["titles"]) or "没有现行资质"
    yield "体检日期", formats.day(checkup.on)
    yield "次序", f"第{checkup.number}次"
    yield "体检机构", f"{clinic['name']}（{clinic['host']}）" if clinic else "科技部门"
    yield "体检人", occasion["by"]["name"]


def _title(each: dict[str, str]) -> str:
    return f"{each['title']}{each['number']}" + (f"，至{each['until']}" if each["until"] else "")


def _conclusion(parts: Sequence[Part], remark: str, number: str) -> Iterator[Block]:
    yield Heading(f"{number}、总体结论")
    columns = (Column("项目", 24), Column("结论", 22, "center"), Column("得分", 13, "center"), Column("说明", 41))
    rows = [
        (
            Cell(part.told.title),
            Cell(part.told.outcome_text, is_strong=part.told.outcome == UNMET),
            Cell(part.told.score.points_text if part.told.score else "不计分"),
            Cell(part.told.sentence),
        )
        for part in parts
    ]
    yield Table("总体结论", columns, tuple(rows))
    if remark:
        yield Paragraph(f"体检意见：{remark}")


def _since(before: CheckUp, checkup: CheckUp, compared: Sequence[Compared], number: str) -> Iterator[Block]:
    yield Heading(f"{number}、与第{before.number}次体检相比")
    then, now = formats.day(before.on), formats.day(checkup.on)
    columns = (
        Column("项目", 26),
        Column(f"上次（{then}）", 24, "center"),
        Column(f"本次（{now}）", 24, "center"),
        Column("变化", 26, "center"),
    )
    rows = [(Cell(each.title), *_verdicts(each)) for each in compared]
    yield Table("结论的变化", columns, tuple(rows))
    for each in compared:
        if each.was is not None:
            yield from _since_programme(each)


def _verdicts(each: Compared) -> tuple[Cell, Cell, Cell]:
    def told(one: Any) -> Cell:
        return Cell(one.outcome_text, note=one.score.points_text if one.score else "")

    if each.was is None:
        return Cell("上次没有检查"), told(each.now), Cell("新增项目")
    if each.was.outcome != each.now.outcome:
        words = f"由{WORDS[each.was.outcome]}变为{WORDS[each.now.outcome]}"
        return told(each.was), told(each.now), Cell(words, is_strong=True)
    scores = [one.score.points_text if one.score else "" for one in (each.was, each.now)]
    return told(each.was), told(each.now), Cell("结论不变" + ("，得分有变" if scores[0] != scores[1] else ""))


def _since_programme(each: Compared) -> Iterator[Block]:
    yield Heading(each.title, 2)
    if each.is_other_text:
        yield Paragraph("两次所依据的规则文本不同，变化中可能有规则本身的变化。", is_quiet=True)
    if each.solved:
        yield Paragraph(f"已解决{len(each.solved)}项：{'、'.join(each.solved)}。")
    if each.new_gaps:
        yield Paragraph(f"新出现{len(each.new_gaps)}项：{'、'.join(each.new_gaps)}。")
    moved = [line for line in each.lines if line.moved]
    if moved:
        columns = (
            Column("有变化的项", 22),
            Column("上次现状", 24),
            Column("上次判断", 15, "center"),
            Column("本次现状", 24),
            Column("本次判断", 15, "center"),
        )
        rows = [
            (
                Cell(line.title),
                Cell(line.was_value),
                Cell(line.was),
                Cell(line.now_value, is_strong=line.was_value != line.now_value),
                Cell(line.now, is_strong=line.was != line.now),
            )
            for line in moved
        ]
        yield Table(f"{each.title}有变化的项", columns, tuple(rows))
    still = [f"{line.title}（{line.now}）" for line in each.lines if not line.moved]
    if still:
        yield Paragraph(f"其余{len(still)}项的现状和判断没有变化：{'、'.join(still)}。", is_quiet=True)
    if each.deeds:
        columns = (Column("上次的处方", 44), Column("落实", 16, "center"), Column("上次 → 本次", 40))
        rows = [
            (
                Cell(f"{deed.title}：{deed.text}"),
                Cell(deed.state, is_strong=deed.state != "做到"),
                Cell(deed.note),
            )
            for deed in each.deeds
        ]
        yield Table(f"{each.title}处方的落实", columns, tuple(rows))


def _programme(part: Part, on: date, number: str) -> Iterator[Block]:
    told = part.told
    yield Heading(f"{number}、{told.title}")
    yield Paragraph(
        f"依据{told.law}，规则版本{told.version}，{told.in_force}。结论：{told.outcome_text}。{told.sentence}"
    )
    pieces = iter(_numerals())
    conditions = [one for one in (*told.gates, *told.score_conditions) if one.outcome != NOT_IN_FORCE]
    if conditions:
        yield Heading(f"（{next(pieces)}）条件", 2)
        yield _conditions(conditions, part, on, f"{told.title}的条件")
    routes = [one for one in told.routes if one.outcome != NOT_IN_FORCE]
    if routes:
        yield Heading(f"（{next(pieces)}）可以直接达标的情形", 2)
        yield _conditions(routes, part, on, f"{told.title}直接达标的情形")
    if told.items:
        yield Heading(f"（{next(pieces)}）得分", 2)
        yield _scores(part, on)
    prescribed = [one for one in told.accounts if part.prescriptions.get(key_of(one))]
    if prescribed:
        yield Heading(f"（{next(pieces)}）处方", 2)
        yield _prescriptions(prescribed, part)
    if part.ways.blocked:
        barred = "；".join(f"{each.title}，{each.reason.rstrip('。')}" for each in part.ways.blocked)
        yield Paragraph(f"现在改不了的：{barred}。")
    if part.ways.proposals:
        yield Heading(f"（{next(pieces)}）达标的做法", 2)
        told_for = f"按{part.year}年度、下一次申报计，" if part.year else ""
        yield Paragraph(f"{told_for}做到其中一条即可，由改动最少的排起；少一项或少一步都不够。", is_quiet=True)
        yield Points(tuple(_way(each) for each in part.ways.proposals[:MOST_WAYS]))
    for reading in told.readings:
        yield Paragraph(
            f"条文有两种读法：{reading.meaning}。若按“{reading.option}”，结论为{reading.outcome_text}（{reading.citation}）。",
            is_quiet=True,
        )
    if told.notes:
        yield Paragraph("".join(told.notes), is_quiet=True)


def _conditions(accounts: Sequence[Account], part: Part, on: date, caption: str) -> Table:
    columns = (
        Column("条件", 15),
        Column("要求", 16),
        Column("现状", 22),
        Column("判断", 13, "center"),
        Column("数据来源和日期", 34),
    )
    rows = [
        (
            Cell(one.title),
            Cell(one.requirement),
            Cell(one.value, note=one.shortfall),
            Cell(HELD.get(one.outcome, one.outcome_word))
            if one.kind == "direct"
            else Cell(one.outcome_word, is_strong=one.outcome == UNMET),
            Cell(source_of(one, part, on), is_small=True),
        )
        for one in accounts
    ]
    return Table(caption, columns, tuple(rows))


def _scores(part: Part, on: date) -> Table:
    per_point = part.told.score.per_point if part.told.score else 1
    columns = (
        Column("得分项", 18),
        Column("现状", 22),
        Column("得分", 12, "center"),
        Column("满分", 9, "center"),
        Column("数据来源和日期", 39),
    )
    rows = [
        (
            Cell(one.title, note=one.section if one.section != one.title else ""),
            Cell(one.value),
            Cell(one.points_text, note="" if one.outcome == MET else one.outcome_word),
            Cell(display.points(one.points_most, one.points_most, per_point)),
            Cell(source_of(one, part, on), is_small=True),
        )
        for one in part.told.items
    ]
    return Table(f"{part.told.title}的得分", columns, tuple(rows))


def _prescriptions(accounts: Iterable[Account], part: Part) -> Table:
    columns = (Column("未达标或缺数据的项", 22), Column("处方", 48), Column("依据", 30))
    rows = [
        (
            Cell(one.title, note=one.points_text if one.kind == "item" else one.outcome_word),
            Cell("；或".join(part.prescriptions[key_of(one)])),
            Cell(one.citation),
        )
        for one in accounts
    ]
    return Table(f"{part.told.title}的处方", columns, tuple(rows))


def _way(proposal: Proposal) -> str:
    told = []
    for element in proposal.elements:
        moves = "，".join(f"{change.label}由{change.before}到{change.after}" for change in element.changes)
        lead = f"，{element.lead}，最早{element.ready_on}" if element.lead else ""
        told.append(f"{element.title}：{element.text}" + (f"（{moves}{lead}）" if moves or lead else ""))
    result = "，".join(filter(None, (proposal.score_text, proposal.outcome_text)))
    return f"{'；且'.join(told)}。做到后：{result}。"


def source_of(account: Account, part: Part, on: date) -> str:
    """Who said the figures of one line and when; of a figure that nobody said, until when."""
    pieces = []
    for fact in account.facts:
        sources = part.sources.get(fact.word, ())
        if fact.status == "manual":
            pieces.append(f"{fact.label}由专家评审时给出，截至{on}尚未评审")
        elif fact.status == "unknown":
            pieces.append(f"{fact.label}截至{on}没有人填报")
        elif sources:
            pieces += [each if HAS_DAY.search(each) else f"{each}，{on}读取" for each in sources]
        else:
            pieces.append(f"{fact.label}：企业档案，{on}读取")
    return "；".join(dict.fromkeys(pieces)) or f"由各项得分合计，{on}计算"


def _seal(parts: Sequence[Part], checkup: CheckUp, number: str) -> Iterator[Block]:
    yield Heading(f"{number}、核验")
    yield Paragraph(
        "本报告所依据的事实、规则和逐项判断已整份存证，可随时在系统中按编号复算核对；此后企业改了数，不影响本报告。",
        is_quiet=True,
    )
    columns = (Column("项目", 24), Column("存证编号", 30), Column("校验值", 46))
    rows = [
        (
            Cell(part.told.title),
            Cell(part.attestation.ref, is_small=True),
            Cell(part.attestation.checksum, is_small=True),
        )
        for part in parts
    ]
    yield Table(
        "核验",
        columns,
        (*rows, (Cell("本报告"), Cell(checkup.ref, is_small=True), Cell(checkup.checksum, is_small=True))),
    )
