"""Which county and which zone an address names; what it does not name is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.regions.models import Axis, Level, Region
from portal.workbooks.values import clean

# 淇县路 is a street somewhere, not the county. Inside an address a direction may stand between (浚县东路), or the word
# may name a bridge, a station or a hotel; where the county opens the address it is the county (淇县桥盟乡, 淇县南大街).
_STREET = re.compile(r"(?:大道|大街|路|街|巷)")
_LANDMARK = re.compile(
    r"[东西南北中]?[一二三四五六七八九十]?(?:大道|大街|路|街|巷)|道|桥|站|新村|新区|小区|市场|商会|宾馆|大酒店"
)
_STATE_ZONE = re.compile(r"国家级?(?=(?:经济技术|高新技术)(?:产业)?开发区)")


@dataclass(frozen=True, slots=True)
class Place:
    """What a text names: the one county and the one zone, or None; counties holds all that were named."""

    county: Region | None = None
    zone: Region | None = None
    counties: tuple[Region, ...] = ()


def names_of(region: Region) -> set[str]:
    """What a province or a city is called: 河南省 and 河南."""
    return {clean(name) for name in (region.name, region.name.rstrip("省市"), *region.aliases)}


class Locator:
    """Finds the parts of one city in addresses, the longest name first, former names and aliases included."""

    def __init__(self, city: Region, parts: Iterable[Region], province: Region | None = None) -> None:
        self.city = city
        self.province = province
        self.counties: dict[str, Region] = {}
        self.zones: dict[str, Region] = {}
        self.by_code: dict[str, Region] = {}
        for part in parts:
            names = {clean(name) for name in (part.name, *part.aliases)}
            if part.axis == Axis.ZONE:
                self.zones.update(dict.fromkeys(names, part))
            elif part.level == Level.COUNTY:
                self.counties.update(dict.fromkeys(names, part))
                self.by_code[part.code[:6]] = part
        words = sorted({*self.counties, *self.zones}, key=len, reverse=True)
        self._word = re.compile("|".join(re.escape(word) for word in words)) if words else None
        leads = sorted(names_of(city) | (names_of(province) if province else set()), key=len, reverse=True)
        self._lead = re.compile(f"(?:中国)?(?:{'|'.join(re.escape(lead) for lead in leads)})*")

    def find(self, text: str) -> Place:
        """The county and the zone named in an address. Two counties in one address name none."""
        if self._word is None:
            return Place()
        text = _STATE_ZONE.sub("", clean(text).replace(" ", ""))
        lead = self._lead.match(text)
        opening = lead.end() if lead else 0
        counties: dict[int, Region] = {}
        zones: dict[int, Region] = {}
        for match in self._word.finditer(text):
            word = match[0]
            if word in self.zones:
                zones[self.zones[word].pk] = self.zones[word]
            elif not self._is_street(text, match.end(), opens=match.start() <= opening):
                counties[self.counties[word].pk] = self.counties[word]
        return Place(
            county=next(iter(counties.values())) if len(counties) == 1 else None,
            zone=next(iter(zones.values())) if len(zones) == 1 else None,
            counties=tuple(counties.values()),
        )

    @staticmethod
    def _is_street(text: str, end: int, *, opens: bool) -> bool:
        return bool((_STREET if opens else _LANDMARK).match(text, end))

    def county(self, name: str) -> Region | None:
        """The county written in a column of its own, by name or alias."""
        return self.counties.get(clean(name).removeprefix(self.city.name))

    def zone(self, name: str) -> Region | None:
        """The zone written in a column of its own, by name or alias."""
        return self.zones.get(clean(name)) or self.zones.get(clean(name).removeprefix(self.city.name))

    def is_city(self, name: str) -> bool:
        """Whether a text is this city's name."""
        return clean(name) in names_of(self.city)

    def is_province(self, name: str) -> bool:
        """Whether a text is the name of the city's province; true when the province is not known."""
        return self.province is None or clean(name) in names_of(self.province)

    def hints(self, name: str, code: str) -> list[str]:
        """What the firm's name and the registering office in its code point to, in words: a clue for a person only."""
        found = []
        if by_name := self.find(name).county:
            found.append(f"企业名称含“{by_name.name}”")
        if len(code) == 18 and (by_code := self.by_code.get(code[2:8])):
            found.append(f"代码的登记机关是{by_code.name}")
        return found
