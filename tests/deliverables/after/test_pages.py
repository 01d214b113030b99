"""The team's form, on its one address; coordination's page and workbook; all of it in an archived cycle too."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cycles.models import Cycle, Team
from deliverables.after import operations
from deliverables.models import FollowUp
from records.models import LogEntry, Mail
from tests import builders as b

from .world import SIX, World


@pytest.fixture
def world(db):
    with time_machine.travel(SIX, tick=False):
        found = World()
        operations.ask(actor=None, team=found.gier, months=6)
        found.form = FollowUp.objects.get()
        found.address = reverse("deliverables:follow-up-answer", args=["essai", found.gier.pk, 6])
        found.list = reverse("deliverables:follow-up-list", args=["essai"])
        yield found


def signed_in(user) -> Client:
    type(user).objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user)
    return client


def typed(world, *progress: str, revision: int = 0, **more) -> dict:
    lines = world.form.lines.all()
    return (
        {"revision": revision}
        | {f"progress_{line.pk}": each for line, each in zip(lines, progress, strict=False)}
        | more
    )


def kept(world) -> list[tuple[str, str, str]]:
    return list(world.form.lines.values_list("progress", "text", "result"))


def test_saved_in_parts_by_two_colleagues_and_sent_once(world):
    first, second = world.form.lines.all()
    one, other = signed_in(world.contributor), signed_in(world.referent)
    page = one.get(world.address)
    assert page.context["form"].fields.keys() == {
        "revision", f"progress_{first.pk}", f"text_{first.pk}", f"result_{first.pk}", f"progress_{second.pk}",
        f"text_{second.pk}",
    }  # fmt: skip
    assert "places (target: 20)" in page.content.decode()
    said = {f"text_{first.pk}": " Ouverte en mars. ", f"result_{first.pk}": "14"}
    assert one.post(world.address, typed(world, "under_way", **said)).status_code == 302
    assert kept(world) == [("under_way", "Ouverte en mars.", "14"), ("", "", "")]
    assert "Save, and go on later" in other.get(world.address).content.decode()
    partly = other.post(world.address, typed(world, "under_way", revision=1, send="1"))
    assert partly.status_code == 422
    assert "A2: say where this action is." in partly.content.decode()
    whole = typed(world, "under_way", "done", revision=1, send="1", **said)
    sent = other.post(world.address, whole, follow=True)
    assert "is sent" in sent.content.decode()
    world.form.refresh_from_db()
    assert (world.form.sent_by, world.form.sent_at) == (world.referent, SIX)
    assert kept(world) == [("under_way", "Ouverte en mars.", "14"), ("done", "", "")]
    assert not Mail.objects.filter(state="waiting").exists()
    assert [entry.action for entry in LogEntry.objects.order_by("pk")][-3:] == [
        "follow_up_asked",
        "follow_up_saved",
        "follow_up_sent",
    ]


def test_what_was_sent_is_corrected_until_the_next_one_is_asked(world):
    client = signed_in(world.referent)
    client.post(world.address, typed(world, "done", "done", send="1"))
    assert client.post(world.address, typed(world, "done", "", revision=1)).status_code == 422
    assert client.post(world.address, typed(world, "done", "abandoned", revision=1)).status_code == 302
    assert [progress for progress, *_rest in kept(world)] == ["done", "abandoned"]
    operations.ask(actor=world.coordinator, team=world.gier, months=12)
    assert client.get(world.address).context["form"] is None
    late = client.post(world.address, typed(world, "to_start", "to_start", revision=2))
    assert (late.status_code, late.context["form"]["progress_" + str(world.form.lines.first().pk)].value()) == (
        409,
        "to_start",
    )
    assert "takes no answer any more" in late.content.decode()
    assert [progress for progress, *_rest in kept(world)] == ["done", "abandoned"]


def test_a_colleague_was_quicker_and_what_was_typed_stays(world):
    second = world.form.lines.last()
    signed_in(world.referent).post(world.address, typed(world, "done"))
    page = signed_in(world.contributor).post(
        world.address, typed(world, "under_way", "done", **{f"text_{second.pk}": "Depuis mai."})
    )
    assert page.status_code == 409
    form = page.context["form"]
    assert form[f"text_{second.pk}"].value() == "Depuis mai."
    assert page.context["stale"]["rows"] == [
        ("A1: where is it today?", "done"),
        ("A2: where is it today?", "–"),
        ("A2: in a sentence (optional)", "–"),
    ]
    assert kept(world) == [("done", "", ""), ("", "", "")]
    again = typed(world, "under_way", "done", revision=int(form["revision"].value()))
    assert signed_in(world.contributor).post(world.address, again).status_code == 302


def test_a_reminder_disturbs_nobody_who_types(world):
    client = signed_in(world.referent)
    revision = client.get(world.address).context["form"]["revision"].value()
    assert operations.remind(actor=None, follow_up=world.form, reminders=0) == 2
    assert operations.remind(actor=None, follow_up=world.form, reminders=0) == 0
    assert client.post(world.address, typed(world, "done", revision=revision)).status_code == 302


def test_readers_and_coordination_read_others_see_nothing(world):
    assert signed_in(world.reader).get(world.address).context["form"] is None
    assert signed_in(world.reader).post(world.address, typed(world, "done")).status_code == 403
    assert signed_in(world.coordinator).post(world.address, typed(world, "done")).status_code == 403
    assert signed_in(world.neighbour).get(world.address).status_code == 404
    signed_in(world.referent).post(world.address, typed(world, "done"))
    assert signed_in(world.coordinator).get(world.address).context["lines"] == []  # not sent: the team's own
    assert len(signed_in(world.reader).get(world.address).context["lines"]) == 2
    signed_in(world.referent).post(world.address, typed(world, "done", "done", revision=1, send="1"))
    assert len(signed_in(world.coordinator).get(world.address).context["lines"]) == 2


def test_a_team_that_left_answers_no_more(world):
    Team.objects.filter(pk=world.gier.pk).update(status="left")
    assert signed_in(world.referent).post(world.address, typed(world, "done")).status_code == 409
    assert kept(world) == [("", "", "")] * 2


@pytest.mark.parametrize("progress", ["finished", "DONE", "x" * 5000])
def test_what_is_no_progress_is_refused(world, progress):
    assert signed_in(world.referent).post(world.address, typed(world, progress)).status_code == 422


def test_coordination_sees_who_answered_and_what_became_of_each_action(world, django_assert_num_queries):
    client = signed_in(world.coordinator)
    signed_in(world.referent).post(world.address, typed(world, "done", "under_way", send="1"))
    operations.ask(actor=None, team=world.vaulx, months=6)
    page = client.get(world.list)
    assert page.context["counts"] == [
        ("to start", [2, 0, 0]),
        ("under way", [1, 1, 0]),
        ("done", [0, 1, 0]),
        ("abandoned", [0, 0, 0]),
        ("not said", [0, 1, 3]),
    ]
    assert page.context["sums"] == [3, 3, 3]
    assert [(months, sent, asked) for months, _day, sent, asked in page.context["moments"]] == [(6, 1, 2), (12, 0, 0)]
    for number in range(5):
        team = b.team(world.cycle, territory=f"Ville {number}")
        b.member(team)
        world.deliver(team, {"title": f"Action {number}"})
        operations.ask(actor=None, team=team, months=6)
    with django_assert_num_queries(13):
        assert len(client.get(world.list).context["teams"]) == 7


def test_asked_earlier_and_reminded_by_hand(world):
    client = signed_in(world.coordinator)
    ask = reverse("deliverables:follow-up-ask", args=["essai", world.vaulx.pk, 6])
    assert "The form goes to Vaulx by mail." in client.post(ask, follow=True).content.decode()
    assert "was not asked" in client.post(ask, follow=True).content.decode()
    assert client.post(ask.replace("/6/", "/7/")).status_code == 404
    form = FollowUp.objects.get(team=world.vaulx)
    assert (form.asked_by, form.months) == (world.coordinator, 6)
    later = reverse("deliverables:follow-up-ask", args=["essai", world.vaulx.pk, 12])
    assert later not in client.get(world.list).content.decode()  # the first one still waits
    remind = reverse("deliverables:follow-up-remind", args=["essai", world.vaulx.pk, 6])
    assert "The reminder goes to Vaulx" in client.post(remind, {"reminders": 0}, follow=True).content.decode()
    assert "Nothing was sent" in client.post(remind, {"reminders": 0}, follow=True).content.decode()
    assert Mail.objects.filter(to_email=world.neighbour.email).count() == 2
    nobody = reverse("deliverables:follow-up-ask", args=["essai", world.other.pk, 6])
    assert "was not asked" in client.post(nobody, follow=True).content.decode()  # it has no action


def test_the_switch(world):
    client = signed_in(world.coordinator)
    address = reverse("deliverables:follow-up-switch", args=["essai"])
    revision = Cycle.objects.get().revision
    client.post(address, {"revision": revision, "on": "no"})
    assert Cycle.objects.get().follows_up is False
    stale = client.post(address, {"revision": revision, "on": "yes"}, follow=True)
    assert "Nothing was changed" in stale.content.decode()
    assert "Switched off" in client.get(world.list).content.decode()
    assert signed_in(world.referent).post(world.address, typed(world, "done")).status_code == 302


def test_in_preparation_nothing_is_asked(world):
    Cycle.objects.update(state="draft")
    client = signed_in(world.coordinator)
    assert client.post(reverse("deliverables:follow-up-ask", args=["essai", world.vaulx.pk, 6])).status_code == 403
    assert signed_in(world.referent).get(world.address).status_code == 404


def test_the_workbook(world):
    first, _second = world.form.lines.all()
    says = {f"text_{first.pk}": "=1+1", f"result_{first.pk}": "14"}
    signed_in(world.referent).post(world.address, typed(world, "done", "under_way", send="1", **says))
    answer = signed_in(world.coordinator).get(reverse("deliverables:follow-up-export", args=["essai"]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Actions", "Teams", "Sums", "About"]
    assert [[cell.value for cell in row] for row in book["Actions"].iter_rows(min_row=2)] == [
        [
            "Gier",
            "A1",
            "Crèche du soir",
            None,
            "places (target: 20)",
            "to start",
            "done",
            "=1+1",
            "14",
            None,
            None,
            None,
        ],
        ["Gier", "A2", "Bus du marché", "Métropole", None, "under way", "under way", None, None, None, None, None],
        ["Vaulx", "A1", "Café des parents", None, None, "to start", None, None, None, None, None, None],
    ]
    assert book["Actions"]["H2"].data_type == "s"
    assert [cell.value for cell in book["Sums"][7]] == ["Total", 3, 3, 3]


def test_the_form_waits_on_the_team_s_home_also_of_an_archived_cycle(world):
    home = signed_in(world.referent).get(reverse("portal:home"))
    assert world.address in home.content.decode()
    assert world.address not in signed_in(world.reader).get(reverse("portal:home")).content.decode()
    signed_in(world.referent).post(world.address, typed(world, "done", "done", send="1"))
    assert world.address not in signed_in(world.referent).get(reverse("portal:home")).content.decode()


def test_after_a_year_the_form_is_over(world):
    with time_machine.travel(SIX + timedelta(days=367), tick=False):
        assert signed_in(world.referent).get(world.address).context["form"] is None
