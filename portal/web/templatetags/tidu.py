"""Filters and tags of every page: numbers and dates as formats.py writes them, icons, links that keep the query."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.web import formats, frontend, links
from portal.web.say import UNDO

register = template.Library()

_LIGHTS = {"green": "正常", "blue": "临期", "yellow": "落后", "red": "逾期", "grey": "缺数据"}
_VERDICTS = {1: ("green", "达标"), 0: ("red", "不达标"), -1: ("grey", "缺数据"), 2: ("blue", "待专家确认")}

for _name in ("points", "persons", "day", "day_long", "moment", "weekday", "mask_phone", "mask_identity"):
    register.filter(_name, getattr(formats, _name))
for _name in ("ago", "deadline", "remaining", "growth", "given"):
    register.filter(_name, getattr(formats, _name))


@register.filter
def count(value: Any, digits: int = 0) -> str:
    """1,312."""
    return formats.number(value, digits)


@register.filter
def wan(fen: int | None, digits: int = 2) -> str:
    """Fen as 万元."""
    return formats.wan(fen, digits)


@register.filter
def yi(fen: int | None, digits: int = 2) -> str:
    """Fen as 亿元."""
    return formats.yi(fen, digits)


@register.filter
def yuan(fen: int | None, digits: int = 2) -> str:
    """Fen as 元."""
    return formats.yuan(fen, digits)


@register.filter
def percent(ratio: Any, digits: int = 1) -> str:
    """0.875 as 87.5%."""
    return formats.percent(ratio, digits)


@register.filter
def signed(value: Any, digits: int = 0) -> str:
    """+212."""
    return formats.signed(value, digits)


@register.filter
def or_none(value: Any) -> object:
    """The value, or -- when there is nothing to show because nothing applies."""
    return formats.given(value, formats.NOT_APPLICABLE)


@register.filter
def or_not_reported(value: Any) -> object:
    """The value, or 未报."""
    return formats.given(value, formats.NOT_REPORTED)


@register.filter
def iso(at: date | datetime) -> str:
    """The machine's form, for <time datetime>."""
    return at.isoformat()


@register.filter
def verdict_light(code: int) -> str:
    """The colour of a verdict; used by components/verdict.html alone."""
    return _VERDICTS[int(code)][0]


@register.filter
def verdict_word(code: int) -> str:
    """The word of a verdict; used by components/verdict.html alone."""
    return _VERDICTS[int(code)][1]


@register.filter
def light_word(colour: str) -> str:
    """The word a light carries when the page gives none."""
    return _LIGHTS[colour]


@register.filter
def unit_of(bound: BoundField) -> str:
    """The unit a form field declares (field.unit = "万元"), or nothing."""
    return getattr(bound.field, "unit", "")


@register.filter
def last_year_of(bound: BoundField) -> str:
    """Last year's value in words, when the form field carries one (field.last_year = "96.00")."""
    return getattr(bound.field, "last_year", "")


@register.filter
def width_of(bound: BoundField) -> str:
    """How wide the input is drawn: code, number, date, short, or full."""
    return getattr(bound.field, "width", "full")


@register.simple_tag
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """One symbol of the sprite; silent for screen readers unless it has a label. An unknown name draws nothing."""
    if name not in frontend.SYMBOLS:
        return mark_safe("")
    address = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" width="{0}" height="{0}" role="img" aria-label="{2}"><use href="{1}"></use></svg>',
            size,
            address,
            label,
        )
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false"><use href="{1}"></use></svg>',
        size,
        address,
    )


@register.simple_tag
def styles() -> SafeString:
    """The style sheets: one bundle, or the single sources while developing."""
    names = frontend.styles() if settings.DEBUG else ("vendor/tidu.css",)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@register.simple_tag
def scripts() -> SafeString:
    """Our script: one bundle, or the single sources while developing."""
    names = frontend.scripts() if settings.DEBUG else ("vendor/tidu.js",)
    return format_html_join("\n", '<script src="{}" defer></script>', ((static(name),) for name in names))


@register.simple_tag(takes_context=True)
def keep_query(context: RequestContext, **changes: Any) -> str:
    """The query of this page with some parameters changed: href="{% keep_query county="410602" %}"."""
    return links.with_query(_query(context), **changes)


@register.simple_tag(takes_context=True)
def hidden_query(context: RequestContext, *leave_out: str) -> SafeString:
    """Hidden inputs that carry the query through a GET form, without the names the form asks for itself."""
    pairs = links.hidden_pairs(_query(context), leave_out)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.inclusion_tag("components/sort_link.html", takes_context=True)
def sort_link(context: RequestContext, key: str, title: str, sort: str = "", unit: str = "") -> Mapping[str, str]:
    """A column's head as a link that sorts by it; put aria-sort on the th with {{ sort|sorted_by:key }}."""
    now = sort if sort.removeprefix("-") == key else ""
    url = links.with_query(_query(context), sort=f"-{key}" if now == key else key)
    return {"title": title, "unit": unit, "url": url, "direction": sorted_by(sort, key)}


@register.filter
def sorted_by(sort: str, key: str) -> str:
    """ascending, descending or none: the aria-sort of a column."""
    if sort.removeprefix("-") != key:
        return "none"
    return "descending" if sort.startswith("-") else "ascending"


@register.filter
def with_errors(form: Any) -> list[BoundField]:
    """The fields of a form that were refused, in the order of the page."""
    return [field for field in form if field.errors]


@register.filter
def errors_of(bound: BoundField) -> list[str]:
    """What is wrong with a field, in our words; an empty field is told what to do: 请填写营业收入。"""
    found = []
    for error in bound.errors.as_data():
        if error.code == "required":
            found.append(f"{_ask(bound)}。")
        else:
            found.extend(str(message) for message in error)
    return found


def _label(bound: BoundField) -> str:
    return str(bound.label).rstrip("？?：:")


def _ask(bound: BoundField) -> str:
    label = _label(bound)
    if bound.widget_type == "checkbox":
        return f"请勾选“{label}”"
    chosen = shape_of(bound) == "choices" or "select" in bound.widget_type
    if chosen or "file" in bound.widget_type:
        return f"请选择“{label}”"
    return f"请填写{label}"


@register.filter
def error_count(form: Any) -> int:
    """How many places a person has to mend."""
    return len(with_errors(form)) + len(form.non_field_errors())


def _query(context: RequestContext) -> QueryDict:
    return context["request"].GET


_CONTROL_CLASSES = {
    "select": "form-select",
    "selectmultiple": "form-select",
    "nullbooleanselect": "form-select",
    "checkbox": "form-check-input",
    "textarea": "form-control",
}


@register.filter
def control(bound: BoundField) -> SafeString:
    """The widget of a field with our classes, tied to its help and error texts."""
    texts = [f"{bound.auto_id}_help"] if bound.help_text else []
    if bound.errors:
        texts.append(f"{bound.auto_id}_error")
    if unit_of(bound):
        texts.append(f"{bound.auto_id}_unit")
    class_ = _CONTROL_CLASSES.get(bound.widget_type, "form-control")
    own = bound.field.widget.attrs.get("class", "")
    attrs = {"class": " ".join(filter(None, (class_, own, "is-invalid" if bound.errors else "")))}
    if texts:
        attrs["aria-describedby"] = " ".join(texts)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@register.filter
def shape_of(bound: BoundField) -> str:
    """How a field is laid out: choices (radio or several boxes), check (one box), hidden, or line."""
    if bound.is_hidden:
        return "hidden"
    if bound.widget_type in ("radioselect", "checkboxselectmultiple"):
        return "choices"
    return "check" if bound.widget_type == "checkbox" else "line"


@register.filter
def choices_of(bound: BoundField) -> list[tuple[SafeString, str, str]]:
    """Each choice of a radio group or list of boxes: the input, its id, its label."""
    found = []
    for each in bound.subwidgets:
        each.data["attrs"]["class"] = "form-check-input"
        found.append((each.tag(wrap_label=False), each.id_for_label, str(each.choice_label)))
    return found


@register.filter
def bar_width(share: Any) -> str:
    """A ratio as the width of a bar, "87.5%": held within 0 and 100, and a little more than nothing is seen."""
    if share is None:
        return "0%"
    held = max(0.0, min(1.0, float(share)))
    return f"{max(held * 100, 0.6):.1f}%" if held else "0%"


@register.filter
def undo_url(message: Any) -> str:
    """Where a message's 撤销 posts to, or nothing."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""


@register.filter
def note_kind(message: Any) -> str:
    """success, info, warning or error: how a message is drawn."""
    return message.level_tag if message.level_tag in ("success", "info", "warning", "error") else "info"


@register.filter
def at(items: Any, index: int) -> Any:
    """The item at a position, or None behind the end."""
    return items[index] if 0 <= index < len(items) else None


@register.filter
def anchor(bound: BoundField) -> str:
    """The id an error summary links to: the control, or the group when the field is several controls."""
    return bound.id_for_label or f"div_{bound.auto_id}"


@register.filter
def words(text: str) -> list[str]:
    """Words of a literal in a template: "本年进入,本年退出"|words."""
    return text.split(",")


_BUTTONS = {"primary": "btn-primary", "danger": "btn-danger", "text": "btn-text", "secondary": "btn-outline-secondary"}


@register.filter
def button_class(kind: str) -> str:
    """The look of a button: primary, secondary, danger or text."""
    return _BUTTONS[str(kind)]


@register.filter
def with_label(error: str, bound: BoundField) -> str:
    """An error as the summary says it: the field's name stands before it, unless the error names it itself."""
    label = _label(bound)
    return error if label in error else f"{label}：{error}"
