"""An archived cycle: nothing in it changes any more, whoever calls the operation."""

import importlib
import inspect
import pkgutil
from datetime import time, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone

import capitalisation
import cycles
import deliverables
from capitalisation import operations as report
from cycles.attendance import operations as attendance
from cycles.attendance.half_days import half_days_of
from cycles.models import AccessRequest, Cycle
from cycles.people import access_requests, invitations, leaving, roles
from cycles.people import operations as people
from cycles.people.errors import CannotInvite
from cycles.planning import contents, notes, quiet
from cycles.planning import operations as planning
from cycles.planning.life import CycleClosed
from cycles.planning.models import NotePhoto, SessionDocument
from deliverables import (
    drafts,
    feedback,
    joining,
    newer,
    operations,
    operations_layout,
    operations_sessions,
    opinions,
    private_notes,
    received,
    reminders,
    taking_back,
    uploading,
)
from deliverables.chain import operations as chain
from deliverables.chain import themes
from deliverables.chain.worksheet import applying
from deliverables.layout import layout_seen
from deliverables.models import VersionFile
from deliverables.named import operations as organisations
from deliverables.peers import operations as peers
from deliverables.thread import operations as thread
from deliverables.workflow import IllegalMove
from lib.worksheet.reading import ReadBook, ReadRow, ReadTable
from records.files import store
from records.resumable import begin, path_of
from tests import builders as b

pytestmark = pytest.mark.django_db
NAMES = {"first_name": "Ana", "last_name": "Roux", "email": "ana@demo.test", "organisation_name": "Ville"}


class World:
    """A cycle with one of everything, and then it was archived; the objects in hand still say that it runs."""

    def __init__(self, *, archived: bool) -> None:
        now = timezone.now()
        self.now, self.cycle = now, b.cycle(state="running", opens_retained=True)
        self.actor = b.coordinator(self.cycle)
        self.session = b.session(self.cycle, starts_at=now - timedelta(days=1))
        self.spare = b.session(self.cycle, starts_at=now + timedelta(days=9))
        self.team, self.gone = b.team(self.cycle), b.team(self.cycle, status="left", status_on=now.date())
        self.half_day = half_days_of(self.session)[0].number
        self.member = b.member(self.team, joined_at=now - timedelta(days=5))
        self.invited = b.member(self.team, accepted_at=None, invited_at=now)
        self.participant = b.participant(self.cycle)
        self.asked = AccessRequest.objects.create(participation=self.invited, name="B", email="b@demo.test")
        self.stored = store(ContentFile(b.pdf_bytes()), name="a.pdf", origin="session", actor=self.actor)
        self.document = SessionDocument.objects.create(
            session=self.session, title="Ordre du jour", file=self.stored, added_by=self.actor
        )
        self.note = notes.write_note(actor=self.actor, session=self.session, text="Vu.")
        self.photo = NotePhoto.objects.create(
            note=self.note, position=1, file=self.stored, caption="Salle", added_by=self.actor
        )
        self.assignment = b.assignment(self.cycle)
        self.owed = b.deliverable(self.assignment, self.team)
        self.answered = b.deliverable(b.assignment(self.cycle), self.team)
        self.version = b.version(self.answered, author=self.member.person.user)
        self.opinion = b.opinion(self.version, asked_by=self.actor)
        self.question = b.organisation_question(self.cycle, asked_by=self.actor)
        self.drafted = b.deliverable(b.assignment(self.cycle), self.team)
        self.file = VersionFile.objects.get(version=b.version(self.drafted, author=self.actor, delivered=False))
        self.kept = b.deliverable(b.assignment(self.cycle), self.team)
        b.version(self.kept, author=self.member.person.user, state="retained")
        self.neighbour = b.member(b.team(self.cycle))
        self.reading = b.peer_reading(self.kept.current_version, b.team(self.cycle))
        why = {"hidden_at": now, "hidden_by": self.actor, "hidden_reason": "Un nom"}
        self.hidden = b.peer_reading(self.kept.current_version, b.team(self.cycle), **why)
        self.spared = b.deliverable(b.assignment(self.cycle), self.team, state="exempted", exemption_reason="Petite")
        self.rowed = b.deliverable(b.assignment(self.cycle, holds="finding", content="rows"), self.team)
        draft = b.version(self.rowed, author=self.member.person.user, delivered=False)
        self.row, self.below = b.row(draft), b.row(draft)
        self.out, self.typed = b.row(draft, removed_at=now), b.row(draft, to_confirm=True)
        b.coordinator(self.cycle)
        self.deliverer = self.member.person.user
        content = b.pdf_bytes()
        self.upload = begin(owner=self.deliverer, obj=self.drafted, name="b.pdf", length=len(content))
        path_of(self.upload).write_bytes(content)
        if archived:
            Cycle.objects.update(state="archived")


# Each write of something in a cycle, by the module and the name of its function.
CALLS = {
    "cycles.planning.operations.edit_cycle": lambda w: planning.edit_cycle(
        actor=w.actor, cycle=w.cycle, revision=0, title="Autre"
    ),
    "cycles.planning.quiet.write_periods": lambda w: quiet.write_periods(
        actor=w.actor,
        cycle=w.cycle,
        revision=0,
        periods=[quiet.Days("Août", w.now.date(), w.now.date())],
    ),
    "cycles.planning.operations.add_session": lambda w: planning.add_session(
        actor=w.actor, cycle=w.cycle, title="S", starts_at=w.now, ends_at=w.now + timedelta(hours=2)
    ),
    "cycles.planning.operations.edit_session": lambda w: planning.edit_session(
        actor=w.actor, session=w.session, revision=0, title="Autre"
    ),
    "cycles.planning.operations.move_session": lambda w: planning.move_session(
        actor=w.actor, session=w.session, up=False
    ),
    "cycles.planning.operations.remove_session": lambda w: planning.remove_session(actor=w.actor, session=w.spare),
    "cycles.planning.contents.write_programme": lambda w: contents.write_programme(
        actor=w.actor, session=w.session, revision=0, items=[]
    ),
    "cycles.planning.contents.add_item": lambda w: contents.add_item(
        actor=w.actor, session=w.session, starts_at=time(9), ends_at=time(10), title="T"
    ),
    "cycles.planning.contents.add_document": lambda w: contents.add_document(
        actor=w.actor, session=w.session, title="D", file=w.stored
    ),
    "cycles.planning.contents.remove_document": lambda w: contents.remove_document(actor=w.actor, document=w.document),
    "cycles.planning.notes.write_note": lambda w: notes.write_note(actor=w.actor, session=w.session, text="Autre"),
    "cycles.planning.notes.add_photo": lambda w: notes.add_photo(
        actor=w.actor, session=w.session, file=w.stored, caption="C"
    ),
    "cycles.planning.notes.describe_photo": lambda w: notes.describe_photo(
        actor=w.actor, photo=w.photo, caption="Autre"
    ),
    "cycles.planning.notes.move_photo": lambda w: notes.move_photo(actor=w.actor, photo=w.photo, up=True),
    "cycles.planning.notes.remove_photo": lambda w: notes.remove_photo(actor=w.actor, photo=w.photo),
    "cycles.attendance.operations.tick": lambda w: attendance.tick(
        actor=w.actor, session=w.session, half_day=w.half_day, marks={w.member.pk: "present"}, at=w.now
    ),
    "cycles.attendance.operations.add_walk_in": lambda w: attendance.add_walk_in(
        actor=w.actor, session=w.session, half_day=w.half_day, at=w.now, **NAMES
    ),
    "cycles.people.operations.add_team": lambda w: people.add_team(actor=w.actor, cycle=w.cycle, territory_name="Thau"),
    "cycles.people.operations.edit_team": lambda w: people.edit_team(
        actor=w.actor, team=w.team, revision=0, departments="42", neighbourhoods=[]
    ),
    "cycles.people.operations.add_member": lambda w: people.add_member(actor=w.actor, team=w.team, **NAMES),
    "cycles.people.operations.add_participant": lambda w: people.add_participant(actor=w.actor, cycle=w.cycle, **NAMES),
    "cycles.people.operations.edit_member": lambda w: people.edit_member(
        actor=w.actor,
        participation=w.invited,
        revision=0,
        actor_type="",
        function="",
        **NAMES | {"email": w.invited.person.email},
    ),
    "cycles.people.operations.enter_team": lambda w: people.enter_team(
        actor=w.actor, participation=w.participant, team=w.team, role="reader"
    ),
    "cycles.people.operations.remove_member": lambda w: people.remove_member(actor=w.actor, participation=w.member),
    "cycles.people.operations.change_organisation": lambda w: people.change_organisation(
        actor=w.actor, participation=w.member, revision=0, on=w.now.date(), organisation_name="Autre"
    ),
    "cycles.people.leaving.leave": lambda w: leaving.leave(
        actor=w.actor, team=w.team, revision=0, status="left", on=w.now.date(), reason="Partie"
    ),
    "cycles.people.leaving.come_back": lambda w: leaving.come_back(actor=w.actor, team=w.gone, revision=0),
    "cycles.people.invitations.invite": lambda w: invitations.invite(actor=w.actor, participation=w.invited),
    "cycles.people.invitations.withdraw": lambda w: invitations.withdraw(actor=w.actor, participation=w.invited),
    "cycles.people.invitations.hand_over": lambda w: invitations.hand_over(actor=w.actor, participation=w.invited),
    "cycles.people.access_requests.ask": lambda w: access_requests.ask(
        actor=None, participation=w.invited, name="C", email="c@demo.test"
    ),
    "cycles.people.access_requests.close": lambda w: access_requests.close(actor=w.actor, access_request=w.asked),
    "cycles.people.roles.give_role": lambda w: roles.give_role(
        actor=w.actor, cycle=w.cycle, email="d@demo.test", role="facilitator"
    ),
    "cycles.people.roles.change_role": lambda w: roles.change_role(
        actor=w.actor, given=w.cycle.roles.first(), role="facilitator"
    ),
    "cycles.people.roles.remove_role": lambda w: roles.remove_role(actor=w.actor, given=w.cycle.roles.first()),
    "cycles.people.roles.add_co_organiser": lambda w: roles.add_co_organiser(
        actor=w.actor, cycle=w.cycle, name="Région"
    ),
    "cycles.people.roles.remove_co_organiser": lambda w: roles.remove_co_organiser(
        actor=w.actor, cycle=w.cycle, organisation=w.cycle.organiser
    ),
    "deliverables.operations.lay_out_assignments": lambda w: operations.add_assignments(
        actor=w.actor, cycle=w.cycle, lines=[], sessions=[]
    ),
    "deliverables.operations.add_assignments": lambda w: operations.add_assignments(
        actor=w.actor, cycle=w.cycle, lines=[], sessions=[]
    ),
    "deliverables.operations.add_assignment": lambda w: operations.add_assignment(
        actor=w.actor, cycle=w.cycle, title="A", due_at=w.now
    ),
    "deliverables.operations.add_team_with_deliverables": lambda w: operations.add_team_with_deliverables(
        actor=w.actor, cycle=w.cycle, territory_name="Thau"
    ),
    "deliverables.operations.edit_assignment": lambda w: operations.edit_assignment(
        actor=w.actor, assignment=w.assignment, title="Autre"
    ),
    "deliverables.operations.remove_assignment": lambda w: operations.remove_assignment(
        actor=w.actor, assignment=w.assignment
    ),
    "deliverables.operations.reorder_assignments": lambda w: operations.reorder_assignments(
        actor=w.actor, cycle=w.cycle, order=[w.answered.assignment_id, w.assignment.pk]
    ),
    "deliverables.operations_layout.save_layout": lambda w: operations_layout.save_layout(
        actor=w.actor,
        cycle=w.cycle,
        seen=layout_seen(w.cycle, list(w.cycle.sessions.all()), list(w.cycle.assignments.all())),
        sessions=[],
        assignments=[],
    ),
    "deliverables.operations_sessions.shift_session": lambda w: operations_sessions.shift_session(
        actor=w.actor, session=w.session, revision=0, follow={}, title="Autre"
    ),
    "deliverables.joining.join": lambda w: joining.join(
        actor=w.actor, cycle=w.cycle, answers=[], reason="", territory_name="Thau"
    ),
    "deliverables.joining.rejoin": lambda w: joining.rejoin(
        actor=w.actor, team=w.gone, revision=0, answers=[], reason=""
    ),
    "deliverables.drafts.start_draft": lambda w: drafts.start_draft(actor=w.deliverer, deliverable=fresh(w.owed)),
    "deliverables.newer.begin_newer": lambda w: newer.begin_newer(
        actor=w.deliverer, deliverable=fresh(w.answered), complete=True, revision=0
    ),
    "deliverables.drafts.add_files": lambda w: drafts.add_files(
        actor=w.deliverer, deliverable=fresh(w.drafted), files=[ContentFile(b.pdf_bytes(), name="a.pdf")]
    ),
    "deliverables.uploading.begin_upload": lambda w: uploading.begin_upload(
        actor=w.deliverer, deliverable=fresh(w.drafted), name="c.pdf", length=10, at=w.now
    ),
    "deliverables.uploading.finish_upload": lambda w: uploading.finish_upload(
        actor=w.deliverer, deliverable=fresh(w.drafted), upload=w.upload, stream=BytesIO(b.pdf_bytes())
    ),
    "deliverables.drafts.reuse_files": lambda w: drafts.reuse_files(
        actor=w.deliverer, deliverable=fresh(w.drafted), files=[w.version.files.get()]
    ),
    "deliverables.received.record_received": lambda w: received.record_received(
        actor=w.actor,
        deliverable=w.owed,
        received=received.reception("mail", timezone.localdate(w.now)),
        number=1,
        existing=[w.version.files.get()],
    ),
    "deliverables.drafts.remove_file": lambda w: drafts.remove_file(
        actor=w.deliverer, deliverable=fresh(w.drafted), file=w.file
    ),
    "deliverables.drafts.write_note": lambda w: drafts.write_note(
        actor=w.deliverer, deliverable=fresh(w.drafted), note="Autre"
    ),
    "deliverables.drafts.discard": lambda w: drafts.discard(
        actor=w.deliverer, deliverable=fresh(w.drafted), revision=0
    ),
    "deliverables.drafts.share_drafts": lambda w: drafts.share_drafts(
        actor=w.deliverer, deliverable=w.drafted, shared=True
    ),
    "deliverables.drafts.deliver": lambda w: drafts.deliver(
        actor=w.deliverer, deliverable=fresh(w.drafted), received_at=w.now, revision=0
    ),
    "deliverables.taking_back.take_back": lambda w: taking_back.take_back(
        actor=w.deliverer, deliverable=fresh(w.answered), revision=0
    ),
    "deliverables.feedback.give_feedback": lambda w: feedback.give_feedback(
        actor=w.actor, version=fresh(w.version), outcome="to_complete", text="Encore.", revision=0
    ),
    "deliverables.feedback.retain": lambda w: feedback.retain(actor=w.actor, version=fresh(w.version), revision=0),
    "deliverables.feedback.unretain": lambda w: feedback.unretain(actor=w.actor, deliverable=fresh(w.kept), revision=0),
    "deliverables.feedback.exempt": lambda w: feedback.exempt(
        actor=w.actor, deliverable=fresh(w.owed), reason="Petite", revision=0
    ),
    "deliverables.feedback.cancel_exemption": lambda w: feedback.cancel_exemption(
        actor=w.actor, deliverable=fresh(w.spared), revision=0
    ),
    "deliverables.feedback.extend": lambda w: feedback.extend(
        actor=w.actor, deliverable=fresh(w.owed), due_at=w.now + timedelta(days=99), reason="Été", revision=0
    ),
    "deliverables.reminders.remind": lambda w: reminders.remind(
        actor=w.actor, assignment=fresh(w.assignment), deliverables=[w.owed.pk], sentence="", key="k", again=True
    ),
    "capitalisation.operations.write_chapter": lambda w: report.write_chapter(
        actor=w.actor, cycle=w.cycle, place="method", text="T", signature="", revision=0
    ),
    "deliverables.private_notes.write_private_note": lambda w: private_notes.write_private_note(
        actor=w.actor, deliverable=w.owed, text="Entre nous", key=uuid4()
    ),
    "deliverables.opinions.ask": lambda w: opinions.ask(
        actor=w.actor,
        version=w.version,
        name="Ana Roux",
        email="ana@demo.test",
        question="Solide ?",
        wished_on=None,
        key=uuid4(),
    ),
    "deliverables.opinions.remind": lambda w: opinions.remind(actor=w.actor, opinion=w.opinion, revision=0),
    "deliverables.opinions.send_again": lambda w: opinions.send_again(
        actor=w.actor, opinion=w.opinion, revision=0, email="autre@demo.test"
    ),
    "deliverables.opinions.withdraw": lambda w: opinions.withdraw(actor=w.actor, opinion=w.opinion, revision=0),
    "deliverables.named.operations.ask": lambda w: organisations.ask(
        actor=w.actor,
        cycle=w.cycle,
        name="CAF",
        to_name="Ana Roux",
        email="ana@demo.test",
        message="",
        form_key=uuid4(),
    ),
    "deliverables.named.operations.remind": lambda w: organisations.remind(
        actor=w.actor, question=w.question, revision=0
    ),
    "deliverables.named.operations.send_again": lambda w: organisations.send_again(
        actor=w.actor, question=w.question, revision=0, to_name="Ana Roux", email="autre@demo.test"
    ),
    "deliverables.named.operations.withdraw": lambda w: organisations.withdraw(
        actor=w.actor, question=w.question, revision=0
    ),
    "deliverables.thread.operations.post": lambda w: thread.post(actor=w.actor, deliverable=w.owed, text="Bonjour"),
    "deliverables.chain.operations.add_row": lambda w: chain.add_row(
        actor=w.deliverer, deliverable=fresh(w.rowed), values={"category": "need", "statement": "Peu de bus."}
    ),
    "deliverables.chain.operations.edit_row": lambda w: chain.edit_row(
        actor=w.deliverer, deliverable=fresh(w.rowed), row=w.row, values={"statement": "Moins de bus."}, revision=0
    ),
    "deliverables.chain.operations.duplicate_row": lambda w: chain.duplicate_row(
        actor=w.deliverer, deliverable=fresh(w.rowed), row=w.row
    ),
    "deliverables.chain.operations.move_row": lambda w: chain.move_row(
        actor=w.deliverer, deliverable=fresh(w.rowed), row=w.row, direction="down"
    ),
    "deliverables.chain.operations.remove_row": lambda w: chain.remove_row(
        actor=w.deliverer, deliverable=fresh(w.rowed), row=w.row
    ),
    "deliverables.chain.operations.restore_row": lambda w: chain.restore_row(
        actor=w.deliverer, deliverable=fresh(w.rowed), row=w.out
    ),
    "deliverables.chain.operations.confirm_rows": lambda w: chain.confirm_rows(
        actor=w.deliverer, deliverable=fresh(w.rowed), row=w.typed
    ),
    "deliverables.chain.worksheet.applying.import_rows": lambda w: import_rows(w),
    "deliverables.chain.themes.write_themes": lambda w: themes.write_themes(
        actor=w.actor, cycle=w.cycle, revision=0, themes=[(None, "Santé")]
    ),
    "deliverables.peers.operations.write_reading": lambda w: peers.write_reading(
        actor=w.neighbour.person.user,
        team=w.neighbour.team,
        version=w.kept.current_version,
        revision=0,
        takes_home="L’accueil du samedi.",
    ),
    "deliverables.peers.operations.hide_reading": lambda w: peers.hide_reading(
        actor=w.actor, reading=w.reading, revision=1, reason="Un nom"
    ),
    "deliverables.peers.operations.show_reading": lambda w: peers.show_reading(
        actor=w.actor, reading=w.hidden, revision=1
    ),
}


def import_rows(w: World) -> None:
    """A workbook with one new row, as its preview showed it."""
    values = {"reference": "", "category": "need", "statement": "Peu de bus."}

    def read(declared) -> ReadBook:
        row = ReadRow("Constats", 2, declared[0].full(values))
        return ReadBook({"finding": ReadTable("finding", "Constats", (row,), frozenset(declared[0].by_name))})

    shown = applying.make_plan(w.deliverer, w.team, read, at=w.now)
    options = {"fingerprint": shown.fingerprint, "at": w.now}
    applying.import_rows(actor=w.deliverer, team=w.team, read=read, **options)


# What is not one of those, and why.
ELSEWHERE = {
    "cycles.people.access_requests.settle": "a step of add_member, calls close",
    "deliverables.operations.follow_dates": "a step of edit_assignment",
    "cycles.planning.operations.create_cycle": "makes the cycle",
    "deliverables.operations.create_cycle_with_assignments": "makes the cycle",
    "cycles.planning.operations.move_cycle": "takes it out of the archive",
    "cycles.people.invitations.invite_everyone": "calls invite",
    "cycles.people.invitations.readdress": "a step of edit_member",
    "cycles.people.invitations.resend": "a step of change_organisation",
    "cycles.people.lists.writing.write": "calls the operations of people, each for a line",
    "cycles.planning.telling.tell_move": "a step of shift_session",
    "deliverables.workflow.make_move": "what the operations of deliverables call",
    "cycles.planning.notes.receive_photo": "stores a file, before it is anybody's",
    "deliverables.attached.store_all": "stores files, before they are anybody's",
    "deliverables.after.operations.ask": "follow-up comes after the end, and is allowed in an archived cycle",
    "deliverables.after.operations.remind": "follow-up comes after the end, and is allowed in an archived cycle",
    "deliverables.after.operations.answer": "follow-up comes after the end, and is allowed in an archived cycle",
    "deliverables.after.operations.switch": "follow-up comes after the end, and is allowed in an archived cycle",
    "deliverables.after.operations.note": "writes the log",
    "capitalisation.operations.start_build": "the report of an archived cycle is still built",
    "capitalisation.editions.start_edition": "the report of an archived cycle is still built",
}


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def rows_of_everything() -> dict:
    """All that the database holds of the project, but for sessions of browsers."""
    return {model._meta.label: sorted(map(repr, model.objects.values_list())) for model in apps.get_models()}


@pytest.mark.parametrize("name", CALLS)
def test_nothing_changes_in_an_archived_cycle(name):
    world = World(archived=True)
    before = rows_of_everything()
    with pytest.raises((CycleClosed, IllegalMove, CannotInvite)):
        CALLS[name](world)
    assert rows_of_everything() == before


@pytest.mark.parametrize("name", CALLS)
def test_the_same_is_done_while_the_cycle_runs(name):
    """Else a refusal might have another reason."""
    CALLS[name](World(archived=False))


def writes() -> set[str]:
    """The public functions that take a keyword-only ``actor`` beside something of a cycle."""
    found = set()
    for package in (cycles, deliverables, capitalisation):
        for each in pkgutil.walk_packages([str(Path(package.__file__).parent)], f"{package.__name__}."):
            if ".migrations" in each.name or ".management" in each.name:
                continue
            module = importlib.import_module(each.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                actor = inspect.signature(function).parameters.get("actor")
                if function.__module__ == each.name and actor and actor.kind is inspect.Parameter.KEYWORD_ONLY:
                    found.add(f"{each.name}.{name}")
    return found


def test_every_write_of_a_cycle_is_tried():
    """A new operation joins CALLS, or ELSEWHERE with the reason."""
    assert sorted(writes() - CALLS.keys() - ELSEWHERE.keys()) == []
