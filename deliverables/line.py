"""The stops of a cycle, and of one team in it, for the templates that draw the line."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cycles.models import Cycle, Session, Team
from cycles.planning.words import session_name
from deliverables.figures import GIVEN, is_let_go, late_seconds, state_shown
from deliverables.models import Assignment, Deliverable
from lib.line import Stop, StopItem
from lib.text import day_in_words, day_time, late_by, relative_day, short_day, time_in_words


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def session_day(session: Session, now: datetime) -> str:
    """« jeudi 17 septembre, dans 12 jours »: the year when it is another one, the distance only while it is ahead."""
    starts, ends, today = (timezone.localtime(moment) for moment in (session.starts_at, session.ends_at, now))
    day = day_in_words(starts.date(), language())
    if starts.year == today.year:
        day = day.removesuffix(f" {starts.year}")
    return f"{day}, {relative_day(starts.date(), today.date(), language())}" if ends >= today else day


def session_hours(session: Session) -> str:
    """« 9 h 30 à 16 h 30 »."""
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    words = {"start": time_in_words(starts, language()), "end": time_in_words(ends, language())}
    return _("%(start)s to %(end)s") % words


def session_when(session: Session, now: datetime) -> str:
    """« jeudi 17 septembre, dans 12 jours, 9 h 30 à 16 h 30 »."""
    return f"{session_day(session, now)}, {session_hours(session)}"


def session_stop(session: Session, cycle: Cycle, now: datetime, is_current: bool) -> Stop:
    practical = ", ".join(part for part in (session.venue, session_hours(session)) if part)
    return Stop(
        label=session_name(session, cycle),
        date_text=session_day(session, now),
        detail=" · ".join((session.title, practical)),
        url=reverse("cycles:session-detail", args=[cycle.slug, session.pk]),
        kind="closing" if session.is_closing else "session",
        is_past=session.ends_at < now,
        is_current=is_current,
    )


def next_session(sessions: Sequence[Session], now: datetime) -> Session | None:
    """The first session, by date, that is not over."""
    ahead = [session for session in sessions if session.ends_at >= now]
    return min(ahead, key=lambda session: session.starts_at, default=None)


def cycle_stops(
    cycle: Cycle,
    sessions: Sequence[Session],
    assignments: Sequence[Assignment] = (),
    now: datetime | None = None,
    delivered: dict[int, tuple[int, int]] | None = None,
) -> list[Stop]:
    """One stop a session, with what is due for it. ``delivered`` gives (given, expected) by assignment, when shown."""
    now = now or timezone.now()
    coming = next_session(sessions, now)
    stops = []
    for session in sessions:
        stop = session_stop(session, cycle, now, session == coming)
        due = [assignment for assignment in assignments if assignment.due_for_id == session.pk]
        stop.items.extend(assignment_item(assignment, delivered, now) for assignment in due)
        stops.append(stop)
    return stops


def assignment_item(assignment: Assignment, delivered: dict[int, tuple[int, int]] | None, now: datetime) -> StopItem:
    """What is due at a stop: until when, and how many teams gave it."""
    due = timezone.localtime(assignment.due_at)
    detail = _("for %(when)s") % {"when": day_time(due, timezone.localtime(now), language())}
    if delivered is None:
        return StopItem(label=assignment.title, detail=detail)
    given, expected = delivered.get(assignment.pk, (0, 0))
    if expected:
        words = ngettext("%(given)s of %(expected)s delivered", "%(given)s of %(expected)s delivered", given)
        detail = f"{detail} · {words % {'given': given, 'expected': expected}}"
    url = reverse("deliverables:deliverable-list")
    return StopItem(
        label=assignment.title,
        detail=detail,
        url=f"{url}?cycle={assignment.cycle.slug}&session={assignment.due_for_id}" if expected else "",
    )


def team_stops(
    team: Team,
    sessions: Sequence[Session],
    deliverables: Sequence[Deliverable],
    now: datetime | None = None,
) -> list[Stop]:
    """The team's own line: its sessions and deliverables in the order of their dates, each with its state.

    ``sessions`` are those held for the team; the deliverables come with their assignment, current version and
    ``draft_number``.
    """
    now = now or timezone.now()
    coming = next_session(sessions, now)
    dated = [(session.starts_at, 1, session_stop(session, team.cycle, now, session == coming)) for session in sessions]
    dated += [(row.effective_due_at, 0, deliverable_stop(row, now)) for row in deliverables]
    dated.sort(key=lambda entry: entry[:2])
    return [stop for _moment, _rank, stop in dated]


def deliverable_stop(deliverable: Deliverable, now: datetime) -> Stop:
    """One deliverable as a stop: its state in words, and since when or until when."""
    gone, (state, words) = is_let_go(deliverable), state_shown(deliverable)
    return Stop(
        label=deliverable.assignment.title,
        detail="" if gone else deliverable_detail(deliverable, now),
        url=deliverable.get_absolute_url(),
        kind="deliverable",
        state=state,
        state_label=words,
        is_past=gone or deliverable.state in GIVEN or deliverable.state == Deliverable.State.EXEMPTED,
    )


def deliverable_detail(deliverable: Deliverable, now: datetime) -> str:
    """« version 2, remise le 30 juin », « pour le jeudi 4 juin à 18 h », with the lateness."""
    late = late_seconds(deliverable, now)
    words = []
    if deliverable.state in GIVEN and deliverable.current_version:
        day = timezone.localtime(deliverable.received_at or deliverable.current_version.received_at).date()
        words.append(
            _("version %(number)s, received on %(day)s")
            % {"number": deliverable.current_version.number, "day": short_day(day, language())}
        )
    elif deliverable.state == Deliverable.State.EXEMPTED:
        words.append(deliverable.exemption_reason)
    else:
        due = day_time(timezone.localtime(deliverable.effective_due_at), timezone.localtime(now), language())
        words.append(_("for %(when)s") % {"when": due})
    if late:
        words.append(late_by(timezone.localtime(deliverable.effective_due_at), late, language()))
    if deliverable.state in GIVEN and deliverable.draft_number:
        words.append(draft_in_words(deliverable.draft_number))
    return ", ".join(words)


def draft_in_words(number: int) -> str:
    """Of a newer version that is being prepared: that it is no delivery."""
    return _("draft of version %(number)s, not delivered yet") % {"number": number}


def team_line(team: Team, now: datetime | None = None) -> list[Stop]:
    """The stops of a team, loaded in two queries. ``team.cycle`` must be there."""
    sessions = [
        session
        for session in team.cycle.sessions.prefetch_related("teams")
        if not session.teams.all() or team in session.teams.all()
    ]
    deliverables = list(team.deliverables.with_draft_number().select_related("assignment", "current_version"))
    for deliverable in deliverables:
        deliverable.team = team
    return team_stops(team, sessions, deliverables, now)
