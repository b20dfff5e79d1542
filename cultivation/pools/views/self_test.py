"""公开自测: anybody types figures and gets the same explanation; nothing is stored, nobody signs in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cultivation.pools.evidence.what_if import Typed, nothing_known, read_what_if
from cultivation.pools.views._told import groups_of, told_context, ways_context
from policies import library
from policies.engine import explain, paths
from policies.library import NoPack, Shelf
from policies.queries import region_names
from portal.accounts.limits import Limit
from portal.web.pages import page

# The order in which the programmes are offered; others follow.
ORDER = ("tech_sme", "hnte", "innovative_sme", "specialised_sme", "little_giant", "gazelle")
NATION_TITLE = "全国（没有列出的地方）"
MOST_BYTES = 64 * 1024
MOST_FIRST = 9
# A whole county hall may stand behind one address.
VISITORS = Limit("self_test", most=120, seconds=600)


@require_http_methods(["GET", "POST"])
def self_test(request: HttpRequest, programme: str = "") -> HttpResponse:
    """The form of one programme in one place, and after sending it the explanation of what was typed.

    413 above MOST_BYTES; 429, with what was typed but without a result, for a visitor past VISITORS.
    """
    now = timezone.now()
    on = timezone.localdate(now)
    if _length(request) > MOST_BYTES:
        sentence = f"填的内容太长，超过{MOST_BYTES // 1024}KB，没有处理。每一项只填一个数，例如4800万元。"
        context = {"problems": [(sentence, reverse("pools:self_test"))], "is_too_long": True}
        return page(request, "cultivation/pools/self_test.html", context, status=413)
    shelf = library.shelf()
    asked = request.POST if request.method == "POST" else request.GET
    programme = programme or asked.get("programme", ORDER[0])
    if programme not in shelf.programmes():
        raise Http404
    places = _places(shelf)
    region = asked.get("region", "") if asked.get("region", "") in places else library.NATION
    context = {
        "on": on,
        "programme": programme,
        "programmes": _programmes(shelf, region, on),
        "region": region,
        "places": places.items(),
    }
    try:
        pack = shelf.in_force(programme, region, on)
    except NoPack as refusal:
        context |= {"not_in_force": str(refusal), "elsewhere": _elsewhere(shelf, programme, places, on)}
        return page(request, "cultivation/pools/self_test.html", context)
    context["pack"] = pack
    if pack.blank:
        context |= {"not_in_force": pack.blank, "elsewhere": _elsewhere(shelf, programme, places, on)}
        return page(request, "cultivation/pools/self_test.html", context)
    trial = read_what_if(pack, nothing_known(), request.POST.dict(), on=on)
    first = _first(trial.fields)
    context |= {"trial": trial, "first_fields": first, "groups": groups_of(trial.fields, first)}
    if request.method != "POST":
        return page(request, "cultivation/pools/self_test.html", context)
    again = None if request.user.is_authenticated else VISITORS.passed(request, at=now)
    if again:
        sentence = (
            f"同一网络地址{VISITORS.seconds // 60}分钟内最多自测{VISITORS.most}次，已经到了，这次没有测。"
            f"填的数还在下面，请在{timezone.localtime(again):%H:%M}以后再按“看结果”。"
        )
        context["problems"] = [(sentence, "#again")]
        answer = page(request, "cultivation/pools/self_test.html", context, status=429)
        answer["Retry-After"] = str(max(1, int((again - now).total_seconds())))
        return answer
    told = explain(pack, trial.evidence, on)
    found = paths(pack, trial.evidence, on, told=told)
    context |= told_context(told, {}, _where_typed(trial.fields)) | ways_context(found) | {"is_sent": True}
    return page(request, "cultivation/pools/self_test.html", context)


def _length(request: HttpRequest) -> int:
    """The bytes of the body as its sender counts them; 0 where it does not."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isdecimal() else 0


def _programmes(shelf: Shelf, region: str, on: date) -> list[tuple[str, str]]:
    """(programme, title) of every programme, titled by its text in the region where there is one."""
    known = sorted(shelf.programmes(), key=lambda each: ORDER.index(each) if each in ORDER else len(ORDER))
    return [(each, _title(shelf, each, region, on)) for each in known]


def _title(shelf: Shelf, programme: str, region: str, on: date) -> str:
    try:
        return shelf.in_force(programme, region, on).title
    except NoPack:
        titles = [pack.title for pack in shelf.packs if pack.programme == programme]
        titles += [span.title for span in shelf.spans if span.programme == programme]
        return titles[0]


def _places(shelf: Shelf) -> dict[str, str]:
    """Code → name of the nation and of every place that has a text of its own; a place nobody has a name for is left out."""
    codes = sorted(frozenset().union(*(shelf.regions(programme) for programme in shelf.programmes())))
    names = region_names(codes)
    named = {code: names[code] for code in codes if code in names and code != library.NATION}
    return {library.NATION: NATION_TITLE, **named}


def _elsewhere(shelf: Shelf, programme: str, places: Mapping[str, str], on: date) -> list[tuple[str, str]]:
    """(code, name) of the places whose own text of a programme can be tested by on a day."""
    found = []
    for code in sorted(shelf.regions(programme) & places.keys()):
        try:
            pack = shelf.in_force(programme, code, on)
        except NoPack:
            continue
        if not pack.blank:
            found.append((code, places[code]))
    return found


def _where_typed(fields: Sequence[Typed]) -> dict[str, str]:
    """Fact → its input on the page, the last year's that stands empty or could not be read."""
    return {field.word.name: f"#{field.id}" for field in reversed(fields) if field.error or not field.value}


def _first(fields: Sequence[Typed]) -> tuple[Typed, ...]:
    """The handful to begin with: figures of the last year that somebody at a desk knows."""
    known = [field for field in fields if field.kind != "flag" and field.back <= 1 and field.word.missing != "manual"]
    return tuple(known[:MOST_FIRST])
