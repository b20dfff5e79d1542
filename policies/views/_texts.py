"""Every text a person may look at, of the portal, of a bureau, or still a draft, in one shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from policies import library
from policies.engine import Pack
from policies.engine.trial import Trial
from policies.models import Draft, Release
from policies.queries import region_names, visible_releases
from portal.accounts.models import User
from portal.web.parts import Crumb

IN_FORCE, ENDED, TO_COME, NEVER, BLANK = "施行中", "已废止", "待施行", "未施行", "未公布数值"
LIGHTS = {IN_FORCE: "green", ENDED: "grey", TO_COME: "blue", NEVER: "grey", BLANK: "yellow"}
NATION = "全国"
_CASE = re.compile(r"^\[\[case\]\]", re.MULTILINE)
KINDS = {"first": "首次申请", "again": "再次申请", "recheck": "复核"}


@dataclass(frozen=True)
class Text:
    """One text as the pages show it. key: its place in addresses; words, case_words: as they were written.

    is_settled: every case is known to hold without being tried again, because the text was registered or published by
    them. release: its row when a bureau published it.
    """

    key: str
    pack: Pack
    region: str
    state: str
    words: str
    case_words: str
    is_settled: bool
    release: Release | None = None

    @property
    def light(self) -> str:
        """The colour of its state."""
        return LIGHTS[self.state]

    @property
    def trial(self) -> Trial:
        """What its words and cases give; remembered, but the first time takes a fraction of a second."""
        return library.tried(self.words, self.case_words, self.key)

    @property
    def case_count(self) -> int:
        """How many cases it has."""
        return len(_CASE.findall(self.case_words))

    @property
    def cases(self) -> str:
        """How many of its cases hold: 46/46."""
        held = self.case_count if self.is_settled else self.trial.held
        return f"{held}/{self.case_count}"

    @property
    def url(self) -> str:
        """The page of the text."""
        return reverse("policies:pack", args=[self.key])

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day for any kind of application."""
        return any(self.pack.covers(day, kind) for kind in self.pack.kinds)


def texts_for(user: User, *, on: date) -> list[Text]:
    """Every pack of the portal and every release the person may see, by programme, place and first day, newest first."""
    packs = {name: library.load(name) for name in library.pack_files()}
    names = region_names(pack.region for pack in packs.values())
    registered = library.published()
    found = [
        Text(
            key_of(name),
            pack,
            _place(pack.region, names),
            state_of(pack, on=on),
            *library.files_of(name),
            is_settled=name in registered,
        )
        for name, pack in packs.items()
    ]
    shelf = library.shelf()
    for release in visible_releases(user):
        pack = shelf.released(release.digest)
        state = state_of(pack, on=on)
        words, cases = release.text, release.cases
        found.append(Text(release.ref, pack, release.region.name, state, words, cases, True, release))
    order = {programme: place for place, programme in enumerate(dict.fromkeys(text.pack.programme for text in found))}
    return sorted(
        found,
        key=lambda text: (order[text.pack.programme], text.pack.region, -text.pack.in_force_from.toordinal(), text.key),
    )


def key_of(name: str) -> str:
    """The name of a pack of the portal as an address holds it: hnte/2016 → hnte-2016."""
    return name.replace("/", "-")


def state_of(pack: Pack, *, on: date) -> str:
    """Where a text stands on a day, in words."""
    if pack.in_force_to is not None and pack.in_force_to < pack.in_force_from:
        return NEVER
    if pack.in_force_to is not None and pack.in_force_to < on:
        return ENDED
    if pack.in_force_from > on:
        return TO_COME
    return BLANK if pack.blank else IN_FORCE


def crumbs_to(*more: Crumb) -> list[Crumb]:
    """首页 / 规则库 / and what lies in it."""
    return [Crumb("首页", reverse("cockpit:home")), Crumb("规则库", reverse("policies:list") if more else ""), *more]


def draft_crumbs(draft: Draft, *more: Crumb) -> list[Crumb]:
    """首页 / 规则库 / the draft, and its pages."""
    return crumbs_to(Crumb(str(draft), reverse("policies:draft", args=[draft.ref]) if more else ""), *more)


def _place(code: str, names: dict[str, str]) -> str:
    return NATION if code == library.NATION else names.get(code, code)
