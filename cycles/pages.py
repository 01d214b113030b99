"""What several pages of a cycle share: the page that keeps what was typed, the page that asks first."""

from collections.abc import Iterable

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cycles.history import in_words
from cycles.models import Cycle
from lib.text import normalise
from partners.names import name_of
from records.log import entries_of


def last_change(row: models.Model, cycle: Cycle) -> dict | None:
    """The newest log entry of a row: ``at``, ``who`` and what in ``text``; None when there is none."""
    entry = entries_of(row).first()
    if entry is None:
        return None
    return {
        "at": entry.at,
        "who": name_of(entry.actor, cycle.organiser) if entry.actor else "",
        "text": in_words(entry),
    }


def retry_data(request: HttpRequest, revision: int):
    """What was typed, with the present revision: sent again, it replaces what the other wrote."""
    return sent_again(request, revision=revision)


def sent_again(request: HttpRequest, **present):
    """What was typed, with what its hidden fields would say of the row as it is now."""
    data = request.POST.copy()
    for name, value in present.items():
        data[name] = value
    return data


NOT_CARRIED = {"csrfmiddlewaretoken", "checked", "back"}


def carried(request: HttpRequest, leave_out: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What was sent, for a page that asks before it is saved; ``leave_out`` names what that page asks itself."""
    skipped = NOT_CARRIED | set(leave_out)
    return [(name, value) for name, values in request.POST.lists() for value in values if name not in skipped]


def shown(field: forms.BoundField) -> str:
    """A field's value in words."""
    value = field.value()
    choices = dict(getattr(field.field, "choices", ()) or ())
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(each, each)) for each in value)
    if value is True or value is False:
        return "✓" if value else "–"
    return str(choices.get(value, value if value is not None else ""))


def differences(typed: forms.Form, saved: forms.Form) -> list[tuple[str, str]]:
    """(label, what is saved now) of each visible field where that is not what was typed."""
    rows = []
    for field in saved.visible_fields():
        now, then = shown(field), shown(typed[field.name])
        if normalise(now) != normalise(then):
            rows.append((str(field.label), now or "–"))
    return rows


def conflict(request: HttpRequest, template: str, context: dict, *, change: dict | None, rows: list) -> HttpResponse:
    """The form's own page, status 409: who was quicker, what is saved now, and what was typed, to send again."""
    return render(request, template, {**context, "stale": {"change": change, "rows": rows}}, status=409)


def preview(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """The form's own page with its ``text`` as the report prints it, and all that was typed; for htmx only that piece.

    Nothing is written.
    """
    field = context["form"]["text"]
    shown = {**context, "preview": None if field.errors else field.value() or ""}
    return render(request, "ui/_preview.html" if request.htmx else template, shown)


def confirm(request: HttpRequest, cycle: Cycle, **context) -> HttpResponse:
    """The page that asks first: ``heading``, ``text``, ``action``, ``cancel_url``; ``lost`` lists what will be lost."""
    return render(request, "cycles/confirm.html", {"cycle": cycle, "lost": [], **context})
