"""Builder functions: the small cast and the rows that tests share. Each gives a saved row, every argument optional.

They write rows as the operations would leave them, without log or mail: a test that is about those calls the operation.
"""

import io
from datetime import datetime, timedelta
from itertools import count

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from accounts.models import User
from cycles.models import Cycle, CycleRole, Participation, Session, Team
from deliverables.chain.models import ROW_MODELS, Reference, Row
from deliverables.models import (
    Assignment,
    Deliverable,
    Feedback,
    Opinion,
    OrganisationQuestion,
    PeerReading,
    Version,
    VersionFile,
)
from deliverables.named.models import key_of
from partners.models import Organisation, Person, Territory
from records.files import store
from records.models import PagePicture, StoredFile

numbers = count(1)


def user(email: str = "", **fields) -> User:
    return User.objects.create_user(email or f"user{next(numbers)}@demo.test", **fields)


def administrator(email: str = "") -> User:
    return user(email, is_administrator=True)


def organiser(name: str = "") -> Organisation:
    row = Organisation(actor_type="resource_centre", is_organiser=True)
    row.name_it(name or f"Centre de ressources {next(numbers)}")
    row.save()
    return row


def organisation(name: str = "", *, organiser: Organisation | None = None, actor_type: str = "commune") -> Organisation:
    row = Organisation(organiser=organiser or globals()["organiser"](), actor_type=actor_type)
    row.name_it(name or f"Structure {next(numbers)}")
    row.save()
    return row


def territory(name: str = "", *, organiser: Organisation | None = None, departments: str = "") -> Territory:
    row = Territory(organiser=organiser or globals()["organiser"](), departments=departments)
    row.name_it(name or f"Territoire {next(numbers)}")
    row.save()
    return row


def person(
    first_name: str = "Camille",
    last_name: str = "",
    *,
    organiser: Organisation | None = None,
    email: str = "",
    user: User | None = None,
    **fields,
) -> Person:
    row = Person(organiser=organiser or globals()["organiser"](), user=user, **fields)
    row.email = email or (user.email if user else f"personne{next(numbers)}@demo.test")
    row.name_it(first_name, last_name or f"Martin{next(numbers)}")
    row.save()
    return row


def cycle(title: str = "", *, organiser: Organisation | None = None, state: str = "running", **fields) -> Cycle:
    number = next(numbers)
    title = title or f"Cycle {number}"
    return Cycle.objects.create(
        title=title,
        slug=fields.pop("slug", f"cycle-{number}"),
        organiser=organiser or globals()["organiser"](),
        format=fields.pop("format", "qualification"),
        state=state,
        search_key=title.casefold(),
        sort_key=title.casefold(),
        opened_at=timezone.now() - timedelta(days=120),
        **fields,
    )


def session(cycle: Cycle | None = None, *, position: int = 0, starts_at: datetime | None = None, **fields) -> Session:
    cycle = cycle or globals()["cycle"]()
    position = position or cycle.sessions.count() + 1
    starts_at = starts_at or timezone.now().replace(microsecond=0) + timedelta(days=28 * position)
    fields.setdefault("ends_at", starts_at + timedelta(hours=7))
    fields.setdefault("title", f"Séance {position}")
    return Session.objects.create(cycle=cycle, position=position, starts_at=starts_at, **fields)


def team(cycle: Cycle | None = None, *, territory: Territory | str = "", **fields) -> Team:
    cycle = cycle or globals()["cycle"]()
    if not isinstance(territory, Territory):
        territory = globals()["territory"](territory, organiser=cycle.organiser)
    return Team.objects.create(cycle=cycle, territory=territory, **fields)


def member(team: Team | None = None, *, role: str = "contributor", user: User | None = None, **fields) -> Participation:
    """An accepted member with an account (``.person.user``)."""
    team = team or globals()["team"]()
    user = user or globals()["user"]()
    known = Person.objects.filter(organiser=team.cycle.organiser, user=user).first()
    who = known or person(organiser=team.cycle.organiser, user=user, first_name=fields.pop("first_name", "Camille"))
    fields.setdefault("organisation", organisation(organiser=team.cycle.organiser))
    fields.setdefault("accepted_at", timezone.now())
    return Participation.objects.create(cycle=team.cycle, team=team, person=who, role=role, **fields)


def participant(cycle: Cycle | None = None, **fields) -> Participation:
    """Somebody who takes part without a team, accepted unless told otherwise."""
    cycle = cycle or globals()["cycle"]()
    who = fields.pop("person", None) or person(organiser=cycle.organiser)
    fields.setdefault("organisation", organisation(organiser=cycle.organiser))
    fields.setdefault("accepted_at", timezone.now())
    return Participation.objects.create(cycle=cycle, person=who, role="participant", **fields)


def coordinator(cycle: Cycle | None = None, *, user: User | None = None) -> User:
    return _runs(cycle, user, CycleRole.Role.COORDINATOR)


def facilitator(cycle: Cycle | None = None, *, user: User | None = None) -> User:
    return _runs(cycle, user, CycleRole.Role.FACILITATOR)


def _runs(cycle: Cycle | None, user: User | None, role: str) -> User:
    user = user or globals()["user"]()
    CycleRole.objects.create(cycle=cycle or globals()["cycle"](), user=user, role=role)
    return user


def assignment(
    cycle: Cycle | None = None, *, position: int = 0, due_at: datetime | None = None, **fields
) -> Assignment:
    cycle = cycle or globals()["cycle"]()
    position = position or cycle.assignments.count() + 1
    fields.setdefault("title", f"Livrable {position}")
    fields.setdefault("kind", "diagnostic")
    due_at = due_at or timezone.now().replace(microsecond=0) + timedelta(days=7)
    return Assignment.objects.create(cycle=cycle, position=position, due_at=due_at, **fields)


def deliverable(
    assignment: Assignment | None = None, team: Team | None = None, *, cycle: Cycle | None = None, **fields
) -> Deliverable:
    cycle = cycle or (assignment.cycle if assignment else team.cycle if team else globals()["cycle"]())
    assignment = assignment or globals()["assignment"](cycle)
    team = team or globals()["team"](cycle)
    fields.setdefault("effective_due_at", assignment.due_at)
    fields.setdefault("closes_at", assignment.closes_at)
    return Deliverable.objects.create(assignment=assignment, team=team, **fields)


def version(
    deliverable: Deliverable | None = None,
    *,
    author: User | None = None,
    delivered: bool = True,
    files: tuple[str, ...] = ("diagnostic.pdf",),
    at: datetime | None = None,
    state: str = "delivered",
    **fields,
) -> Version:
    """A version, delivered unless told otherwise; the deliverable follows (state, current and retained version)."""
    deliverable = deliverable or globals()["deliverable"]()
    author = author or user()
    at = at or timezone.now()
    row = Version.objects.create(
        deliverable=deliverable,
        number=deliverable.versions.count() + 1,
        author=author,
        created_at=at,
        **({"received_at": at, "delivered_at": at, "delivered_by": author} if delivered else {}) | fields,
    )
    for position, name in enumerate(files, start=1):
        text = f"{deliverable.pk} v{row.number} {name}"
        kept = store(pdf_bytes(text), name=name, origin="deliverable", actor=author)
        VersionFile.objects.create(version=row, position=position, name=name, file=kept, pages=1)
    deliverable.state = state if delivered else "draft"
    if delivered:
        deliverable.current_version, deliverable.received_at = row, at
    if state == "retained" and delivered:
        deliverable.retained_version = row
    deliverable.save()
    return row


def row(version: Version, number: int = 0, **fields) -> Row:
    """A row of an open draft, of the kind that its assignment holds, under the team's next reference or ``number``."""
    kind, team = version.deliverable.assignment.holds, version.deliverable.team
    number = number or Reference.objects.filter(team=team, kind=kind).count() + 1
    reference, _new = Reference.objects.get_or_create(team=team, kind=kind, number=number)
    says = {
        "finding": {"category": "need", "statement": "Peu de places de crèche."},
        "action": {"title": "Ouvrir une crèche"},
        "contribution": {"organisation": "CAF de l’Isère"},
    }[kind]
    held = ROW_MODELS[kind].objects.filter(version=version).count()
    fields = {"position": held + 1, "entered_by": version.author} | says | fields
    return ROW_MODELS[kind].objects.create(version=version, reference=reference, **fields)


def opinion(version: Version, *, asked_by: User | None = None, **fields) -> Opinion:
    """An opinion that is asked; one with a file or a text is answered, its author agreeing that it be passed on."""
    if "file" in fields or "text" in fields:
        answered = {"state": "answered", "text": "Solide.", "shares": True, "settled_at": timezone.now()}
        fields = answered | fields
    fields.setdefault("name", "Jeanne Expert")
    fields.setdefault("email", f"expert{next(numbers)}@demo.test")
    return Opinion.objects.create(
        version=version, question="Qu’en pensez-vous ?", asked_by=asked_by or user(), **fields
    )


def organisation_question(cycle: Cycle, *, asked_by: User | None = None, name: str = "CAF de l’Isère", **fields):
    """An organisation that is asked about the rows that name it; one with ``answered_by`` answered."""
    if "answered_by" in fields:
        fields = {"state": "answered", "may_be_named": True, "settled_at": timezone.now()} | fields
    fields = {"to_name": "Jeanne Partenaire", "email": f"partenaire{next(numbers)}@demo.test"} | fields
    return OrganisationQuestion.objects.create(
        cycle=cycle, name=name, key=key_of(name), asked_by=asked_by or user(), **fields
    )


def peer_reading(version: Version, team: Team, *, author: User | None = None, **fields) -> PeerReading:
    """What another team takes home from a version."""
    fields.setdefault("takes_home", f"L’accueil du samedi ({next(numbers)}).")
    author = author or globals()["member"](team).person.user
    return PeerReading.objects.create(version=version, team=team, author=author, **fields)


def feedback(version: Version, *, author: User, opinion: Opinion | None = None) -> Feedback:
    """A feedback that retains, with an annotated file, and an opinion passed on."""
    told = [{"opinion": opinion.pk, "name": opinion.name, "text": opinion.text, "marks": None, "file": "avis.pdf"}]
    return Feedback.objects.create(
        version=version,
        outcome="retained",
        author=author,
        annotated=stored_file("annote.pdf", origin="feedback", actor=author),
        passed_on=told if opinion else None,
    )


def national_set(cycles: int, teams: int, assignments: int) -> list[Cycle]:
    """Many deliverables that all differ: own team, version, author and dates; forty authors in all."""
    centre, made = organiser(), []
    authors = [user() for _ in range(40)]
    for author in authors:
        person(organiser=centre, user=author)
    for _ in range(cycles):
        series = cycle(organiser=centre)
        made.append(series)
        meeting = session(series)
        places = Territory.objects.bulk_create(
            Territory(organiser=centre, name=f"T {series.pk} {n}", search_key=f"t {series.pk} {n}", sort_key=f"{n:04}")
            for n in range(teams)
        )
        groups = Team.objects.bulk_create(Team(cycle=series, territory=place) for place in places)
        asked = [assignment(series, due_for=meeting) for _ in range(assignments)]
        rows = Deliverable.objects.bulk_create(
            Deliverable(assignment=one, team=group, effective_due_at=one.due_at, state="delivered")
            for one in asked
            for group in groups
        )
        now = timezone.now()
        Version.objects.bulk_create(
            Version(
                deliverable=row,
                number=1,
                author=authors[place % 40],
                received_at=now,
                delivered_at=now,
                delivered_by=authors[place % 40],
            )
            for place, row in enumerate(rows)
        )
    version = Version.objects.filter(deliverable=OuterRef("pk")).values("pk")[:1]
    Deliverable.objects.update(current_version=Subquery(version), received_at=timezone.now())
    return made


def pdf_bytes(text: str = "Bonjour", pages: int = 1) -> bytes:
    """A small real PDF."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=True)
    for page in range(1, pages + 1):
        canvas.drawString(72, 720, f"{text} – page {page}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def picture_bytes(kind: str = "PNG", colour: str = "teal", size: tuple[int, int] = (320, 200)) -> bytes:
    """A small real picture."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, kind)
    return target.getvalue()


def stored_file(
    name: str = "note.pdf", *, content: bytes | None = None, origin: str = "test", actor=None
) -> StoredFile:
    return store(content or pdf_bytes(name), name=name, origin=origin, actor=actor)


def pictured_file(name: str = "photo.jpg") -> StoredFile:
    """A photo with the picture that pages show."""
    row = stored_file(name, content=picture_bytes("JPEG", colour=f"#{next(numbers):06x}"))
    picture = stored_file("page-1.jpg", content=picture_bytes("JPEG"), origin="page_picture")
    PagePicture.objects.create(file=row, number=1, picture=picture, width=320, height=200)
    return row
