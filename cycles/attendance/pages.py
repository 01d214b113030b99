"""What the pages of attendance show."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.attendance.forms import HalfDayForm, WalkInForm
from cycles.attendance.half_days import HalfDay, half_days_of, name_of_half_day
from cycles.attendance.models import Presence
from cycles.attendance.operations import is_open
from cycles.attendance.register import Entry, Group, Register
from cycles.models import Session
from cycles.people.models import Team
from cycles.planning import life
from cycles.planning.forms import organisation_names
from cycles.planning.words import session_name
from lib.clock import received_at
from partners.names import names_of

Status = Presence.Status


@dataclass(frozen=True)
class Line:
    """One person as the page shows her at one half-day: what is ticked, and by whom when."""

    pk: int
    name: str
    organisation: str
    status: str
    label: str
    mark: Presence | None
    ticked_by: str


@dataclass(frozen=True)
class Section:
    """One team's lines; ``left`` is the team when it takes part no more."""

    key: str
    name: str
    lines: list[Line]
    left: Team | None = None

    @property
    def present(self) -> int:
        return sum(line.status == Status.PRESENT for line in self.lines)

    @property
    def waiting(self) -> int:
        return sum(not line.status for line in self.lines)

    @property
    def is_untouched(self) -> bool:
        return self.waiting == len(self.lines)


def half_day_shown(data, register: Register) -> HalfDay:
    """The half-day that the address or the form names, else the one under way or just over, else the first."""
    form = HalfDayForm(data, half_days=register.half_days)
    if form.is_valid():
        number = form.cleaned_data["half_day"]
        return next(half for half in register.half_days if half.number == number)
    now = timezone.now()
    begun = [half for half in register.half_days if half.starts <= now]
    over = bool(begun) and register.half_days[-1].ends < now
    return register.half_days[0] if over or not begun else begun[-1]


def address(session: Session, number: int) -> str:
    return reverse("cycles:presence", args=[session.cycle.slug, session.pk]) + f"?half_day={number}"


def sections_of(register: Register, number: int) -> list[Section]:
    organiser = register.session.cycle.organiser
    marks = [entry.marks[number] for entry in register.entries if number in entry.marks]
    names = names_of({mark.ticked_by for mark in marks if mark.ticked_by}, organiser)
    return [section(group, number, names) for group in register.groups]


def section(group: Group, number: int, names: dict[int, str]) -> Section:
    name = group.team.territory.name if group.team else _("Without team")
    left = group.team if group.team and group.team.status != Team.Status.ACTIVE else None
    return Section(group.key, name, [line(entry, number, names) for entry in group.entries], left)


def line(entry: Entry, number: int, names: dict[int, str]) -> Line:
    row, mark = entry.participation, entry.marks.get(number)
    return Line(
        pk=row.pk,
        name=row.person.name,
        organisation=row.organisation.name if row.organisation else "",
        status=mark.status if mark else "",
        label=mark.get_status_display() if mark else _("not ticked"),
        mark=mark,
        ticked_by=names.get(mark.ticked_by_id, "") if mark else "",
    )


def counts(sections: list[Section]) -> list[tuple]:
    """For ui/figures.html."""
    found = Counter(line.status for section in sections for line in section.lines)
    return [
        (found[Status.PRESENT], _("people present"), "", ""),
        (found[Status.EXCUSED], _("people excused"), "", ""),
        (found[Status.ABSENT], _("people absent"), "", ""),
        (found[""], _("still to tick"), "", "warn" if found[""] else ""),
    ]


def presence_page(request: HttpRequest, register: Register, half_day: HalfDay) -> dict:
    session, number = register.session, half_day.number
    sections = sections_of(register, number)
    opened, kept = is_open(session, received_at(request)), not life.allows(session.cycle, "plan")
    may_tick = opened and not kept
    form = WalkInForm(register=register, cycle=session.cycle, initial={"half_day": number})
    return {
        "cycle": session.cycle,
        "session": session,
        "name": session_name(session),
        "half_days": [(half, name_of_half_day(half, session)) for half in register.half_days],
        "half_day": half_day,
        "half_day_name": name_of_half_day(half_day, session),
        "sections": sections,
        "counts": counts(sections),
        "choices": Status.choices,
        "may_tick": may_tick,
        "too_early": not opened,
        "is_archived": kept,
        "form": form if may_tick else None,
        "organisations": organisation_names(session.cycle.organiser) if may_tick else [],
    }


def fragment(request: HttpRequest, register: Register, number: int) -> dict:
    """What one tap changes on the page: the line, or the team, and the counts; ``said`` is for screen readers."""
    sections = sections_of(register, number)
    common = {"choices": Status.choices, "may_tick": True, "counts": counts(sections), "line": None, "section": None}
    name, _dash, key = (request.htmx.trigger_name or "").partition("-")
    found = next((line for each in sections for line in each.lines if name == "status" and str(line.pk) == key), None)
    if found:
        said = _("%(name)s: %(status)s. Saved.") % {"name": found.name, "status": found.label}
        return common | {"line": found, "said": said}
    team = next((each for each in sections if each.key == request.POST.get("everybody")), None)
    said = _("%(team)s: %(count)s present. Saved.") % {"team": team.name, "count": team.present} if team else ""
    return common | {"section": team, "said": said}


def summary(session: Session, at: datetime) -> dict:
    """For the session's page of those who run the cycle. One query."""
    statuses = list(session.presences.values_list("participation", "status"))
    present = {person for person, status in statuses if status == Status.PRESENT}
    return {"present": len(present), "is_taken": bool(statuses), "is_open": is_open(session, at)}


def own_presence(session: Session, user: User) -> list[tuple[str, str]]:
    """(half-day, status) of the user's own presence, in words; nothing until she was ticked. One query."""
    marks = session.presences.filter(participation__person__user=user)
    labels = {mark.half_day: str(mark.get_status_display()) for mark in marks}
    halves = [half for half in half_days_of(session) if half.number in labels]
    return [(name_of_half_day(half, session), labels[half.number]) for half in halves]


def walk_in_page(session: Session, half_day: HalfDay, form: WalkInForm) -> dict:
    return {
        "cycle": session.cycle,
        "session": session,
        "name": session_name(session),
        "half_day": half_day,
        "half_day_name": name_of_half_day(half_day, session),
        "form": form,
        "organisations": organisation_names(session.cycle.organiser),
    }
