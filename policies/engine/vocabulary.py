"""Words: every fact the law speaks of, with its unit, period, meaning, clause and supplier (词汇表)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policies.engine import units
from policies.engine.text import Document, check_keys, did_you_mean, well_shaped

PERIODS: Final = {
    "FY-1": "申报上一个会计年度",
    "FY-2..FY-1": "申报前两个会计年度",
    "FY-3..FY-1": "申报前三个会计年度",
    "FY-4..FY-1": "申报前四个会计年度",
    "at filing": "申报日",
    "FY-1..filing": "申报上一年1月1日至申报日",
    "365 days": "申报日前365天内",
    "review": "专家评审",
}
SERIES: Final = {"FY-2..FY-1": 2, "FY-3..FY-1": 3, "FY-4..FY-1": 4}
MISSING: Final = ("unknown", "manual")
_DIMENSIONS: Final = {
    "money": units.MONEY,
    "people": units.PEOPLE,
    "count": units.COUNT,
    "date": units.DATE,
    "dollars": units.DOLLARS,
    "flag": units.FLAG,
    "points": units.POINTS,
}


@dataclass(frozen=True, slots=True)
class Word:
    """One fact the rules may name.

    years: 0 for a single value, else the length of the series, oldest first. missing: the verdict when nobody has said
    it yet, "unknown" (a figure is missing) or "manual" (an expert has to say). true_text/false_text: how a flag reads.
    lead_days, lead: how long it usually takes to move the fact, and why; effort: what moving it costs beside others;
    may_fall: whether lowering it is something to advise.
    """

    name: str
    label: str
    dimension: units.Dimension
    period: str
    meaning: str
    source: str
    supplier: str
    years: int = 0
    missing: str = "unknown"
    true_text: str = "是"
    false_text: str = "否"
    unit: str = ""
    lead_days: int = 0
    lead: str = ""
    effort: int = 1
    may_fall: bool = False

    @property
    def period_text(self) -> str:
        """The period in Chinese."""
        return PERIODS[self.period]


@dataclass(frozen=True)
class Vocabulary(Mapping[str, Word]):
    """The words by name, in the order of the file."""

    words: dict[str, Word]

    def __getitem__(self, name: str) -> Word:
        return self.words[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)


def load_vocabulary(text: str, name: str = "vocabulary.toml") -> Vocabulary:
    """The words of a vocabulary text. Raises PackError where a word is incomplete."""
    document = Document(text, name)
    with well_shaped(name):
        return _read(document)


def _read(document: Document) -> Vocabulary:
    check_keys(document, (), document.data, ("words",))
    words: dict[str, Word] = {}
    for code, table in document.data["words"].items():
        path = ("words", code)
        check_keys(
            document,
            path,
            table,
            ("label", "kind", "period", "meaning", "source", "supplier"),
            ("years", "missing", "true", "false", "unit", "lead_days", "lead", "effort", "may_fall"),
        )
        dimension = _DIMENSIONS.get(table["kind"])
        if dimension is None:
            raise document.refuse((*path, "kind"), f'"{table["kind"]}"不是事实的类型。可写：{"、".join(_DIMENSIONS)}。')
        if table["period"] not in PERIODS:
            raise document.refuse(
                (*path, "period"),
                f'"{table["period"]}"不是期间。{did_you_mean(table["period"], PERIODS)}可写：{"、".join(PERIODS)}。',
            )
        missing = table.get("missing", "unknown")
        if missing not in MISSING:
            raise document.refuse((*path, "missing"), f'"{missing}"不能用。可写：{"、".join(MISSING)}。')
        years = SERIES.get(table["period"], 0)
        unit = table.get("unit", dimension.unit)
        if unit not in units.UNITS or units.UNITS[unit][0] is not dimension:
            raise document.refuse((*path, "unit"), f'"{unit}"不是{table["kind"]}的单位。')
        words[code] = Word(
            name=code,
            label=table["label"],
            dimension=dimension,
            period=table["period"],
            meaning=table["meaning"],
            source=table["source"],
            supplier=table["supplier"],
            years=table.get("years", years),
            missing=missing,
            true_text=table.get("true", "是"),
            false_text=table.get("false", "否"),
            unit=unit,
            lead_days=_whole(document, path, table, "lead_days", 0, 3650),
            lead=table.get("lead", ""),
            effort=_whole(document, path, table, "effort", 1, 1000),
            may_fall=table.get("may_fall", False) is True,
        )
    return Vocabulary(words)


def _whole(document: Document, path: tuple[str, ...], table: Mapping[str, Any], key: str, least: int, most: int) -> int:
    value = table.get(key, least)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise document.refuse((*path, key), f"{value!r}不是{least}到{most}之间的整数。")
    return value
