"""One sheet a session, one a team."""

from django.utils.translation import gettext as _

from capitalisation.content import DeliverablePart, Member, Note, Report, SessionPart, TeamPart, VersionPart
from lib.pdf import Element, Heading, Para, Space, Span, Table, markdown
from lib.text import file_size

from . import words
from .chapters import side
from .words import Words


def session_sheet(session: SessionPart, place: int, say: Words) -> tuple[Element, ...]:
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
        *synthesis(session, say),
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


def synthesis(session: SessionPart, say: Words) -> tuple[Element, ...]:
    """Coordination's notes on the session; those on one team stand on the team's own sheet."""
    return under_synthesis([element for note in session.notes if not note.team for element in note_elements(note, say)])


def synthesis_of_team(team: TeamPart, report: Report, say: Words) -> tuple[Element, ...]:
    """Coordination's notes on the team, session by session."""
    elements: list[Element] = []
    for session in report.sessions:
        found = [each for note in session.notes if note.team == team.name for each in note_elements(note, say)]
        elements += [Heading(session.label, 4), *found] if found else []
    return under_synthesis(elements)


def note_elements(note: Note, say: Words) -> list[Element]:
    return list(markdown.elements(say.text(note.text), level=4)) if note.text.strip() else []


def under_synthesis(elements: list[Element]) -> tuple[Element, ...]:
    return (Heading(_("Synthesis of the resource centre"), 3), *elements) if elements else ()


def team_sheet(team: TeamPart, place: int, report: Report, say: Words) -> tuple[Element, ...]:
    """Identity, what the team gave, who was in it."""
    status = say.status(team)
    status += f" {say.text(team.status_reason)}" if status and team.status_reason else ""
    return (
        Heading(say.text(team.name), 2, f"team-{place}", sub=say.text(where(team))),
        *side(team_facts(team, say)),
        *([Para(status, "note")] if status else []),
        Heading(_("What the team delivered"), 3),
        *deliverables(team, say),
        *synthesis_of_team(team, report, say),
        *([Heading(_("Who was in it"), 3)] if team.members else []),
        *members(team.members, say),
    )


def where(team: TeamPart) -> str:
    return " · ".join(part for part in (team.departments, words.people(len(team.members))) if part)


def team_facts(team: TeamPart, say: Words) -> list[tuple[str, str]]:
    referents = [member.name for member in team.members if member.role == "referent"]
    organisations = {member.organisation for member in team.members if member.organisation}
    return [
        (_("Neighbourhoods"), say.text("\n".join(team.neighbourhoods))),
        (_("Referent"), say.text("\n".join(referents))),
        (_("Organisations"), words.organisations(len(organisations)) if organisations else ""),
        (
            _("Where it stands"),
            "\n".join(f"{say.text(part.title)}, {say.state(part)}" for part in team.deliverables),
        ),
    ]


def deliverables(team: TeamPart, say: Words) -> tuple[Element, ...]:
    if not team.deliverables:
        return (Para(_("No deliverable was expected."), "note"),)
    return tuple(element for part in team.deliverables for element in deliverable(part, say))


def deliverable(part: DeliverablePart, say: Words) -> tuple[Element, ...]:
    """One deliverable: its state in words, then the files of the version that the report takes."""
    state = say.state(part)
    reason = f" ({say.text(part.reason)})" if part.state == "exempted" and part.reason else ""
    version = part.retained or part.delivered
    received = _("received on %(day)s") % {"day": say.day(version.received_at)} if version else ""
    line = " · ".join(text for text in (state + reason, received) if text)
    title = (Heading(say.text(part.title), 4), Para((Span(line),), "small"))
    return (*title, files_table(version, say), Space(2)) if version and version.files else title


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
