"""One sheet a session, one a team."""

from django.utils.translation import gettext as _

from capitalisation.content import (
    DeliverablePart,
    Member,
    Report,
    SessionPart,
    TakenHome,
    TeamPart,
    VersionPart,
)
from lib.pdf import Element, Heading, Para, Space, Span, Table
from lib.text import file_size

from . import words
from .chain import rows_table
from .chapters import side
from .notes import Album, synthesis, synthesis_of_team
from .words import Words


def session_sheet(session: SessionPart, place: int, album: Album, say: Words) -> tuple[Element, ...]:
    """Programme and synthesis of one session; practical facts and questions in the margin."""
    return (
        Heading(
            say.text(session.title),
            2,
            f"session-{place}",
            eyebrow=session.label,
            sub=say.when(session),
            contents=f"{session.label} · {say.text(session.title)}",
        ),
        *side(session_facts(session, say)),
        *questions(session, say),
        *programme(session, say),
        *synthesis(session, album, say),
    )


def session_facts(session: SessionPart, say: Words) -> list[tuple[str, str]]:
    return [
        (_("Where"), say.text("\n".join(part for part in (session.venue, session.address) if part))),
        (_("Hosted by"), say.text(session.host)),
        (_("Held for"), say.text(", ".join(session.teams)) if session.teams else _("all teams")),
        (_("Duration"), words.half_days(session.half_days)),
        (_("Documents handed out"), say.text("\n".join(session.documents))),
    ]


def questions(session: SessionPart, say: Words) -> tuple[Element, ...]:
    if not session.questions:
        return ()
    return (
        Heading(_("Questions"), 3),
        *(Para(say.text(question), "quote") for question in session.questions),
    )


def programme(session: SessionPart, say: Words) -> tuple[Element, ...]:
    if not session.programme:
        return (Heading(_("Programme"), 3), Para(_("No programme was recorded."), "note"))
    rows = []
    for item in session.programme:
        cell = [Para(say.text(item.title), "cell-strong")]
        if item.kind:
            cell.insert(0, Para(item.kind, "cell-soft"))
        cell += [Para(say.text(text), "cell-soft") for text in (item.description, *item.speakers) if text]
        rows.append((Para(f"{say.clock(item.starts)} – {say.clock(item.ends)}", "cell-line"), tuple(cell)))
    return (Heading(_("Programme"), 3), Table(tuple(rows), widths=(1.15, 3)))


def session_ahead(session: SessionPart, place: int, say: Words) -> tuple[Element, ...]:
    """A session that has not been held: what is known of it, in a few lines."""
    where = " · ".join(part for part in (session.venue, session.host) if part)
    return (
        Heading(f"{session.label} · {say.text(session.title)}", 3, f"session-{place}"),
        Para(say.when(session), "body"),
        *([Para(say.text(where), "small")] if where else []),
        *(Para(say.text(question), "item", "•") for question in session.questions),
    )


def team_sheet(team: TeamPart, place: int, report: Report, album: Album, say: Words) -> tuple[Element, ...]:
    """Identity, what the team gave, who was in it."""
    status = say.status(team)
    status += f" {say.text(team.status_reason)}" if status and team.status_reason else ""
    return (
        Heading(say.text(team.name), 2, f"team-{place}", sub=say.text(where(team))),
        *side(team_facts(team, say)),
        *([Para(status, "note")] if status else []),
        Heading(_("What the team delivered"), 3),
        *deliverables(team, say),
        *taken_home(team, say),
        *synthesis_of_team(team, report, album, say),
        *([Heading(_("Who was in it"), 3)] if team.members else []),
        *members(team.members, say),
    )


def where(team: TeamPart) -> str:
    return " · ".join(part for part in (team.departments, words.people(len(team.members))) if part)


def team_facts(team: TeamPart, say: Words) -> list[tuple[str, str]]:
    referents = [member.name for member in team.members if member.role == "referent"]
    return [
        (_("Made up of"), composition(team)),
        (_("Neighbourhoods"), say.text("\n".join(team.neighbourhoods))),
        (_("Referent"), say.text("\n".join(referents))),
        (
            _("Where it stands"),
            "\n".join(f"{say.text(part.title)}, {say.state(part)}" for part in team.deliverables),
        ),
    ]


def composition(team: TeamPart) -> str:
    """« 2 EPCI, 1 commune », of the organisations of its members, in the order of the types."""
    kinds = {member.organisation: member.actor_type for member in team.members if member.organisation}
    counted = [count.label for count in team.composition]
    names = [words.kind(label, n) for label in counted if (n := list(kinds.values()).count(label))]
    return ", ".join(names)


def deliverables(team: TeamPart, say: Words) -> tuple[Element, ...]:
    """What was given, then in a line each what was not: neutrally."""
    if not team.deliverables:
        return (Para(_("No deliverable was expected."), "note"),)
    given = [part for part in team.deliverables if version_of(part)]
    missing = [say.text(part.title) for part in team.deliverables if not version_of(part) and part.state != "exempted"]
    lines = [_("Not delivered: %(titles)s.") % {"titles": ", ".join(missing)}] if missing else []
    lines += [exempted(part, say) for part in team.deliverables if not version_of(part) and part.state == "exempted"]
    return (
        *(element for part in given for element in deliverable(part, say)),
        *(Para(line, "small") for line in lines),
    )


def version_of(part: DeliverablePart) -> VersionPart | None:
    """The version that the sheet takes: the retained one, or the last delivered."""
    return part.retained or part.delivered


def exempted(part: DeliverablePart, say: Words) -> str:
    reason = f" ({say.text(part.reason)})" if part.reason else ""
    return _("Exempted: %(title)s") % {"title": say.text(part.title)} + reason


def deliverable(part: DeliverablePart, say: Words) -> tuple[Element, ...]:
    """One deliverable: which version, since when, when it was received; then its files."""
    version = version_of(part)
    state = say.state(part)
    if part.retained and part.retained.retained_at:
        state = _("%(state)s on %(day)s") % {"state": state, "day": say.day(part.retained.retained_at)}
    line = f"{state} · " + _("received on %(day)s") % {"day": say.day(version.received_at)}
    return (
        Heading(say.text(part.title), 4),
        Para((Span(line),), "small"),
        *([files_table(version, say), Space(2)] if version.files else []),
        *([rows_table(version.rows, say), Space(2)] if version.rows else []),
    )


def files_table(version: VersionPart, say: Words) -> Table:
    rows = tuple(
        (
            Para(file.name, "cell"),
            Para(
                ", ".join(
                    part
                    for part in (
                        words.pages(file.pages) if file.pages else "",
                        file_size(file.size, say.language),
                    )
                    if part
                ),
                "cell-soft",
            ),
        )
        for file in version.files
    )
    return Table(rows, widths=(3.6, 1))


def taken_home(team: TeamPart, say: Words) -> tuple[Element, ...]:
    """What other teams take home from what this one delivered, with their questions."""
    rows = tuple(
        (
            (Para(say.text(told.team), "cell-strong"), Para(source(part, told, say), "cell-soft")),
            (
                Para(say.text(told.text), "cell"),
                *(
                    [Para(_("Question: %(text)s") % {"text": say.text(told.question)}, "cell-soft")]
                    * bool(told.question)
                ),
            ),
        )
        for part in team.deliverables
        for told in part.taken_home
    )
    return (Heading(_("What other teams take home"), 3), Table(rows, widths=(1, 2.6))) if rows else ()


def source(part: DeliverablePart, told: TakenHome, say: Words) -> str:
    """The deliverable that was read, with its version when the sheet takes another one."""
    taken = version_of(part)
    if taken and taken.number == told.version:
        return say.text(part.title)
    return _("%(title)s, version %(number)s") % {"title": say.text(part.title), "number": told.version}


def members(people: tuple[Member, ...], say: Words) -> tuple[Element, ...]:
    if not people:
        return ()
    rows = tuple(
        (
            Para(person.name, "cell-strong"),
            (
                Para(say.text(person.function), "cell"),
                Para(say.text(person.organisation), "cell-soft"),
                *(Para(say.text(each), "cell-soft") for each in person.earlier),
            ),
            Para(person.actor_type, "cell-soft"),
        )
        for person in people
    )
    return (Table(rows, header=(_("Name"), _("Function and organisation"), _("Actor type")), widths=(1, 1.6, 0.9)),)
