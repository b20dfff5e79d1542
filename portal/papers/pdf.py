"""A paper as PDF, by WeasyPrint: the body of the page on screen, under a style sheet for A4."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final, NoReturn

from django.template.loader import render_to_string

from portal.papers.paper import Paper

STYLE: Final = Path(__file__).parent / "a4.css"
LACKING: Final = (
    "这台服务器缺少排版用的系统库，暂时不能生成PDF；Word文件不受影响。"
    "请系统管理员安装libpango-1.0-0、libpangoft2-1.0-0、libharfbuzz-subset0后重新启动。"
)
NO_FONT: Final = (
    "这台服务器没有中文字体，生成的PDF会是空框，因此暂不提供；Word文件不受影响。"
    "请系统管理员安装仿宋、宋体、黑体，或fonts-noto-cjk，然后重新启动。"
)
PROBE: Final = "科技创新体检报告"


class CannotPrint(Exception):
    """No PDF was made; the text says why, for the person."""


@cache
def lacking() -> str:
    """What the machine lacks to make a PDF, as one sentence; nothing when it lacks nothing."""
    try:
        probe = _weasyprint().HTML(string=f"<p>{PROBE}</p>", url_fetcher=_refuse).render()
        probe.write_pdf()
    except OSError:
        return LACKING
    return NO_FONT if any(ord(mark) in font.missing for font in probe.fonts.values() for mark in PROBE) else ""


def pdf_of(paper: Paper) -> bytes:
    """The pages. Raises CannotPrint where the machine lacks Pango or a Chinese font."""
    if sentence := lacking():
        raise CannotPrint(sentence)
    weasyprint = _weasyprint()
    html = weasyprint.HTML(string=render_to_string("papers/pdf.html", {"paper": paper}), url_fetcher=_refuse)
    made: bytes = html.write_pdf(stylesheets=[weasyprint.CSS(filename=str(STYLE))], pdf_variant="pdf/ua-1")
    return made


def _weasyprint() -> Any:
    import weasyprint  # noqa: PLC0415  slow import, and it needs a library of the system

    return weasyprint


def _refuse(url: str, *_: Any, **__: Any) -> NoReturn:
    """A paper asks for nothing outside itself."""
    raise ValueError(f"a paper may not fetch {url}")
