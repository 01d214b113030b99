"""Template filters of Escale (``{% load escale %}``): dates, sizes and names in words, in the reader's language."""

from datetime import date, datetime
from pathlib import PurePath

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import get_language

from lib import text
from lib.prose import to_html

register = template.Library()


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def local(moment: date | datetime) -> date | datetime:
    """The moment in the reader's time zone; a plain date stays as it is."""
    return timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment


def local_date(moment: date | datetime) -> date:
    moment = local(moment)
    return moment.date() if isinstance(moment, datetime) else moment


@register.filter
def day(value: date | datetime | None) -> str:
    """« jeudi 18 juin 2026 »."""
    return text.day_in_words(local_date(value), language()) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """« 18 juin »."""
    return text.short_day(local_date(value), language()) if value else ""


@register.filter
def tiny_day(value: date | datetime | None) -> str:
    """« 10 sept. »."""
    return text.tiny_day(local_date(value), language()) if value else ""


@register.filter
def clock(value) -> str:
    """« 9 h 30 » from a time or a datetime."""
    return text.time_in_words(local(value), language()) if value is not None else ""


@register.filter
def day_time(value: datetime | None) -> str:
    """« jeudi 18 juin à 12 h », « hier à 17 h 42 »."""
    return text.day_time(local(value), timezone.localtime(), language()) if value else ""


@register.filter
def moment(value: datetime | None, day_only: bool = False) -> str:
    """« jeudi 18 juin à 12 h », or « jeudi 18 juin » where only the day is known."""
    if value and day_only:
        return text.near_day(local_date(value), timezone.localdate(), language())
    return day_time(value)


@register.filter
def full_day_time(value: datetime | None, day_only: bool = False) -> str:
    """« dimanche 22 novembre 2026 à 23 h 39 », without the time where only the day is known: for what is read later."""
    if value and day_only:
        return day(value)
    return text.full_day_time(local(value), language()) if value else ""


@register.filter
def when(value: datetime | None) -> str:
    """« jeudi 17 septembre à 18 h, dans 12 jours », « demain à 18 h »."""
    return text.when(local(value), timezone.localtime(), language()) if value else ""


@register.filter
def relative_day(value: date | datetime | None) -> str:
    """« dans 12 jours », « hier », « aujourd’hui »."""
    return text.relative_day(local_date(value), timezone.localdate(), language()) if value else ""


@register.filter
def has_passed(value: datetime) -> bool:
    return value < timezone.now()


@register.filter
def late(seconds: int, due_at: datetime) -> str:
    """« 6 jours de retard », so many seconds after the date when it was due."""
    return text.late_by(local(due_at), seconds, language()) if seconds else ""


@register.filter
def iso(value: date | datetime) -> str:
    """For ``<time datetime>``."""
    return local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


@register.filter
def file_size(value: int) -> str:
    """« 1,2 Mo »."""
    return text.file_size(int(value), language())


@register.filter
def extension(name: str) -> str:
    """« pdf » of « Diagnostic.PDF »."""
    return PurePath(name).suffix.removeprefix(".").lower()[:4]


@register.filter
def initials(value: str) -> str:
    return text.initials(str(value))


@register.filter
def of(value: str) -> str:
    """« d’Échirolles », « de Vaulx-en-Velin » ; in English "of …"."""
    return text.of_name(str(value), language())


@register.filter
def nbsp(value: str) -> str:
    """Every space made non-breaking."""
    return str(value).replace(" ", text.NBSP)


@register.filter
def typography(value: str) -> str:
    """French typography for typed text."""
    return text.typography_fr(str(value)) if language() == "fr" else str(value)


@register.filter
def field_id(field: BoundField) -> str:
    """The id of the field, or of its first choice where it is a group of them: what a link in a summary leads to."""
    if field.id_for_label or not field.subwidgets:
        return field.id_for_label or field.auto_id
    return field.subwidgets[0].id_for_label


@register.filter
def prose(value: str, level: int = 3) -> str:
    """A typed text in the small Markdown of the report; its titles begin at ``level``."""
    return to_html(str(value), level=level, language=language())


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes) -> str:
    """The address's query string with these parameters changed (None or "" removes one), as ``?a=1&b=2``."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def sort_address(context: template.Context, table, column) -> str:
    """The address that sorts a django-tables2 table by this column (the other way round if it already does)."""
    return query_with(
        context,
        **{table.prefixed_order_by_field: column.order_by_alias.next, table.prefixed_page_field: None},
    )
