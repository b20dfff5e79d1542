"""Drafts and releases of a bureau's own rules for tests: the small trial programme, or a shipped pack of the nation."""

from datetime import UTC, date, datetime

import factory

from policies import library
from policies.actions.note_preview import note_preview
from policies.engine import load_pack
from policies.library import vocabulary
from policies.models import Draft, Release, ReleaseSpan
from tests.factories.accounts import UserFactory
from tests.factories.regions import RegionFactory

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

TEXT = """# 本市试行的条件
programme     = "local_trial"
version       = "2026"
title         = "鹤壁市科技企业试行条件"
region        = "410600"
in_force_from = 2026-01-01
kinds         = ["first", "again"]
law           = "measures"

[sources.measures]
title  = "鹤壁市科技企业试行办法"
number = "鹤科〔2026〕1号"

[sources.measures.clauses]
"第一条" = "职工总数不超过五百人。"

[parameters.staff_max]
meaning = "职工总数上限"
unit    = "人"
source  = "measures#第一条"
values  = [{ from = 2026-01-01, value = 500 }]  # 以上年平均数计

[[criteria]]
code        = "staff"
title       = "职工总数"
kind        = "gate"
source      = "measures#第一条"
require     = "staff <= staff_max"
requirement = "不超过{staff_max}"
value       = "{staff}"
advice      = "核对职工总数。"
"""

CASES = """[[case]]
name   = "恰为五百人：符合"
on     = 2026-12-01
facts  = { staff = 500 }
expect = { outcome = "eligible", staff = "met" }
"""


def text(*changes: tuple[str, str]) -> str:
    """The trial text with (old, new) changes; each old one must be there."""
    changed = TEXT
    for old, new in changes:
        assert old in changed, old
        changed = changed.replace(old, new, 1)
    return changed


def preview(draft: Draft, *, by: object, on: date = ON, moved: int = 0, judged: int = 0) -> Draft:
    """Notes an estimate of a draft as it stands, against what is in force on a day; the draft as it is then."""
    digest, against = library.trial_of(draft).pack.digest, library.texts_beside(draft, on)
    note_preview(draft, digest=digest, against=against, moved=moved, judged=judged, by=by)
    draft.refresh_from_db()
    return draft


class DraftFactory(factory.django.DjangoModelFactory):
    """A draft of the trial programme for 鹤壁市, being edited."""

    class Meta:
        model = Draft
        skip_postgeneration_save = True

    programme = "local_trial"
    title = "鹤壁市科技企业试行条件"
    region = factory.LazyFunction(lambda: RegionFactory(city_of_hebi=True))
    text = TEXT
    cases = CASES
    author = factory.SubFactory(UserFactory)
    saved_by = factory.SelfAttribute("author")
    created_at = AT
    saved_at = AT

    @factory.post_generation
    def editors(self: Draft, create: bool, given: object, **_: object) -> None:
        if create:
            self.editors.add(self.author)


def release(
    *changes: tuple[str, str], region: object = None, until: date | None = None, cases: str = CASES, **fields: object
) -> Release:
    """A release of the trial text with changes, in force in 鹤壁市 from the text's day."""
    region = region or RegionFactory(city_of_hebi=True)
    body = text(*changes)
    pack = load_pack(body, "trial.toml", vocabulary())
    draft = DraftFactory(text=body, cases=cases, region=region, programme=pack.programme, state="published")
    made = Release.objects.create(
        draft=draft,
        programme=pack.programme,
        version=pack.version,
        title=pack.title,
        region=region,
        kinds=list(pack.kinds),
        text=body,
        cases=cases,
        digest=fields.pop("digest", pack.digest),
        in_force_from=pack.in_force_from,
        in_force_to=until or pack.in_force_to,
        published_by=fields.pop("published_by", draft.author),
        approved_by=fields.pop("approved_by", None) or UserFactory(),
        published_at=AT,
        **fields,
    )
    for kind in pack.kinds:
        ReleaseSpan.objects.create(
            release=made,
            programme=pack.programme,
            region=region,
            kind=kind,
            in_force_from=pack.in_force_from,
            in_force_to=until or pack.last_day(kind),
        )
    return made
