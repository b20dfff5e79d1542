"""The colours of tokens.css keep the contrasts and distances that the design promises."""

import itertools
import math
import re
from pathlib import Path

import pytest

TOKENS = Path("static/css/tokens.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"^  --([a-z0-9-]+): (#[0-9a-f]{3,6});", TOKENS.split("@media")[0], re.MULTILINE))
WHITE = "#ffffff"
HEAD = "#eef2f6"
COLOURED = ("green", "blue", "yellow", "red")
LIGHTS = (*COLOURED, "grey")


def channels(colour: str) -> tuple[float, float, float]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))


def linear(colour: str) -> list[float]:
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels(colour)]


def contrast(one: str, other: str) -> float:
    first, second = (0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (linear(one), linear(other)))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def test_black_on_white_has_the_highest_contrast():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "primary", "primary-hover", "danger", "gov-red"])
@pytest.mark.parametrize("ground", ["surface", "bg", "bg-sel"])
def test_every_text_colour_reads_on_every_ground(ink, ground):
    assert contrast(COLOURS[ink], COLOURS[ground]) >= 4.5


def test_the_head_of_a_table_reads():
    assert f"background: {HEAD};" in Path("static/css/components.css").read_text(encoding="utf-8")
    for ink in ("ink-2", "primary", "ink"):
        assert contrast(COLOURS[ink], HEAD) >= 4.5


@pytest.mark.parametrize("light", LIGHTS)
def test_a_chip_reads_and_its_shape_is_seen(light):
    assert contrast(COLOURS[f"{light}-ink"], COLOURS[f"{light}-bg"]) >= 4.5
    for ground in (WHITE, COLOURS["bg"], COLOURS["bg-sel"]):
        assert contrast(COLOURS[light], ground) >= 3


@pytest.mark.parametrize("light", LIGHTS)
def test_the_shape_is_seen_on_its_own_chip(light):
    assert contrast(COLOURS[light], COLOURS[f"{light}-bg"]) >= 2.9


@pytest.mark.parametrize("tier", range(1, 8))
def test_a_tier_is_written_in_ink_up_to_the_fourth_and_in_white_above(tier):
    written = COLOURS["ink"] if tier <= 4 else WHITE
    assert contrast(written, COLOURS[f"tier-{tier}"]) >= 4.5


def test_frames_of_controls_are_seen():
    for ground in ("surface", "bg", "bg-sel"):
        assert contrast(COLOURS["line-ctrl"], COLOURS[ground]) >= 3


@pytest.mark.parametrize("kind", ["new", "changed", "wrong", "gone"])
def test_changed_cells_read(kind):
    for ink in ("ink", "ink-2"):
        assert contrast(COLOURS[ink], COLOURS[f"diff-{kind}"]) >= 4.5


# Machado, Oliveira and Fernandes (2009), full strength: how the colours look to an eye without one kind of cone.
SEEN = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def lab(colour: str, eye: str) -> tuple[float, float, float]:
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * value for weight, value in zip(row, light, strict=True)))) for row in SEEN[eye]
    )
    xyz = (
        (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
    )
    x, y, z = (value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116 for value in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, eye: str = "normal") -> float:
    """CIEDE2000."""
    l1, a1, b1 = lab(one, eye)
    l2, a2, b2 = lab(other, eye)
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1 + 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = h2 - h1
    turn += 360 if turn < -180 else -360 if turn > 180 else 0
    turn = 0 if c1 * c2 == 0 else turn
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    mh = h1 + h2 if c1 * c2 == 0 else (h1 + h2) / 2 + (0 if abs(h1 - h2) <= 180 else 180 if h1 + h2 < 360 else -180)
    wave = (
        1
        - 0.17 * math.cos(math.radians(mh - 30))
        + 0.24 * math.cos(math.radians(2 * mh))
        + 0.32 * math.cos(math.radians(3 * mh + 6))
        - 0.20 * math.cos(math.radians(4 * mh - 63))
    )
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * wave
    twist = -math.sin(math.radians(60 * math.exp(-(((mh - 275) / 25) ** 2))))
    twist *= 2 * math.sqrt(mc**7 / (mc**7 + 25**7))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + twist * dc / sc * dh / sh)


def test_the_distance_is_the_published_one():
    assert distance("#ff0000", "#00ff00") == pytest.approx(86.6, abs=0.2)
    assert distance("#0b5cad", "#0b5cad") == 0


@pytest.mark.parametrize(
    ("eye", "least"), [("normal", 36), ("deuteranopia", 22), ("protanopia", 22), ("tritanopia", 12)]
)
def test_no_two_coloured_lights_look_alike_to_any_eye(eye, least):
    for one, other in itertools.combinations(COLOURED, 2):
        assert distance(COLOURS[one], COLOURS[other], eye) >= least, (one, other)


@pytest.mark.parametrize("eye", list(SEEN))
def test_grey_is_told_from_every_coloured_light_by_every_eye(eye):
    for coloured in COLOURED:
        assert distance(COLOURS[coloured], COLOURS["grey"], eye) >= 12, coloured


def test_neighbouring_tiers_can_be_told_apart():
    for tier in range(1, 7):
        assert distance(COLOURS[f"tier-{tier}"], COLOURS[f"tier-{tier + 1}"]) >= 8
