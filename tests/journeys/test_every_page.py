"""Every page in every state: accessible, quiet, whole on a small screen, small enough, with its own title."""

import os
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse
from playwright.sync_api import Browser, Error, Page, expect

from tests.house.test_names import addresses
from tests.journeys.city import DemoCity
from tests.journeys.desk import broken_rules, sideways, sign_in
from tests.journeys.stops import BEGINS_AT, NO_PAGE, NOBODY, STOPS, VISITOR, Furnished, Stop

# A folder that gets a picture of each page at both sizes, for people who want to look at them all.
PICTURES = os.environ.get("TEST_PICTURES", "")

WIDE, PHONE, NARROW = (1366, 768), (375, 812), (320, 640)
ORDINARY_NODES, LIST_NODES = 900, 2_500

# What a person could stumble over, in one look at the page; sizes in px.
LOOK = """(isPhone) => {
    const wrong = [];
    const shown = (e) => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden" && !e.closest(".visually-hidden, .skip");
    const told = (e) => e.outerHTML.slice(0, 120);
    if (document.documentElement.lang !== "zh-CN") wrong.push(`lang is ${document.documentElement.lang}`);
    for (const [part, count] of [["h1", 1], ["main", 1]])
        if ([...document.querySelectorAll(part)].filter((e) => e.getClientRects().length).length !== count) wrong.push(`not ${count} ${part}`);
    const first = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .find((e) => e.type !== "hidden" && !e.disabled && e.getClientRects().length);
    if (!first || !first.matches("a.skip[href='#main']")) wrong.push(`the first stop of the keyboard is ${first && told(first)}`);
    for (const e of document.querySelectorAll("button, summary, select, textarea, input:not([type=hidden]), a[href]")) {
        if (!shown(e) || (e.matches("a") && getComputedStyle(e).display === "inline")) continue;
        const box = (e.matches("[type=checkbox], [type=radio]") && e.closest("label, .form-check") || e).getBoundingClientRect();
        if (box.width < 23.9 || box.height < 23.9) wrong.push(`${Math.round(box.width)}x${Math.round(box.height)}: ${told(e)}`);
    }
    const least = isPhone ? 16 : 14;
    for (const e of document.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea"))
        if (shown(e) && parseFloat(getComputedStyle(e).fontSize) < least) wrong.push(`small control: ${told(e)}`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const e = node.parentElement;
        if (!node.data.trim() || e.closest("script, style, noscript, template, svg, option, [aria-hidden=true]") || !shown(e)) continue;
        const size = parseFloat(getComputedStyle(e).fontSize);
        if (size < 12 || (e.matches("td, th") && size < 14)) wrong.push(`${size} px: ${told(e)}`);
        const odd = node.data.match(/\\b(None|null|undefined|NaN|True|False)\\b|\\{\\{|\\{%/);
        if (odd && !e.closest("pre, textarea")) wrong.push(`"${odd[0]}" on the page: ${told(e)}`);
    }
    return [...new Set(wrong)];
}"""


@pytest.fixture
def furnished(city: DemoCity, tmp_path: Path) -> Furnished:
    return Furnished(city, tmp_path)


def test_every_address_is_visited_or_draws_no_page():
    known = {name for name in addresses(get_resolver().url_patterns) if ":" in name}
    visited = {stop.name for stops in STOPS.values() for stop in stops}
    assert sorted(known - visited - NO_PAGE) == [], "visit it in tests/journeys/stops.py"
    assert sorted((visited | NO_PAGE) - known) == [], "no such address"
    assert sorted(visited & NO_PAGE) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", STOPS)
def test_pages_of(role: str, browser: Browser, browser_context_args: dict, live_server, city, furnished, traffic):
    context = browser.new_context(**browser_context_args, reduced_motion="reduce")
    context.on("page", traffic.watch)
    if role != VISITOR:
        sign_in(context, live_server.url, furnished.nobody if role == NOBODY else city.user(role))
    page = context.new_page()
    wrong: list[str] = []
    titles: dict[str, str] = {}
    for number, stop in enumerate(STOPS[role], start=1):
        try:
            wrong += [f"{stop.label}: {each}" for each in visited(page, live_server.url, stop, furnished, traffic)]
        except (Error, AssertionError) as problem:
            wrong.append(f"{stop.label}: cannot be reached: {problem}")
            continue
        title = page.title()
        if not stop.reach and titles.setdefault(title, stop.name) != stop.name:
            wrong.append(f"{stop.label}: shares its title “{title}” with {titles[title]}")
        if PICTURES:
            picture(page, f"{role} {number:02} {stop.label}")
    context.close()
    assert not wrong, "\n".join(wrong)


def visited(page: Page, home: str, stop: Stop, furnished: Furnished, traffic) -> list[str]:
    """Opens a page in its state and looks at it at three widths; what is wrong with it."""
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    traffic.expect(stop.status, *([422] if stop.reach else []))
    answer = page.goto(home + reverse(BEGINS_AT.get(stop.name, stop.name), kwargs=stop.kwargs(furnished)) + stop.query)
    wrong = [] if answer.status == stop.status else [f"answers {answer.status}"]
    if stop.reach:
        stop.reach(page)
    expect(page.locator(".htmx-request, .panel-slot > p")).to_have_count(0)
    count = page.evaluate("document.querySelectorAll('*').length")
    if count > (LIST_NODES if stop.is_list else ORDINARY_NODES):
        wrong.append(f"{count} elements")
    for width, height in (WIDE, PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        if sideways(page):
            wrong.append(f"scrolls sideways by {sideways(page)} at {width}")
        if width == NARROW[0]:
            continue
        wrong += [f"{each} at {width}" for each in page.evaluate(LOOK, width < 576)]
        wrong += [f"{rule} at {width}: {element}" for rule, element in broken_rules(page)]
    return wrong


def picture(page: Page, name: str) -> None:
    folder = Path(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{name.replace('/', '-')} {width}.png", full_page=True)
