"""The board of a cycle, and the reminder that starts from it."""

import uuid
from collections import Counter
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cycles.access import cycle_seen, cycle_with_role, require_coordination
from cycles.models import Cycle
from cycles.planning import life
from cycles.planning.quiet import in_force
from deliverables import board as boards
from deliverables import reminders
from deliverables.automatic import next_recall
from deliverables.delivery_forms import ReminderForm
from deliverables.figures import Figures
from deliverables.models import Assignment
from deliverables.workflow import IllegalMove


@require_safe
def cycle_board(request: HttpRequest, slug: str) -> HttpResponse:
    (cycle, role), now = cycle_with_role(request, slug), timezone.now()
    if not role:
        raise PermissionDenied(_("Only those who run the cycle read its board."))
    presence = request.GET.get("presence") == "1"
    board = boards.board_of(cycle, now, presence=presence)
    show = request.GET.get("show", "")
    show = show if show in board.counts else ""
    reminds = role == "coordinator" and life.allows(cycle, "answer")
    context = {
        "cycle": cycle,
        "board": board,
        "rows": [row for row in board.rows if not show or any(show in cell.shows for cell in row.cells)],
        "show": show,
        "pills": pills(board, show, presence),
        "figures": figures(cycle, board.figures),
        "reminds": reminds,
        "to_remind": to_remind(board, now) if reminds else {},
        "crumbs": [(cycle.title, cycle.get_absolute_url())],
    }
    return render(request, "deliverables/cycle_board.html", context)


def to_remind(board: boards.Board, now: datetime) -> dict[str, list[boards.Heading]]:
    """The stops for which teams still owe something: those that press (past, or the next one), and later ones."""
    owed = [each for each in board.headings if each.assignment and each.owing]
    pressing = [each for each in owed if each.is_next or each.assignment.due_at < now]
    return {"pressing": pressing, "later": [each for each in owed if each not in pressing]}


def pills(board: boards.Board, show: str, presence: bool) -> list[tuple[str, str, bool]]:
    """The filters, as (words, address, is on); the last one adds the presences."""
    names = {boards.WAITING: _("Waiting for my feedback"), boards.TO_DELIVER: _("To deliver"), boards.LATE: _("Late")}
    kept = "&presence=1" if presence else ""
    found = [(_("All teams"), f"?{kept.removeprefix('&')}", not show)]
    found += [(f"{words} ({board.counts[name]})", f"?show={name}{kept}", show == name) for name, words in names.items()]
    filtered = f"show={show}" if show else ""
    with_presence = f"?{filtered}" if presence else f"?{filtered}{'&' if filtered else ''}presence=1"
    return [*found, (_("With presences"), with_presence, presence)]


def figures(cycle: Cycle, numbers: Figures) -> list[tuple]:
    table = f"{reverse('deliverables:deliverable-list')}?cycle={cycle.slug}"
    of = _("%(delivered)s of %(expected)s") % {"delivered": numbers.delivered, "expected": numbers.expected}
    return [
        (numbers.teams, _("teams, %(people)s people") % {"people": numbers.people}, "", ""),
        (of, _("deliverables received"), table, ""),
        (numbers.waiting, _("wait for your feedback"), f"{table}&waiting=yes", ""),
        (numbers.late, _("late"), f"{table}&late=yes", "warn" if numbers.late else ""),
    ]


def assignment_remind(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who still owes something for it, and the mail that each team would get; POST sends."""
    cycle = cycle_seen(request, slug)
    require_coordination(request, cycle)
    assignment = get_object_or_404(cycle.assignments.select_related("due_for"), pk=pk)
    assignment.cycle = cycle
    rows = reminders.owing(assignment)
    if not rows:
        messages.info(request, _("Every team has given “%(title)s”.") % {"title": assignment.title})
        return redirect("deliverables:cycle-board", slug)
    prefetch_related_objects([cycle], "quiet_periods")
    period = in_force(cycle, timezone.now())
    form = ReminderForm(request.POST or None, rows=rows, period=period, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        return reminder_sent(request, assignment, rows, form)
    return reminder_page(request, assignment, rows, form, status=422 if form.errors else 200)


def reminder_sent(
    request: HttpRequest, assignment: Assignment, rows: list[reminders.Owing], form: ReminderForm
) -> HttpResponse:
    try:
        count = reminders.remind(actor=request.user, assignment=assignment, **form.choices_made())
    except reminders.RemindedLately as error:
        return reminder_page(request, assignment, rows, form, status=409, lately=error.teams)
    except IllegalMove as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sent_in_words(len(form.cleaned_data["deliverables"]), count))
    return redirect("deliverables:cycle-board", assignment.cycle.slug)


def sent_in_words(teams: int, people: int) -> str:
    if not people:
        return _("These reminders were sent already.")
    said = ngettext("Reminder on its way to %(teams)s team", "Reminders on their way to %(teams)s teams", teams)
    to = ngettext("%(people)s person.", "%(people)s people.", people)
    return f"{said % {'teams': teams}}, {to % {'people': people}}"


def reminder_page(
    request: HttpRequest,
    assignment: Assignment,
    rows: list[reminders.Owing],
    form: ReminderForm,
    *,
    status: int = 200,
    lately: list[str] | None = None,
) -> HttpResponse:
    cycle, now = assignment.cycle, timezone.now()
    reachable = [row for row in rows if row.members]
    context = {
        "cycle": cycle,
        "assignment": assignment,
        "rows": [{"row": row, "lately": row.reminded_lately(now), "ticked": form.ticks(row)} for row in reachable],
        "period": form.period,
        "recalls": recalls_to_come(rows, cycle, now),
        "ended": [row for row in rows if row.has_ended(now)],
        "unreachable": [row for row in rows if not row.members],
        "previews": [preview(row, form.typed()) for row in reachable],
        "lately": lately,
        "form": form,
        "crumbs": [
            (cycle.title, cycle.get_absolute_url()),
            (_("Board"), reverse("deliverables:cycle-board", args=[cycle.slug])),
        ],
    }
    return render(request, "deliverables/assignment_remind.html", context, status=status)


def recalls_to_come(rows: list[reminders.Owing], cycle: Cycle, now: datetime) -> list[tuple[datetime, int]]:
    """When mails go by themselves, and to how many teams."""
    periods = cycle.quiet_periods.all()
    found = [next_recall(row.deliverable, periods, now) for row in rows if row.members]
    return sorted(Counter(each[0] for each in found if each).items())


def preview(row: reminders.Owing, sentence: str) -> dict:
    """The mail of one team as it would read, in the language of its cycle. Plain text, which the page escapes: the
    templates of mails do not.
    """
    words = reminders.words_of(row.deliverable, sentence)
    with translation.override(words["cycle"].language):
        return {
            "team": row.deliverable.team,
            "subject": render_to_string("mail/reminder.subject.txt", words).strip(),
            "body": render_to_string("mail/_reminder.txt", words).strip(),
        }
