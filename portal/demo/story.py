"""What happened to the deliverables: each step of the histories, made by the operation that a person would have used."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from accounts.models import User
from cycles.models import Cycle, Team
from deliverables import drafts, feedback, taking_back
from deliverables.grid import Mark, grid_of
from deliverables.models import Deliverable
from lib.text import typography_fr as fr
from portal.demo import dates, files
from portal.demo.beside import annotate
from portal.demo.chains import write_rows
from portal.demo.histories import EXTENSION_DAYS
from portal.demo.layout import Stage
from portal.demo.outside import record
from portal.demo.paper import Paper
from portal.demo.past import happened
from portal.demo.shapes import Step

DRAFTED_BEFORE = timedelta(hours=3)
WRITES = {"draft", "deliver", "record"}


class Story:
    """The telling of one cycle's histories."""

    def __init__(self, stage: Stage, cycle: Cycle, teams: dict[str, Team]) -> None:
        self.stage, self.cycle, self.teams = stage, cycle, teams
        self.assignments = list(cycle.assignments.all())

    def tell(self, tales: dict[str, tuple[tuple[Step, ...], ...]]) -> None:
        for territory, histories in tales.items():
            team = self.teams[territory]
            for assignment, steps in zip(self.assignments, histories, strict=True):
                deliverable = Deliverable.objects.get(assignment=assignment, team=team)
                paper = self.paper(territory, deliverable, steps)
                for step in steps:
                    deliverable.refresh_from_db()
                    paper = self.make(step, deliverable, paper)

    def paper(self, territory: str, deliverable: Deliverable, steps: tuple[Step, ...]) -> Paper:
        """The first version of what the team will write: it lacks a row for every version that follows."""
        versions = sum(step.what in WRITES for step in steps)
        assignment, work = deliverable.assignment, self.stage.works[territory]
        return Paper(self.cycle.title, territory, assignment.title, assignment.kind, work, 1, max(0, versions - 1))

    def make(self, step: Step, deliverable: Deliverable, paper: Paper) -> Paper:
        """Make one step; returns the paper of the next version."""
        moment = self.moment(step, deliverable)
        if step.what == "record":
            with happened(moment):
                record(step, deliverable, paper, actor=self.stage.staff["coordinator"])
        elif step.what in WRITES:
            self.write(step, deliverable, paper, moment - DRAFTED_BEFORE)
            if step.what == "deliver":
                with happened(moment) as at:
                    drafts.deliver(
                        actor=self.author(deliverable),
                        deliverable=deliverable,
                        received_at=at,
                        revision=deliverable.revision,
                    )
        if step.what in WRITES:
            return replace(paper, version=paper.version + 1, missing=max(0, paper.missing - 1))
        with happened(moment):
            getattr(self, step.what)(step, deliverable)
        return paper

    def moment(self, step: Step, deliverable: Deliverable) -> datetime:
        start = self.stage.today if step.from_today else deliverable.assignment.due_at.date()
        return dates.at(start + timedelta(days=step.days), step.hour)

    def author(self, deliverable: Deliverable) -> User:
        """One of those who deliver for the team, in turn."""
        members = deliverable.team.members.filter(accepted_at__isnull=False).exclude(role="reader").order_by("pk")
        users = [member.person.user for member in members.select_related("person__user")]
        return users[(deliverable.assignment.position + deliverable.versions.count()) % min(3, len(users))]

    def write(self, step: Step, deliverable: Deliverable, paper: Paper, moment: datetime) -> None:
        """A draft with the step's files and note."""
        author = self.author(deliverable)
        made = [files.make(kind, paper) for kind in step.files]
        with happened(moment):
            drafts.add_files(
                actor=author,
                deliverable=deliverable,
                files=[ContentFile(file.content, name=file.name) for file in made],
            )
            if step.text:
                drafts.write_note(actor=author, deliverable=deliverable, note=fr(step.text))
            write_rows(self.stage, deliverable, author, missing=paper.missing)
        deliverable.refresh_from_db()

    def complete(self, step: Step, deliverable: Deliverable) -> None:
        feedback.give_feedback(
            actor=self.stage.staff["facilitator" if step.by_facilitator else "coordinator"],
            version=deliverable.current_version,
            outcome="to_complete",
            text=fr(step.text),
            revision=deliverable.revision,
            more=said(step, deliverable),
        )

    def retain(self, step: Step, deliverable: Deliverable) -> None:
        feedback.retain(
            actor=self.stage.staff["coordinator"],
            version=deliverable.current_version,
            revision=deliverable.revision,
            text=fr(step.text),
            more=said(step, deliverable),
        )

    def exempt(self, step: Step, deliverable: Deliverable) -> None:
        feedback.exempt(
            actor=self.stage.staff["coordinator"],
            deliverable=deliverable,
            reason=fr(step.text),
            revision=deliverable.revision,
        )

    def extend(self, step: Step, deliverable: Deliverable) -> None:
        days = EXTENSION_DAYS[self.stage.text.key]
        start = (
            self.stage.today + timedelta(days=4)
            if days is None
            else deliverable.effective_due_at.date() + timedelta(days=days)
        )
        feedback.extend(
            actor=self.stage.staff["coordinator"],
            deliverable=deliverable,
            due_at=dates.at(start, "18:00"),
            reason=fr(step.text),
            revision=deliverable.revision,
        )

    def take_back(self, step: Step, deliverable: Deliverable) -> None:
        actor = deliverable.current_version.delivered_by
        taking_back.take_back(actor=actor, deliverable=deliverable, revision=deliverable.revision)


def said(step: Step, deliverable: Deliverable) -> feedback.Answer:
    """What the step's feedback says besides its text; the file given back is the first one with remarks written in."""
    file = deliverable.current_version.files.select_related("file").first()
    annotated = annotate(file, fr(step.remark)) if step.remark else None
    comments = ((file, fr(step.comment)),) if step.comment else ()
    return feedback.Answer(marks=tuple(marks(step, deliverable)), comments=comments, annotated=annotated)


def marks(step: Step, deliverable: Deliverable) -> list[Mark]:
    """The step's marks in the words of the grid."""
    if not step.marks:
        return []
    grid = grid_of(deliverable.assignment)
    pairs = zip(grid.criteria, step.marks, strict=True)
    return [Mark(each.title, grid.levels[to - 1], to, len(grid.levels)) for each, to in pairs if to]
