"""证书编号 and validity: what each title's number looks like, and until when it holds."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from enterprises.enums import Scheme

_HNTE = re.compile(r"G[RF]\d{12}")
_TECH_SME = re.compile(r"(20\d{2})(\d{6})([0AB])(\d{7})")
_YEARS = {
    Scheme.HNTE: 3,
    Scheme.INNOVATIVE_SME: 3,
    Scheme.SPECIALISED_SME: 3,
    Scheme.LITTLE_GIANT: 3,
}  # 国科发火〔2016〕32号 第九条; 工信部企业〔2022〕63号


def normalise_number(text: str) -> str:
    """A certificate number as it is kept: half-width, upper case, without blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def problem_of_number(scheme: str, number: str) -> str:
    """Why a normalised number cannot belong to a title, in one sentence; nothing when it can."""
    if not number:
        return "证书编号未填。没有编号的资质请填认定文件的文号。"
    if len(number) > 40:
        return f"证书编号最多40个字符，实际有{len(number)}个。"
    if scheme == Scheme.HNTE and not _HNTE.fullmatch(number):
        return f"高新技术企业证书编号应为GR加12位数字（2016年前复审的为GF），实际为“{number}”。示例：GR202441000123。"
    if scheme == Scheme.TECH_SME and not _TECH_SME.fullmatch(number):
        return (
            f"科技型中小企业入库登记编号应为18位：4位年份、6位区划码、1位标识（0、A或B）、7位序号，实际为“{number}”"
            f"（{len(number)}位）。示例：2024341181A8020396。"
        )
    return ""


def end_of(scheme: str, number: str, valid_from: date) -> date | None:
    """The last day a title holds, by its rule; None for titles whose text gives no end.

    高企 and the 优质中小企业 titles: three years less a day. 科技型中小企业: 31 December of the number's year.
    """
    if scheme == Scheme.TECH_SME:
        return date(int(number[:4]), 12, 31)
    years = _YEARS.get(Scheme(scheme))
    return None if years is None else _years_later(valid_from, years) - timedelta(days=1)


def _years_later(day: date, years: int) -> date:
    # Three years after 29 February is 1 March: the day before it is the last of the term.
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)
