"""A cycle's plan: its sessions with programme, documents and notes, and what is expected of teams."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile

from accounts.models import User
from capitalisation.editions import start_edition
from capitalisation.operations import write_chapter
from cycles.models import Cycle, Session
from cycles.planning.contents import add_document, write_programme
from cycles.planning.notes import write_note
from cycles.planning.operations import LaidOutSession, edit_session, move_cycle
from deliverables.grid import as_json, ready_made
from deliverables.layout import AssignmentLine, due_date
from deliverables.models import Assignment
from deliverables.operations import create_cycle_with_assignments, edit_assignment
from lib.text import typography_fr as fr
from partners.models import Organisation
from partners.operations import organisation_named
from portal.demo import dates, files
from portal.demo.paper import Paper
from portal.demo.past import happened
from portal.demo.shapes import AssignmentText, CycleText, SessionText, Work
from records.files import store
from records.models import StoredFile


@dataclass(frozen=True)
class Stage:
    """What the loading of one cycle needs: its text, who runs it, its days, the day of loading and the teams' work."""

    text: CycleText
    organiser: Organisation
    staff: dict[str, User]
    days: list[date]
    today: date
    works: dict[str, Work]

    def before_first(self, days: int, hour: str = "10:00") -> datetime:
        return dates.at(self.days[0] - timedelta(days=days), hour)

    def open(self, cycle: Cycle) -> None:
        """Open the cycle and start it with its first session."""
        self.move(cycle, "open", self.before_first(45))
        self.move(cycle, "running", self.before_first(0, "08:30"))

    def close(self, cycle: Cycle) -> None:
        """Write the notes of the sessions that are past; go on to capitalisation when all of them are."""
        for session, text, day in zip(cycle.sessions.all(), self.text.sessions, self.days, strict=True):
            if text.notes and day < self.today:
                with happened(dates.at(day + timedelta(days=1 if text.closing else 4), "09:40")):
                    write_note(actor=self.staff["coordinator"], session=session, text=fr(text.notes))
        if self.days[-1] < self.today:
            self.move(cycle, "capitalisation", dates.at(self.days[-1], "18:00"))
            self.write_chapters(cycle)
            self.first_edition(cycle)

    def first_edition(self, cycle: Cycle) -> None:
        """Asked for here, made by the worker: loading stays quick."""
        remark = fr("Première édition, pour relecture par les équipes.")
        start_edition(actor=self.staff["coordinator"], cycle=cycle, key=uuid4(), remark=remark)

    def write_chapters(self, cycle: Cycle) -> None:
        for place, (text, signature) in self.text.chapters.items():
            with happened(dates.at(self.days[-1] + timedelta(days=2), "11:00")):
                write_chapter(
                    actor=self.staff["coordinator"],
                    cycle=cycle,
                    place=place,
                    text=fr(text),
                    signature=signature,
                    revision=0,
                )

    def move(self, cycle: Cycle, to: str, moment: datetime) -> None:
        with happened(moment):
            move_cycle(actor=self.staff["coordinator"], cycle=cycle, to=to)
        cycle.refresh_from_db()


HOLDS = {"diagnostic": "finding", "action_plan": "action", "partnership": "contribution"}
WITH_GRID = {"diagnostic", "action_plan", "partnership"}


def lay_out(stage: Stage) -> Cycle:
    """The cycle with all its plan, in preparation."""
    text, moments = stage.text, []
    for session, day in zip(stage.text.sessions, stage.days, strict=True):
        starts, ends = dates.at(day, session.starts), dates.at(day, session.ends)
        moments.append(LaidOutSession(session.title, starts, ends, session.closing))
    with happened(stage.before_first(70)):
        cycle = create_cycle_with_assignments(
            actor=stage.staff["coordinator"],
            organiser=stage.organiser,
            format="qualification",
            title=text.title,
            slug=text.slug,
            is_demonstration=True,
            subtitle=text.subtitle,
            theme=fr(text.theme),
            objectives=fr(text.objectives),
            line_colour=text.line_colour,
            is_open_to_all=True,
            wanted_actor_types=list(text.wanted_actor_types),
            sessions=moments,
            assignments=[line(assignment, moments) for assignment in text.assignments],
        )
    for session, words in zip(cycle.sessions.all(), text.sessions, strict=True):
        describe(stage, session, words)
    for assignment, words in zip(cycle.assignments.all(), text.assignments, strict=True):
        complete(stage, assignment, words)
    return cycle


def line(text: AssignmentText, sessions: list[LaidOutSession]) -> AssignmentLine:
    due_for = text.due_for - 1
    return AssignmentLine(
        title=text.title,
        kind=text.kind,
        due_at=due_date(sessions[due_for].starts_at),
        worked_on=None if text.worked_on is None else text.worked_on - 1,
        due_for=due_for,
        instructions=fr(text.instructions),
    )


def describe(stage: Stage, session: Session, text: SessionText) -> None:
    """Place, questions, programme and documents of one session."""
    actor = stage.staff["coordinator"]
    with happened(stage.before_first(55)):
        edit_session(
            actor=actor,
            session=session,
            revision=session.revision,
            host=organisation_named(organiser=stage.organiser, name=text.host),
            venue=text.venue,
            address=fr(text.address),
            questions="\n".join(fr(question) for question in text.questions),
            contact=text.contact,
        )
        session.refresh_from_db()
        items = [
            {
                "starts_at": dates.clock(item.starts),
                "ends_at": dates.clock(item.ends),
                "kind": item.kind,
                "title": fr(item.title),
                "description": fr(item.description),
                "speakers": "\n".join(item.speakers),
            }
            for item in text.items
        ]
        write_programme(actor=actor, session=session, revision=session.revision, items=items)
        for title in text.documents:
            add_document(actor=actor, session=session, title=title, file=handout(stage, title, actor))


def handout(stage: Stage, title: str, actor: User) -> StoredFile:
    """A document of coordination's own on one territory's matter."""
    names = list(stage.works)
    territory = names[sum(map(ord, title)) % len(names)]
    paper = Paper(
        stage.text.title, f"{title} (exemple : {territory})", "Document de séance", "diagnostic", stage.works[territory]
    )
    kind = "docx" if title.startswith(("Fiche", "Carnet")) else "pdf"
    content = files.make(kind, paper).content
    return store(ContentFile(content), name=f"{title}.{kind}", origin="session", actor=actor)


def complete(stage: Stage, assignment: Assignment, text: AssignmentText) -> None:
    """Return mode, the grid of its kind, and the template file where there is one."""
    changes: dict = {"return_mode": text.return_mode}
    if assignment.kind in WITH_GRID:
        changes["grid"] = as_json(ready_made(assignment))
    if holds := HOLDS.get(assignment.kind):
        changes |= {"holds": holds, "content": "both"}
    if text.template:
        empty = Work(
            "Présentez votre territoire en quelques lignes.",
            (("", ""),) * 4,
            (("", "", "", ""),) * 4,
            (("", "", ""),),
            (("À remplir", 1),),
            "Vos chiffres",
            "à préciser",
        )
        paper = Paper(stage.text.title, "modèle à remplir", text.title, text.kind, empty)
        made = files.make("docx", paper)
        changes["template_file"] = store(
            ContentFile(made.content),
            name=f"Modèle - {text.title}.docx",
            origin="template",
            actor=stage.staff["coordinator"],
        )
    with happened(stage.before_first(54)):
        edit_assignment(actor=stage.staff["coordinator"], assignment=assignment, **changes)
