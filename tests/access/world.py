"""One small world for the whole matrix: a cycle with one of everything, a second cycle, and a person of each role."""

from django.test import Client
from django.utils import timezone

from capitalisation.models import Edition
from cycles.models import AccessRequest, CoordinationNote, NotePhoto, SessionDocument
from cycles.people.invitations import INVITATION
from deliverables.models import FollowUp, Message, MessageFile
from partners.models import Coordinator
from records import links, resumable
from records.models import Job, Mail, PagePicture
from tests import builders as build

# The columns of the matrix, in this order.
ROLES = (
    "stranger",
    "other_team",
    "reader",
    "contributor",
    "referent",
    "other_coordinator",
    "facilitator",
    "coordinator",
    "administrator",
)


class Objects:
    """A cycle with one of everything that an address may name."""

    def __init__(self, slug: str, **cycle_fields) -> None:
        self.cycle = build.cycle(slug=slug, **cycle_fields)
        self.coordinator = build.coordinator(self.cycle)
        self.second = self.cycle.roles.get(user=build.coordinator(self.cycle))
        self.co_organiser = build.organisation(organiser=self.cycle.organiser)
        self.cycle.co_organisers.add(self.co_organiser)
        self.session = build.session(self.cycle)
        self.spare_session = build.session(self.cycle)
        self.document = SessionDocument.objects.create(
            session=self.session, title="Programme", file=build.stored_file("programme.pdf")
        )
        note = CoordinationNote.objects.create(session=self.session, text="Notes", written_by=self.coordinator)
        self.photo = NotePhoto.objects.create(
            note=note, position=1, caption="Le tableau", file=build.pictured_file("photo.jpg")
        )
        self.team = build.team(self.cycle, territory=f"Vallée {slug}")
        self.gone = build.team(self.cycle, territory=f"Partie {slug}", status="left")
        self.author = build.member(self.team, role="contributor")
        self.invited = build.member(self.team, role="reader", accepted_at=None)
        self.participant = build.participant(self.cycle, accepted_at=None)
        self.access_request = AccessRequest.objects.create(
            participation=self.invited, name="Ana Roux", email="ana@demo.test"
        )
        self.delivered = self.deliverable("delivered")
        self.message = Message.objects.create(
            deliverable=self.delivered, author=self.author.person.user, text="Bonjour"
        )
        self.message_file = MessageFile.objects.create(
            message=self.message, position=1, name="plan.pdf", file=build.stored_file("plan.pdf", origin="message")
        )
        self.draft = self.deliverable("draft")
        self.retained = self.deliverable("retained")
        self.opinion = build.opinion(self.delivered.current_version, asked_by=self.coordinator)
        self.answered = build.opinion(
            self.delivered.current_version, asked_by=self.coordinator, file=build.stored_file("avis.pdf")
        )
        self.question = build.organisation_question(self.cycle, asked_by=self.coordinator)
        self.feedback = build.feedback(self.retained.current_version, author=self.coordinator, opinion=self.answered)
        self.exempted = self.deliverable("exempted")
        held = build.assignment(self.cycle, holds="finding", content="rows", min_files=0)
        self.rowed = build.deliverable(held, self.team)
        draft = build.version(self.rowed, author=self.author.person.user, delivered=False, files=())
        self.row = build.row(draft, to_confirm=True)
        self.team_row = build.row(draft)
        # Peer reading: what another team of the cycle had retained, and what it wrote of this one.
        self.neighbours = build.team(self.cycle, territory=f"Plateau {slug}")
        self.open = self.deliverable("retained", self.neighbours)
        self.reading = build.peer_reading(self.retained.current_version, self.neighbours)
        hidden = {"hidden_at": timezone.now(), "hidden_by": self.coordinator, "hidden_reason": "Un nom"}
        self.hidden = build.peer_reading(self.retained.current_version, build.team(self.cycle), **hidden)
        # Afterwards: a team that is asked where its actions are.
        self.follow_up = FollowUp.objects.create(team=self.team, months=6)
        self.organiser_coordinator = Coordinator.objects.create(organiser=self.cycle.organiser, user=build.user())
        self.mail = Mail.objects.create(template="receipt", to_email="quelqu.un@demo.test", state="failed")
        self.spare_assignment = build.assignment(self.cycle)
        self.job = Job.objects.create(
            kind="build_report",
            object_type="cycles.cycle",
            object_id=str(self.cycle.pk),
            state="done",
            result=build.stored_file("report.pdf", origin="report"),
        )
        self.edition = Edition.objects.create(
            cycle=self.cycle,
            number=1 + Edition.objects.count(),  # another number in another cycle
            release="0.1.0",
            pdf=build.stored_file("edition.pdf", origin="edition"),
            word=build.stored_file("edition.docx", origin="edition"),
            data=build.stored_file("edition.json", content=b"{}", origin="edition"),
        )

    def deliverable(self, state: str, team=None):
        template = build.stored_file("trame.pdf", origin="template")
        assignment = build.assignment(self.cycle, template_file=template)
        row = build.deliverable(assignment, team or self.team)
        if state == "exempted":
            row.state = state
            row.save()
            return row
        version = build.version(row, author=self.author.person.user, delivered=state != "draft", state=state)
        row.file = version.files.get()
        picture = build.stored_file("page.png", content=build.picture_bytes(), origin="page_picture")
        PagePicture.objects.create(file=row.file.file, number=1, picture=picture, width=320, height=200)
        return row


class World:
    def __init__(self) -> None:
        self.here = Objects("ici", opens_retained=True)
        self.there = Objects("la-bas", opens_retained=True)
        here, team = self.here, self.here.team
        Coordinator.objects.create(organiser=here.cycle.organiser, user=here.coordinator)
        self.token = links.issue(
            INVITATION, here.invited, email=here.invited.person.email, days=3, actor=here.coordinator
        )
        self.users = {
            "stranger": build.user(),
            "other_team": build.member(here.neighbours, role="referent").person.user,
            "reader": build.member(team, role="reader").person.user,
            "contributor": build.member(team, role="contributor").person.user,
            "referent": build.member(team, role="referent").person.user,
            "other_coordinator": self.there.coordinator,
            "facilitator": build.facilitator(here.cycle),
            "coordinator": here.coordinator,
            "administrator": build.administrator(),
        }
        self.clients = {role: signed_in(user) for role, user in self.users.items()}
        sender = self.users["contributor"]
        for objects in (self.here, self.there):
            objects.upload = resumable.begin(owner=sender, obj=objects.draft, name="plan.pdf", length=10)
        self.anonymous = Client(raise_request_exception=False)


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client
