"""From text to pack: everything is checked here, so that a pack that loads can be judged by."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeVar

from policies.engine import expressions, units
from policies.engine.expressions import ExpressionError, Node, Scope, TruthNode
from policies.engine.packs import (
    DIRECT,
    GATE,
    SCORE,
    Band,
    Choice,
    Clause,
    Criterion,
    Derived,
    FormulaCase,
    Item,
    Pack,
    Parameter,
    PointsCase,
    Route,
    Scale,
    ScaleRow,
    Score,
    Section,
    Template,
    Way,
)
from policies.engine.text import Document, check_keys, did_you_mean, well_shaped
from policies.engine.units import Dimension
from policies.engine.verdicts import OUTCOME_CODES
from policies.engine.vocabulary import Vocabulary

MAX_CRITERIA: Final = 62
OPTIONAL: Final = (
    *(
        "in_force_to",
        "kind_ends",
        "notes",
        "outcome",
        "parameters",
        "scales",
        "choices",
        "derived",
        "score",
        "criteria",
    ),
    *("blank", "like"),
)
KINDS: Final = ("first", "again", "recheck")
_CODE: Final = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_REGION: Final = re.compile(r"^\d{6}$")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
Path = tuple[str | int, ...]
N = TypeVar("N", bound=Node)
R = TypeVar("R")


def load_pack(text: str, name: str, vocabulary: Vocabulary) -> Pack:
    """The pack a text states.

    Raises PackError naming the file, the line, what was seen, what is allowed and what to do.
    """
    document = Document(text, name)
    with well_shaped(name):
        return _Loader(document, vocabulary).pack()


def digest_of(data: Mapping[str, Any], vocabulary: Vocabulary, words: Iterable[str]) -> str:
    """sha256 over what a pack says and what its words mean; order of keys and comments do not count."""
    meanings = {
        name: [
            vocabulary[name].dimension.code,
            vocabulary[name].years,
            vocabulary[name].missing,
            vocabulary[name].period,
        ]
        for name in words
    }
    canonical = json.dumps(
        {"pack": data, "words": meanings}, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> str | int:
    if isinstance(value, Decimal):
        if not _is_sane(value):
            return str(value)
        exact = Fraction(value)
        return exact.numerator if exact.denominator == 1 else str(exact)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _is_sane(value: Decimal) -> bool:
    """Whether a figure is one a rule could mean: finite, below a billion billion, no finer than a billionth."""
    return value.is_finite() and value.adjusted() < 18 and int(value.as_tuple().exponent) >= -12


class _Loader:
    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document = document
        self.data = document.data
        self.vocabulary = vocabulary
        self.scope = Scope(vocabulary)
        self.words: set[str] = set()
        self.parameters: dict[str, Parameter] = {}
        self.per_point = 1

    def pack(self) -> Pack:
        data, refuse = self.data, self.document.refuse
        check_keys(
            self.document,
            (),
            data,
            ("programme", "version", "title", "region", "in_force_from", "kinds", "law", "sources"),
            OPTIONAL,
        )
        self.blank = str(data.get("blank", "")).strip()
        if "blank" in data and not self.blank:
            raise refuse(("blank",), '请写明什么没有公布：blank = "省里没有公布量化条件"。')
        if self.blank and ("criteria" in data or "score" in data):
            raise refuse(("blank",), "没有公布数值的规则不作判断：请删去blank，或删去条件。")
        if not self.blank and "criteria" not in data:
            raise refuse((), '缺少键"criteria"。请补上，或用blank = "…"写明什么没有公布。')
        since, until = self.day(("in_force_from",)), self.day(("in_force_to",)) if "in_force_to" in data else None
        if until is not None and until < since:
            raise refuse(("in_force_to",), f"{until}早于in_force_from的{since}。")
        if not _REGION.match(str(data["region"])):
            raise refuse(("region",), f'"{data["region"]}"不是地区代码。地区代码是六位数字，全国写"000000"。')
        for kind in data["kinds"]:
            if kind not in KINDS:
                raise refuse(("kinds",), f'"{kind}"不是申报类型。可写：{"、".join(KINDS)}。')
        ends = self.kind_ends(until)
        self.in_force_from = since
        self.per_point = data.get("score", {}).get("per_point", 1)
        if not isinstance(self.per_point, int) or not 1 <= self.per_point <= 1000:
            raise refuse(("score", "per_point"), "per_point是整数：1，有半分的写2。")
        self.sources()
        for name in data.get("parameters", {}):
            self.parameters[name] = self.parameter(name)
        choices = {name: self.choice(name) for name in data.get("choices", {})}
        scales = {name: self.scale(name) for name in data.get("scales", {})}
        derived = {name: self.derive(name) for name in data.get("derived", {})}
        score = self.score() if "score" in data else None
        criteria = tuple(self.criterion(index) for index in range(len(data.get("criteria", ()))))
        if not self.blank:
            self.check_criteria(criteria, score)
        outcome = data.get("outcome", {})
        check_keys(self.document, ("outcome",), outcome, (), tuple(OUTCOME_CODES))
        return Pack(
            programme=self.code(("programme",), data["programme"]),
            version=str(data["version"]),
            title=data["title"],
            region=data["region"],
            in_force_from=since,
            in_force_to=until,
            kinds=tuple(data["kinds"]),
            law=self.clause(("law",), data["law"]),
            notes=tuple(data.get("notes", ())),
            outcome_words=dict(outcome),
            vocabulary=self.vocabulary,
            parameters=self.parameters,
            scales=scales,
            choices=choices,
            derived=derived,
            criteria=criteria,
            score=score,
            words=frozenset(self.words),
            digest=digest_of(data, self.vocabulary, self.words),
            file=self.document.name,
            kind_ends=ends,
            blank=self.blank,
            like=str(data.get("like", "")),
        )

    def kind_ends(self, until: date | None) -> dict[str, date]:
        """Kinds of application for which the text ends earlier than for the others: { first = 2026-03-31 }."""
        table = self.data.get("kind_ends", {})
        for kind in table:
            if kind not in self.data["kinds"]:
                raise self.document.refuse(
                    ("kind_ends",), f'"{kind}"不在本文本的申报类型之中：{"、".join(self.data["kinds"])}。'
                )
        ends = {kind: self.day(("kind_ends", kind)) for kind in table}
        for kind, end in ends.items():
            if end < self.day(("in_force_from",)) or (until is not None and end > until):
                raise self.document.refuse(("kind_ends",), f"{kind}止于{end}，不在本文本施行的日子里。")
        return ends

    # -- small readers ------------------------------------------------------------------------------------------------

    def at(self, path: Path) -> Any:
        found: Any = self.data
        for part in path:
            found = found[part]
        return found

    def day(self, path: Path) -> date:
        value = self.at(path)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.document.refuse(path, f"{value!r}不是日期。日期不加引号：2016-01-01。")
        return value

    def code(self, path: Path, value: object) -> str:
        if not isinstance(value, str) or not _CODE.match(value):
            raise self.document.refuse(path, f"{value!r}不是代码。代码用小写字母、数字和_，例如rd_ratio。")
        return value

    def fresh(self, path: Path, name: str) -> None:
        """Refuses a name that already means something."""
        self.code(path, name)
        taken = {*self.scope.names(), *self.scope.scales, *expressions.FUNCTIONS}
        if name in taken:
            raise self.document.refuse(path, f'名字"{name}"已经另有所指，请换一个。')

    def unit(self, path: Path, value: object) -> Dimension:
        if value not in units.UNITS:
            raise self.document.refuse(
                path,
                f'"{value}"不是单位。{did_you_mean(str(value), units.UNITS)}可用的单位：{"、".join(units.UNITS)}。',
            )
        return units.UNITS[str(value)][0]

    def figure(self, path: Path, value: object, unit: str) -> Fraction:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.document.refuse(path, f"{value!r}不是数。数不加引号。")
        if (isinstance(value, Decimal) and not _is_sane(value)) or not -(10**18) <= value <= 10**18:
            raise self.document.refuse(path, f"{value}不像规则里的数。")
        exact = units.stored(value, unit)
        dimension = units.UNITS[unit][0]
        if dimension is units.POINTS:
            exact *= self.per_point
        if dimension is not units.RATIO and exact.denominator != 1:
            raise self.document.refuse(path, f"{value}{unit}比数据记到的还细（最细记到{dimension.stored}）。")
        return exact

    def truth(self, path: Path, text: object, *, literals: bool, choices: bool = False) -> TruthNode:
        try:
            node = self.noted(expressions.parse_truth(text, self.scope, literals=literals))
        except ExpressionError as problem:
            raise self.document.refuse(path, str(problem)) from None
        if not choices and any(isinstance(part, expressions.Option) for part in expressions.walk(node)):
            raise self.document.refuse(path, "口径选项只能写在[derived]的cases里，请在那里给结果起名字。")
        return node

    def number(self, path: Path, text: object) -> expressions.NumberNode:
        try:
            return self.noted(expressions.parse_number(text, self.scope))
        except ExpressionError as problem:
            raise self.document.refuse(path, str(problem)) from None

    def noted(self, node: N) -> N:
        self.words.update(expressions.words_in(node))
        for part in expressions.walk(node):
            match part:
                case expressions.YearsBefore(years=expressions.Parameter(name)):
                    for _, value in self.parameters[name].values:
                        if value.denominator != 1 or not 0 <= value <= expressions.MOST_YEARS_BACK:
                            raise ExpressionError(
                                f'"{name}"是{value}；years_back和year_start要整年数，0到{expressions.MOST_YEARS_BACK}。'
                            )
        return node

    # -- the tables ---------------------------------------------------------------------------------------------------

    def sources(self) -> None:
        self.source_tables = self.data["sources"]
        for key, table in self.source_tables.items():
            check_keys(self.document, ("sources", key), table, ("title", "number", "clauses"), ("issued", "note"))

    def clause(self, path: Path, reference: object) -> Clause:
        source, _, place = str(reference).partition("#")
        table = self.source_tables.get(source)
        if table is None:
            raise self.document.refuse(
                path,
                f'没有声明来源"{source}"。{did_you_mean(source, self.source_tables)}'
                f"已声明：{'、'.join(self.source_tables)}。",
            )
        if place and place not in table["clauses"]:
            raise self.document.refuse(
                path,
                f'[sources.{source}]里没有条款"{place}"。{did_you_mean(place, table["clauses"])}'
                f"条款有：{'、'.join(table['clauses'])}。",
            )
        if not place and path != ("law",):
            raise self.document.refuse(path, f'请写明条款：source = "{source}#{next(iter(table["clauses"]), "…")}"。')
        return Clause(table["title"], table["number"], place, table["clauses"].get(place, ""))

    def dated(
        self, path: Path, rows: Sequence[Mapping[str, Any]], read: Callable[[Path, Mapping[str, Any]], R]
    ) -> tuple[R, ...]:
        """Rows with from = date, oldest first, the first no later than the pack; none empty."""
        if not rows:
            raise self.document.refuse(path, "这个列表是空的。每个数值都要有值和起始日期。")
        days: list[date] = []
        for index, row in enumerate(rows):
            if "from" not in row:
                raise self.document.refuse(
                    (*path, index),
                    '缺少键"from"。每个值都要写明从哪天起施行：{ from = 2016-01-01, value = 365 }。',
                )
            days.append(self.day((*path, index, "from")))
        if days[0] > self.in_force_from:
            raise self.document.refuse(path, f"第一个值从{days[0]}起，本文本却从{self.in_force_from}起施行。")
        if any(later <= earlier for earlier, later in itertools.pairwise(days)):
            raise self.document.refuse(path, "日期要从早到晚，一个比一个晚。")
        return tuple(read((*path, index), row) for index, row in enumerate(rows))

    def parameter(self, name: str) -> Parameter:
        path: Path = ("parameters", name)
        self.fresh(path, name)
        table = self.at(path)
        check_keys(self.document, path, table, ("meaning", "unit", "source", "values"))
        dimension = self.unit((*path, "unit"), table["unit"])

        def read(place: Path, row: Mapping[str, Any]) -> tuple[date, Fraction]:
            check_keys(self.document, place, row, ("from", "value"))
            return row["from"], self.figure((*place, "value"), row["value"], table["unit"])

        values = self.dated((*path, "values"), table["values"], read) if table["values"] or not self.blank else ()
        self.scope.parameters[name] = dimension
        clause = self.clause((*path, "source"), table["source"])
        return Parameter(name, table["meaning"], table["unit"], dimension, clause, values)

    def choice(self, name: str) -> Choice:
        path: Path = ("choices", name)
        self.fresh(path, name)
        table = self.at(path)
        check_keys(self.document, path, table, ("meaning", "source", "options", "default"))
        if table["default"] not in table["options"] or len(table["options"]) < 2:
            raise self.document.refuse(
                (*path, "default"), f"default要是两个以上选项中的一个：{'、'.join(table['options'])}。"
            )
        self.scope.choices[name] = tuple(table["options"])
        clause = self.clause((*path, "source"), table["source"])
        return Choice(name, table["meaning"], clause, dict(table["options"]), table["default"])

    def scale(self, name: str) -> Scale:
        path: Path = ("scales", name)
        self.fresh(path, name)
        table = self.at(path)
        check_keys(self.document, path, table, ("meaning", "unit", "by_unit", "source", "steps"))
        dimension = self.unit((*path, "unit"), table["unit"])
        by_dimension = self.unit((*path, "by_unit"), table["by_unit"])

        def read(place: Path, row: Mapping[str, Any]) -> ScaleRow:
            check_keys(self.document, place, row, ("from", "up_to", "value"))
            edges = tuple(self.figure((*place, "up_to"), edge, table["by_unit"]) for edge in row["up_to"])
            values = tuple(self.figure((*place, "value"), value, table["unit"]) for value in row["value"])
            if len(values) != len(edges) + 1:
                raise self.document.refuse(
                    place,
                    f"{len(edges)}个界限把数额分成{len(edges) + 1}档，却给了{len(values)}个值。",
                )
            if any(later <= earlier for earlier, later in itertools.pairwise(edges)):
                raise self.document.refuse(place, "界限要从小到大，有两档重叠。")
            return ScaleRow(row["from"], edges, values)

        rows = self.dated((*path, "steps"), table["steps"], read)
        self.scope.scales[name] = (by_dimension, dimension)
        clause = self.clause((*path, "source"), table["source"])
        return Scale(name, table["meaning"], table["unit"], dimension, table["by_unit"], by_dimension, clause, rows)

    def derive(self, name: str) -> Derived:
        path: Path = ("derived", name)
        self.fresh(path, name)
        table = self.at(path)
        check_keys(self.document, path, table, ("meaning", "unit", "source"), ("formula", "cases"))
        dimension = self.unit((*path, "unit"), table["unit"])
        if ("formula" in table) == ("cases" in table):
            raise self.document.refuse(path, "formula和cases要写一个，只写一个。")
        given = table.get("cases", [{"formula": table.get("formula")}])
        cases: list[FormulaCase] = []
        for index, row in enumerate(given):
            place: Path = (*path, "cases", index) if "cases" in table else (*path, "formula")
            check_keys(self.document, place, row, (), ("when", "formula", "undefined", "note"))
            last = index == len(given) - 1
            if last == ("when" in row):
                raise self.document.refuse(place, "除最后一种外，每种情形都要写when；最后一种管其余全部。")
            if ("formula" in row) == ("undefined" in row):
                raise self.document.refuse(place, '一种情形要写formula，没有就用undefined = "…"写明原因，只写一个。')
            when = None if last else self.truth(place, row["when"], literals=True, choices=True)
            formula = self.number(place, row["formula"]) if "formula" in row else None
            if (
                formula is not None
                and formula.dimension is not dimension
                and not (isinstance(formula, expressions.Literal) and (formula.value == 0 or dimension.literal))
            ):
                raise self.document.refuse(
                    place,
                    f'"{row["formula"]}"算出来是{expressions.named(formula.dimension)}，单位却写{table["unit"]}。',
                )
            cases.append(FormulaCase(when, formula, row.get("note", row.get("undefined", ""))))
        self.scope.derived[name] = dimension
        clause = self.clause((*path, "source"), table["source"])
        return Derived(name, table["meaning"], table["unit"], dimension, clause, tuple(cases))

    def template(self, path: Path, text: object) -> Template:
        if not isinstance(text, str):
            raise self.document.refuse(path, f"{text!r}不是文本。")
        nodes: list[Node] = []
        for placeholder in _PLACEHOLDER.findall(text):
            try:
                nodes.append(self.noted(expressions.parse_shown(placeholder, self.scope)))
            except ExpressionError as problem:
                raise self.document.refuse(path, f"{{{placeholder}}}里：{problem}") from None
        return Template(tuple(_PLACEHOLDER.split(text)[::2]), tuple(nodes))

    def ways(self, path: Path, rows: Sequence[Mapping[str, Any]]) -> tuple[Way, ...]:
        ways: list[Way] = []
        for index, row in enumerate(rows):
            place = (*path, index)
            check_keys(self.document, place, row, ("text",), ("add", "reduce", "wait"))
            if "{gap}" not in row["text"]:
                raise self.document.refuse(place, '办法的文字里要有{gap}，例如"再归集{gap}"。')
            changes = tuple((word, 1) for word in row.get("add", ())) + tuple(
                (word, -1) for word in row.get("reduce", ())
            )
            if row.get("wait", False) == bool(changes):
                raise self.document.refuse(place, "一种办法要么等（wait = true），要么改词（add、reduce）。")
            for word, _ in changes:
                if word not in self.vocabulary:
                    raise self.document.refuse(
                        place, f'词汇表（vocabulary.toml）里没有"{word}"这个词。{did_you_mean(word, self.vocabulary)}'
                    )
            kinds = {self.vocabulary[word].dimension.code: self.vocabulary[word].dimension for word, _ in changes}
            if len(kinds) > 1 or "flag" in kinds:
                raise self.document.refuse(place, "一种办法里的词要同一种单位，是与否的词不能改。")
            dimension = next(iter(kinds.values()), units.DAYS)
            ways.append(Way(changes, bool(row.get("wait", False)), dimension, row["text"]))
        return tuple(ways)

    def criterion(self, index: int) -> Criterion:
        path: Path = ("criteria", index)
        table = self.at(path)
        check_keys(
            self.document,
            path,
            table,
            ("code", "title", "kind", "source", "require", "requirement", "value", "advice"),
            ("since", "ways"),
        )
        code = self.code((*path, "code"), table["code"])
        if table["kind"] not in (GATE, DIRECT, SCORE):
            raise self.document.refuse((*path, "kind"), f'"{table["kind"]}"不是gate、direct、score之一。')
        since = self.day((*path, "since")) if "since" in table else self.in_force_from
        return Criterion(
            code=code,
            title=table["title"],
            kind=table["kind"],
            clause=self.clause((*path, "source"), table["source"]),
            require=self.truth((*path, "require"), table["require"], literals=False),
            requirement=self.template((*path, "requirement"), table["requirement"]),
            value=self.template((*path, "value"), table["value"]),
            advice=table["advice"],
            since=since,
            ways=self.ways((*path, "ways"), table.get("ways", ())),
            bit=index,
        )

    def check_criteria(self, criteria: Sequence[Criterion], score: Score | None) -> None:
        if not criteria or len(criteria) > MAX_CRITERIA:
            raise self.document.refuse(
                ("criteria",), f"一份规则文本有1到{MAX_CRITERIA}个条件，这里有{len(criteria)}个。"
            )
        seen: set[str] = {item.code for item in score.items} if score else set()
        for index, criterion in enumerate(criteria):
            if criterion.code in seen:
                raise self.document.refuse(("criteria", index, "code"), f'代码"{criterion.code}"用了两次。')
            seen.add(criterion.code)
            uses_points = any(isinstance(node, expressions.Points) for node in expressions.walk(criterion.require))
            if uses_points and criterion.kind != SCORE:
                raise self.document.refuse(("criteria", index, "kind"), '看得分的条件要写kind = "score"。')
        kinds = {criterion.kind for criterion in criteria}
        if score is not None and DIRECT in kinds and SCORE not in kinds:
            raise self.document.refuse(("criteria",), '直通条件代替的是得分，请再写一个kind = "score"的条件。')
        for word in self.unused_parameters(criteria, score):
            raise self.document.refuse(("parameters", word), "没有条件用到这个数值，请删去或用上。")

    def unused_parameters(self, criteria: Sequence[Criterion], score: Score | None) -> list[str]:
        text = json.dumps(
            [self.data.get("derived", {}), self.data["criteria"], self.data.get("score", {})], default=str
        )
        return [name for name in self.scope.parameters if not re.search(rf"\b{name}\b", text)]

    # -- the score ----------------------------------------------------------------------------------------------------

    def score(self) -> Score:
        path: Path = ("score",)
        table = self.at(path)
        check_keys(self.document, path, table, ("title", "line_title", "max", "sections"), ("per_point",))
        sections = tuple(self.section((*path, "sections", index)) for index in range(len(table["sections"])))
        most = int(self.figure((*path, "max"), table["max"], "分"))
        total = sum(section.most for section in sections)
        if total != most:
            raise self.document.refuse(
                (*path, "max"), f"各评分组合计{total // self.per_point}分，不是{table['max']}分。"
            )
        self.scope.score = True
        return Score(table["title"], table["line_title"], most, self.per_point, sections)

    def section(self, path: Path) -> Section:
        table = self.at(path)
        check_keys(self.document, path, table, ("code", "title", "source", "max", "items"))
        items = tuple(self.item((*path, "items", index)) for index in range(len(table["items"])))
        code = self.code((*path, "code"), table["code"])
        if code in self.scope.items:
            raise self.document.refuse((*path, "code"), f'代码"{code}"用了两次。')
        self.scope.items.add(code)
        return Section(
            code,
            table["title"],
            self.clause((*path, "source"), table["source"]),
            int(self.figure((*path, "max"), table["max"], "分")),
            items,
        )

    def item(self, path: Path) -> Item:
        table = self.at(path)
        check_keys(
            self.document,
            path,
            table,
            ("code", "title", "source", "since", "max", "value", "advice"),
            ("routes", "cases", "expert", "ways"),
        )
        code = self.code((*path, "code"), table["code"])
        if code in self.scope.items:
            raise self.document.refuse((*path, "code"), f'代码"{code}"用了两次。')
        since = self.day((*path, "since"))
        if since > self.in_force_from:
            raise self.document.refuse((*path, "since"), f"{since}晚于本文本施行的{self.in_force_from}。")
        most = int(self.figure((*path, "max"), table["max"], "分"))
        expert = table.get("expert", "")
        if expert:
            word = self.vocabulary.get(expert)
            if word is None or word.dimension is not units.POINTS:
                raise self.document.refuse(
                    (*path, "expert"),
                    f'"{expert}"不是以分计的词。{did_you_mean(expert, self.vocabulary)}',
                )
            self.words.add(expert)
        if ("routes" in table) + ("cases" in table) > 1 or not ("routes" in table or "cases" in table or expert):
            raise self.document.refuse(path, "评分项要写routes或cases之一，或只写expert。")
        routes = tuple(self.route((*path, "routes", n), most) for n in range(len(table.get("routes", ()))))
        item = Item(
            code=code,
            title=table["title"],
            clause=self.clause((*path, "source"), table["source"]),
            since=since,
            most=most,
            routes=routes,
            cases=self.points_cases((*path, "cases"), table.get("cases", ()), most),
            expert=expert,
            value=self.template((*path, "value"), table["value"]),
            advice=table["advice"],
            ways=self.ways((*path, "ways"), table.get("ways", ())),
        )
        self.scope.items.add(code)
        return item

    def range_of_points(self, path: Path, value: object, most: int) -> tuple[int, int]:
        ends = value if isinstance(value, list) else [value, value]
        if len(ends) != 2:
            raise self.document.refuse(path, "points写一个数，或写[最低, 最高]。")
        least, upper = (int(self.figure(path, end, "分")) for end in ends)
        if not 0 <= least <= upper <= most:
            raise self.document.refuse(path, f"points的{value}不在0到本项满分{most // self.per_point}之间。")
        return least, upper

    def points_cases(self, path: Path, rows: Sequence[Mapping[str, Any]], most: int) -> tuple[PointsCase, ...]:
        cases: list[PointsCase] = []
        for index, row in enumerate(rows):
            place = (*path, index)
            check_keys(self.document, place, row, ("points", "label"), ("when",))
            last = index == len(rows) - 1
            if last == ("when" in row):
                raise self.document.refuse(place, "除最后一种外，每种情形都要写when；最后一种管其余全部。")
            when = None if last else self.truth(place, row["when"], literals=True)
            cases.append(PointsCase(when, *self.range_of_points(place, row["points"], most), row["label"]))
        return tuple(cases)

    def route(self, path: Path, most: int) -> Route:
        table = self.at(path)
        check_keys(self.document, path, table, ("label", "value", "unit", "bands"))
        dimension = self.unit((*path, "unit"), table["unit"])
        value = self.number((*path, "value"), table["value"])
        if value.dimension is not dimension:
            raise self.document.refuse(
                (*path, "unit"),
                f'"{table["value"]}"算出来是{expressions.named(value.dimension)}，分段却以{table["unit"]}计。',
            )
        bands = [self.band((*path, "bands", n), table["unit"], most) for n in range(len(table["bands"]))]
        return Route(table["label"], value, table["unit"], self.partition((*path, "bands"), bands, table["unit"]))

    def band(self, path: Path, unit: str, most: int) -> Band:
        table = self.at(path)
        check_keys(self.document, path, table, ("points",), ("at_least", "above", "below", "up_to"))
        if ("at_least" in table and "above" in table) or ("below" in table and "up_to" in table):
            raise self.document.refuse(path, "一端要么含（at_least、up_to），要么不含（above、below），只写一个。")
        low = table.get("at_least", table.get("above"))
        high = table.get("up_to", table.get("below"))
        least, upper = self.range_of_points(path, table["points"], most)
        return Band(
            None if low is None else self.figure(path, low, unit),
            "at_least" in table,
            None if high is None else self.figure(path, high, unit),
            "up_to" in table,
            least,
            upper,
        )

    def partition(self, path: Path, bands: Sequence[Band], unit: str) -> tuple[Band, ...]:
        """The bands from the lowest up. Refuses overlaps and gaps: every value must have exactly one band."""
        factor = units.UNITS[unit][1]
        ordered = sorted(bands, key=lambda band: (band.low is not None, band.low or 0))
        if not ordered or ordered[0].low is not None:
            raise self.document.refuse(path, "最低一段不写下限，这样每个值都有一段。")
        if ordered[-1].high is not None:
            raise self.document.refuse(path, "最高一段不写上限，这样每个值都有一段。")
        for lower, upper in itertools.pairwise(ordered):
            if lower.high is None or upper.low is None or lower.high > upper.low:
                raise self.document.refuse(path, f"两段重叠{_near(upper.low or lower.high, factor, unit)}。")
            if lower.high < upper.low:
                raise self.document.refuse(
                    path,
                    f"{_shown(lower.high, factor)}到{_shown(upper.low, factor)}{unit}之间是空档，每个值都要有一段。",
                )
            if lower.high_included == upper.low_included:
                slip = "两段都含它" if upper.low_included else "哪一段都不含它"
                raise self.document.refuse(
                    path,
                    f"{_shown(upper.low, factor)}{unit}：{slip}。"
                    "at_least配below，above配up_to，看原文哪一边写着（含）。",
                )
        return tuple(ordered)


def _shown(value: Fraction, factor: Fraction) -> str:
    return str(Decimal((value / factor).numerator) / Decimal((value / factor).denominator))


def _near(value: Fraction | None, factor: Fraction, unit: str) -> str:
    return "" if value is None else f"（在{_shown(value, factor)}{unit}处）"
