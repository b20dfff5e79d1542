"""What the firms of the demo city stated beyond their reports, with the gaps such statements have in fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from enterprises.enums import StatementItem as Item

EPOCH: Final = date(1970, 1, 1)
WAN_FEN: Final = 1_000_000
# kind of firm: of a hundred, how many were asked at all
ASKED: Final = {
    "leader": 100,
    "gazelle": 100,
    "hnte": 88,
    "hnte_ended": 55,
    "sme": 72,
    "ready": 65,
    "near_sme": 50,
    "near_hnte": 70,
    "plain": 12,
    "thin": 8,
}
STRONG: Final = ("leader", "gazelle")
# flag: of a hundred strong and of a hundred other firms, how many say yes
FLAGS: Final = {
    Item.IN_STRATEGIC_INDUSTRY: (85, 55),
    Item.FILLS_GAP: (70, 35),
    Item.IN_KEY_FIELD: (65, 30),
    Item.EXCLUDED_TRADE: (0, 2),
    Item.IS_CHAMPION: (20, 1),
    Item.IS_GIANT_SISTER: (0, 1),
    Item.HAS_QUALITY_AWARD: (30, 4),
    Item.HAS_QUALITY_SYSTEM: (95, 70),
    Item.HAS_OWN_BRAND: (95, 66),
    Item.HAS_PRODUCT_CERTIFICATE: (90, 58),
    Item.HAS_PROCESS_SYSTEM: (90, 60),
    Item.HOLDS_INNOVATION_DEMO: (25, 2),
    Item.NATIONAL_RD_ORG: (15, 1),
    Item.CITY_RD_ORG: (80, 40),
    Item.OWN_RD_ORG: (95, 62),
    Item.IS_LISTED: (20, 1),
    Item.EQUITY_BACKED: (60, 16),
}
PAPERS: Final = {
    "market": "企业产品说明及细分市场证明（演示）",
    "quality": "体系认证证书及商标注册证（演示）",
    "capital": "验资报告及投资协议（演示）",
    "score": "优质中小企业梯度培育平台发展评价结果（演示）",
    "award": "“创客中国”大赛获奖公告（演示）",
}
MARKET: Final = (
    Item.IN_STRATEGIC_INDUSTRY,
    Item.FILLS_GAP,
    Item.IN_KEY_FIELD,
    Item.EXCLUDED_TRADE,
    Item.IS_CHAMPION,
    Item.IS_GIANT_SISTER,
)
CAPITAL: Final = (Item.IS_LISTED, Item.EQUITY_BACKED)


@dataclass(frozen=True)
class Told:
    """Several items with one paper and one day."""

    items: dict[str, int]
    as_of: date
    evidence: str


def tell(kind: str, founded_on: date, random: Random, *, on: date) -> list[Told]:
    """The statements of one firm, oldest first; none where nobody asked."""
    if random.randrange(100) >= ASKED.get(kind, 0):
        return []
    strong = kind in STRONG
    asked_on = max(founded_on, on - timedelta(days=random.randint(5, 150)))
    said = {item.value: int(random.randrange(100) < chances[not strong]) for item, chances in FLAGS.items()}
    if random.random() < 0.93:
        said[Item.NICHE_SINCE.value] = (_niche_since(founded_on, random, on=on) - EPOCH).days
    said[Item.DIGITAL_LEVEL.value] = random.choice((2, 3, 3, 4) if strong else (1, 1, 2, 2, 3))
    said[Item.IP_HIGH_VALUE.value] = random.choice((2, 3, 5) if strong else (0, 0, 1, 2))
    money = _capital(said, strong, random)
    # What one person did not know when asked stays open: a seventh of all firms miss some answers.
    if not strong and random.random() < 0.15:
        for item in random.sample(sorted(said), 5):
            del said[item]
    capital = {item: said.pop(item) for item in (each.value for each in CAPITAL) if item in said} | money
    market = {
        item: said.pop(item) for item in (Item.NICHE_SINCE.value, *(each.value for each in MARKET)) if item in said
    }
    told = [
        Told(market, asked_on, PAPERS["market"]),
        Told(said, asked_on, PAPERS["quality"]),
        Told(capital, asked_on, PAPERS["capital"]),
        *_scores(kind, founded_on, random, on=on),
        *_award(strong, founded_on, random, on=on),
    ]
    return sorted((each for each in told if each.items), key=lambda each: each.as_of)


def _niche_since(founded_on: date, random: Random, *, on: date) -> date:
    days = max(0, (on - founded_on).days - 30)
    return founded_on + timedelta(days=min(days, random.randint(30, 1_500)))


def _capital(said: dict[str, int], strong: bool, random: Random) -> dict[str, int]:
    """Sums that agree with the answer whether there was an investor at all."""
    if not said[Item.EQUITY_BACKED.value]:
        return {Item.EQUITY_RAISED.value: 0, Item.LARGEST_ROUND.value: 0}
    largest = random.randint(20, 90 if strong else 30) * 100 * WAN_FEN
    return {
        Item.LARGEST_ROUND.value: largest,
        Item.EQUITY_RAISED.value: largest + random.randint(0, 20) * 100 * WAN_FEN,
    }


def _scores(kind: str, founded_on: date, random: Random, *, on: date) -> list[Told]:
    """The platform's score of this year and the one before; not every firm was scored in both."""
    low, high = (58, 82) if kind in STRONG else (48, 72) if kind == "hnte" else (38, 62)
    found = []
    for year, chance in ((on.year - 1, 0.7), (on.year, 0.85)):
        day = date(year, 6, random.randint(1, 28))
        score = random.randint(low, high)
        if random.random() < chance and founded_on <= day <= on:
            found.append(Told({Item.DEVELOPMENT_SCORE.value: score}, day, PAPERS["score"]))
    return found


def _award(strong: bool, founded_on: date, random: Random, *, on: date) -> list[Told]:
    """A group of 创客中国 for a few, some of them longer ago than the three years it counts; most say they had none."""
    draw, day = random.random(), on - timedelta(days=random.randint(20, 1_500))
    if draw < (0.25 if strong else 0.05) and founded_on <= day:
        best = int(random.random() < 0.2)
        return [Told({Item.MAKER_CHINA_500.value: 1, Item.MAKER_CHINA_50.value: best}, day, PAPERS["award"])]
    if draw < 0.85:
        asked_on = max(founded_on, on - timedelta(days=random.randint(5, 150)))
        return [Told({Item.MAKER_CHINA_500.value: 0, Item.MAKER_CHINA_50.value: 0}, asked_on, "企业书面说明（演示）")]
    return []
