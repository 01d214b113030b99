"""The outline: what each chapter lacks, each lack with the page that mends it; what is to come is not missing."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from capitalisation.models import Chapter
from capitalisation.outline import outline
from cycles.models import CoordinationNote, Cycle, NotePhoto, Presence, ProgrammeItem
from records.models import StoredFile
from tests import builders

pytestmark = pytest.mark.django_db
PAST = timezone.now() - timedelta(days=40)


def complete(session, member=None) -> None:
    ProgrammeItem.objects.create(session=session, starts_at=time(9, 30), ends_at=time(10), title="Accueil")
    CoordinationNote.objects.create(session=session, text="On a dit.")
    who = member or builders.participant(session.cycle)
    Presence.objects.create(session=session, half_day=0, participation=who, status="present")


def lived_in(teams: int) -> Cycle:
    """Three sessions, the last to come; teams that each lack something else."""
    cycle = builders.cycle("Quartiers", slug="quartiers", theme="Le thème", objectives=" ")
    builders.coordinator(cycle)
    complete(builders.session(cycle, starts_at=PAST))
    bare = builders.session(cycle, starts_at=PAST + timedelta(days=20))
    CoordinationNote.objects.create(session=bare, text="")
    builders.session(cycle, starts_at=timezone.now() + timedelta(days=20))
    due, later = builders.assignment(cycle, title="Diagnostic", due_at=PAST), builders.assignment(cycle, title="Plan")
    for number in range(teams):
        team = builders.team(cycle, territory=f"Territoire {number:02}")
        builders.member(team)
        builders.deliverable(due, team, state=("not_delivered", "to_complete", "delivered")[number % 3])
        builders.deliverable(later, team)
    return cycle


def facts(cycle: Cycle) -> dict[str, tuple]:
    """title: (states, (of, missing words) of each gap)."""
    return {
        row.title: (row.states, [(gap.of, [each.text for each in gap.missing]) for gap in row.gaps])
        for row in outline(cycle)
    }


def test_the_chapters_stand_in_the_order_of_the_report():
    cycle = lived_in(1)
    Chapter.objects.create(cycle=cycle, place="method", text="Cinq mots, pas un plus.")
    assert [(row.title, row.states[0], row.url) for row in outline(cycle) if row.url] == [
        (label, state, reverse("capitalisation:chapter-edit", args=["quartiers", place]))
        for place, label, state in (
            ("foreword", "Avant-propos", NOT_WRITTEN),
            ("lessons", "Enseignements", NOT_WRITTEN),
            ("context", "Contexte et enjeux", NOT_WRITTEN),
            ("method", "Méthode", "5 mots"),
            ("recommendations", "Recommandations", NOT_WRITTEN),
            ("next", "Et après\u00a0?", NOT_WRITTEN),
        )
    ]
    assert list(facts(cycle)) == [
        "Avant-propos",
        "Le cycle en une page",
        "Synthèse du cycle",
        "Enseignements",
        "Contexte et enjeux",
        "Méthode",
        "Séance par séance",
        "Équipes et territoires, une fiche par équipe",
        "Recommandations",
        "Et après\u00a0?",
        "Annexes",
    ]


NOT_WRITTEN = "pas encore écrit\u00a0: le chapitre est alors omis"


def test_what_is_past_and_left_no_trace_is_missing_and_what_is_to_come_is_not():
    said = facts(lived_in(1))
    assert said["Le cycle en une page"] == (
        ("textes écrits\u00a0: 1 sur 2",),
        [("", ["Aucun objectif n’est indiqué."])],
    )
    assert said["Séance par séance"] == (
        (
            "séances passées avec des notes\u00a0: 1 sur 2",
            "avec des présences relevées\u00a0: 1 sur 2",
            "1 séance à venir",
        ),
        [("Séance 2", ["pas de programme", "pas de notes de la coordination", "présences non relevées"])],
    )


def test_each_lack_of_a_session_leads_to_where_it_is_mended():
    cycle = lived_in(1)
    session = cycle.sessions.get(position=2)
    gap = next(row for row in outline(cycle) if row.title == "Séance par séance").gaps[0]
    assert [each.url for each in gap.missing] == [
        reverse(f"cycles:{page}", args=["quartiers", session.pk])
        for page in ("programme-edit", "note-edit", "presence")
    ]


def test_a_photo_that_the_antivirus_holds_is_said():
    cycle = builders.cycle(slug="quartiers")
    session = builders.session(cycle, starts_at=PAST)
    complete(session)
    held, fine = builders.pictured_file(), builders.pictured_file()
    for place, file in enumerate((held, fine), start=1):
        NotePhoto.objects.create(note=session.notes.get(), position=place, file=file, caption="Le mur")
    assert facts(cycle)["Séance par séance"][1] == []
    StoredFile.objects.filter(pk=held.pk).update(scan="pending")
    assert facts(cycle)["Séance par séance"][1] == [("Séance 1", ["une photo attend l’antivirus"])]


def teams_of(cycle: Cycle):
    return next(row for row in outline(cycle) if row.title.startswith("Équipes"))


def test_a_team_lacks_members_and_versions_but_nothing_exempted_retained_or_to_come():
    cycle = builders.cycle(slug="quartiers")
    due, later = builders.assignment(cycle, title="Diagnostic", due_at=PAST), builders.assignment(cycle, title="Plan")
    ready, exempted, bare, gone = (
        builders.team(cycle, territory=name) for name in ("Annemasse", "Gier", "Oyonnax", "Z")
    )
    for team in (ready, exempted, gone):
        builders.member(team)
    left = builders.member(bare)
    left.left_at = PAST
    left.save()
    builders.version(builders.deliverable(due, ready), state="retained")
    builders.deliverable(due, exempted, state="exempted", exemption_reason="Arrivée tardive")
    given = builders.deliverable(due, bare)
    builders.version(given)
    builders.deliverable(due, gone)
    gone.status = "left"
    gone.save()
    builders.deliverable(later, exempted)
    row = teams_of(cycle)
    assert row.states == ("fiches d’équipe prêtes\u00a0: 1 sur 3", "1 livrable à venir")
    assert [(gap.of, [(each.text, each.url) for each in gap.missing]) for gap in row.gaps] == [
        (
            "Oyonnax",
            [
                ("aucun membre", bare.get_absolute_url()),
                ("Diagnostic\u00a0: remis, pas encore retenu", given.get_absolute_url()),
            ],
        )
    ]


def test_a_cycle_without_team_is_asked_for_one():
    row = teams_of(builders.cycle(slug="quartiers"))
    assert [each.url for each in row.gaps[0].missing] == [reverse("cycles:team-list", args=["quartiers"])]


@pytest.mark.parametrize(("teams", "folded"), [(6, False), (20, True)])
def test_queries_do_not_grow_and_many_teams_are_folded(client, teams, folded):
    cycle = lived_in(teams)
    client.force_login(builders.coordinator(cycle))
    address = reverse("capitalisation:report-edit", args=["quartiers"])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    assert (len(queries), f"{teams} à compléter" in page, page.count("Diagnostic\u00a0:")) == (16, folded, teams)
    assert (f"{reverse('deliverables:deliverable-list')}?cycle=quartiers" in page) == folded
