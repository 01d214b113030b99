"""Organisations that rows name: found, asked through a personal link, answering row by row."""

import re
import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.models import Cycle, Team
from deliverables import drafts, newer
from deliverables.chain import operations as chain
from deliverables.models import Deliverable, OrganisationAnswer, OrganisationQuestion
from records.models import LogEntry, Mail
from records.outbox import send_waiting
from tests import builders as b

CAF = "CAF de l’Isère"


class World:
    """Two teams with an action plan each; both name the CAF, one as its pilote, spelt otherwise."""

    def __init__(self) -> None:
        self.cycle = b.cycle("Quartiers apprenants", slug="essai", state="running")
        self.coordinator = b.coordinator(self.cycle)
        self.plan = b.assignment(self.cycle, title="Plan", holds="action", content="rows", min_files=0)
        self.gier, self.vaulx = b.team(self.cycle, territory="Gier"), b.team(self.cycle, territory="Vaulx")
        self.referent, self.other = (b.member(team, role="referent").person.user for team in (self.gier, self.vaulx))
        self.rows = [b.deliverable(self.plan, team) for team in (self.gier, self.vaulx)]
        self.write(self.rows[0], self.referent, title="Crèche du soir", partners=(CAF, "Mission locale"))
        self.write(self.rows[0], self.referent, title="Bus du marché", pilote="Métropole")
        self.write(self.rows[1], self.other, title="Café des parents", pilote="caf de l'isère")
        for row, user in zip(self.rows, (self.referent, self.other), strict=True):
            self.deliver(row, user)

    def fresh(self, row: Deliverable) -> Deliverable:
        return Deliverable.objects.select_related("assignment__cycle", "team").get(pk=row.pk)

    def write(self, row, user, **values):
        return chain.add_row(actor=user, deliverable=self.fresh(row), values=values)

    def deliver(self, row, user):
        row = self.fresh(row)
        return drafts.deliver(actor=user, deliverable=row, received_at=timezone.now(), revision=row.revision)

    def deliver_newer(self, row, user, old: str, **values):
        fresh = self.fresh(row)
        newer.begin_newer(actor=user, deliverable=fresh, complete=True, revision=fresh.revision)
        draft = self.fresh(row).versions.get(delivered_at=None)
        action = draft.actions.get(title=old)
        chain.edit_row(actor=user, deliverable=self.fresh(row), row=action, values=values, revision=action.revision)
        self.deliver(row, user)


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def coordinator(client, world):
    client.force_login(world.coordinator)
    return client


def url(name: str, *args) -> str:
    return reverse(f"deliverables:organisation-{name}", args=args)


def asked(client, world, **more):
    data = {"to_name": "Jeanne Caf", "email": "jeanne@demo.test", "message": "", "form_key": str(uuid.uuid4())} | more
    answer = client.post(url("ask", "essai", "caf-de-l-isere"), data)
    assert answer.status_code == 302, answer.content.decode()
    return OrganisationQuestion.objects.get()


def link(mailoutbox) -> str:
    send_waiting()
    return re.search(r"/organisation/[\w-]+/", mailoutbox[-1].body)[0]


def said(client, address: str, *verdicts: str, consent: str = "yes", **more) -> dict:
    """What the page sends: a verdict for each row, « correct » or what should be changed."""
    form = client.get(address).context["form"]
    data = {"revision": form["revision"].value(), "seen": form["seen"].value()}
    data |= {"answered_by": "Jeanne Caf, directrice", "may_be_named": consent}
    for (mention, *_fields), verdict in zip(form.rows(), verdicts, strict=True):
        key = mention.row.reference_id
        data[f"verdict_{key}"] = "correct" if verdict == "correct" else "to_change"
        data[f"text_{key}"] = "" if verdict == "correct" else verdict
    return data | more


def test_every_organisation_that_delivered_rows_name_is_listed_once(coordinator, world, django_assert_num_queries):
    listed = coordinator.get(url("list", "essai"))
    found = [
        (named.name, named.actions, [str(team) for team in named.teams]) for named, _changes in listed.context["rows"]
    ]
    assert found == [(CAF, 2, ["Gier", "Vaulx"]), ("Métropole", 1, ["Gier"]), ("Mission locale", 1, ["Gier"])]
    for number in range(6):
        team = b.team(world.cycle)
        row, user = b.deliverable(world.plan, team), b.member(team).person.user
        world.write(row, user, title=f"Action {number}", pilote=f"Association {number}", partners=(CAF,))
        world.deliver(row, user)
        b.organisation_question(world.cycle, name=f"Association {number}", answered_by="X")
    with django_assert_num_queries(12):
        page = coordinator.get(url("list", "essai"))
    assert len(page.context["rows"]) == 9
    only = coordinator.get(url("list", "essai"), {"state": "answered"})
    assert [named.name for named, _changes in only.context["rows"]] == [f"Association {n}" for n in range(6)]
    assert coordinator.get(url("list", "essai"), {"state": "n’importe quoi"}).context["count"] == 9
    Team.objects.filter(pk=world.gier.pk).update(status="left")
    named = coordinator.get(url("list", "essai")).context["rows"]
    assert "Mission locale" not in [each.name for each, _changes in named]


def test_an_organisation_reads_what_names_it_and_answers_without_account(coordinator, world, mailoutbox):
    question = asked(coordinator, world, message="Merci de relire.")
    assert coordinator.get(url("ask", "essai", "caf-de-l-isere")).status_code == 302
    address = link(mailoutbox)
    mail = mailoutbox[-1]
    assert (mail.to, mail.subject) == (
        ["jeanne@demo.test"],
        "Ce qui est dit de CAF de l’Isère est-il exact ? (Quartiers apprenants)",
    )
    for words in ("Merci de relire.", "Crèche du soir", "Café des parents"):
        assert words in mail.body
    partner = Client()
    before = LogEntry.objects.count()
    page = partner.get(address)
    html = page.content.decode()
    assert (page.status_code, page["Cache-Control"], LogEntry.objects.count()) == (200, "private, no-store", before)
    assert ("Crèche du soir" in html, "Café des parents" in html, "Bus du marché" in html) == (True, True, False)
    data = said(partner, address, "correct", "Nous n’en sommes pas pilote.")
    assert partner.post(address, data).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.may_be_named, question.answered_by) == (
        "answered",
        True,
        "Jeanne Caf, directrice",
    )
    answers = OrganisationAnswer.objects.order_by("pk").values_list("reference__team", "verdict", "text")
    assert list(answers) == [
        (world.gier.pk, "correct", ""),
        (world.vaulx.pk, "to_change", "Nous n’en sommes pas pilote."),
    ]
    told = Mail.objects.filter(template="organisation_answered").values_list("to_email", flat=True)
    assert set(told) == {world.coordinator.email, world.other.email}
    send_waiting()
    bodies = {mail.to[0]: mail.body for mail in mailoutbox}
    assert "Nous n’en sommes pas pilote." in bodies[world.coordinator.email]
    assert "Nous n’en sommes pas pilote." in bodies[world.other.email]
    entry = LogEntry.objects.get(action="organisation_answered")
    assert entry.after == {
        "organisation": CAF, "by": "Jeanne Caf, directrice", "rows": 2, "to_change": 1, "may_be_named": True,
    }  # fmt: skip
    listed = coordinator.get(url("list", "essai"), {"state": "to_change"}).context["rows"]
    assert [(named.name, changes) for named, changes in listed] == [(CAF, 1)]
    assert "Nous n’en sommes pas pilote." in coordinator.get(url("detail", "essai", question.pk)).content.decode()


def test_the_answer_stands_on_the_row_for_its_own_team_and_says_of_which_version(coordinator, world, mailoutbox):
    asked(coordinator, world)
    partner, address = Client(), link(mailoutbox)
    partner.post(address, said(partner, address, "Nous n’y sommes pas.", "correct"))

    def page(user, row) -> str:
        browser = Client()
        browser.force_login(user)
        version = world.fresh(row).current_version
        return browser.get(reverse("deliverables:version-detail", args=[row.pk, version.number])).content.decode()

    gier, vaulx = page(world.referent, world.rows[0]), page(world.other, world.rows[1])
    assert ("Nous n’y sommes pas." in gier, "dit de la version" in gier) == (True, False)
    assert ("Nous n’y sommes pas." in vaulx, "exact" in vaulx) == (False, True)
    world.deliver_newer(world.rows[0], world.referent, "Crèche du soir", partners=("Mission locale",))
    assert "dit de la version 1" in page(world.referent, world.rows[0])
    assert "Crèche du soir" not in partner.get(address).content.decode()


def test_the_answer_is_corrected_with_the_same_link(coordinator, world, mailoutbox):
    question = asked(coordinator, world)
    partner, address = Client(), link(mailoutbox)
    partner.post(address, said(partner, address, "Pas nous.", "correct"))
    assert "Pas nous." in partner.get(address).content.decode()
    assert partner.post(address, said(partner, address, "correct", "correct", consent="no")).status_code == 302
    question.refresh_from_db()
    assert (question.may_be_named, set(question.answers.values_list("verdict", flat=True))) == (False, {"correct"})
    assert LogEntry.objects.filter(action="organisation_answered").count() == 2


def test_what_lacks_is_said_beside_its_field_and_kept(coordinator, world, mailoutbox):
    asked(coordinator, world)
    partner, address = Client(), link(mailoutbox)
    data = said(partner, address, "correct", "Pas nous.")
    keys = [name.removeprefix("text_") for name in data if name.startswith("text_")]
    for changes, field in (
        ({f"text_{keys[1]}": "  "}, f"text_{keys[1]}"),
        ({f"verdict_{keys[0]}": ""}, f"verdict_{keys[0]}"),
        ({f"verdict_{keys[0]}": "autre"}, f"verdict_{keys[0]}"),
        ({"may_be_named": ""}, "may_be_named"),
        ({"answered_by": ""}, "answered_by"),
    ):
        answer = partner.post(address, data | changes)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not OrganisationAnswer.objects.exists()


def test_rows_that_changed_while_the_page_was_open_are_shown_again(coordinator, world, mailoutbox):
    asked(coordinator, world)
    partner, address = Client(), link(mailoutbox)
    data = said(partner, address, "Pas nous du tout.", "correct")
    world.deliver_newer(world.rows[0], world.referent, "Crèche du soir", title="Crèche de nuit")
    answer = partner.post(address, data)
    html = answer.content.decode()
    assert (answer.status_code, "Crèche de nuit" in html, "Pas nous du tout." in html) == (409, True, True)
    assert not OrganisationAnswer.objects.exists()
    again = data | {name: answer.context["form"][name].value() for name in ("seen", "revision")}
    assert partner.post(address, again).status_code == 302


def test_two_windows_of_one_organisation(coordinator, world, mailoutbox):
    asked(coordinator, world)
    partner, address = Client(), link(mailoutbox)
    first, second = (said(partner, address, words, "correct") for words in ("Un.", "Deux."))
    assert partner.post(address, first).status_code == 302
    late = partner.post(address, second)
    assert (late.status_code, "Deux." in late.content.decode()) == (409, True)
    assert list(OrganisationAnswer.objects.exclude(text="").values_list("text", flat=True)) == ["Un."]


def test_reminded_asked_of_another_withdrawn(coordinator, world, mailoutbox):
    question = asked(coordinator, world)
    first = link(mailoutbox)
    coordinator.post(url("remind", "essai", question.pk), {"revision": 0})
    second = link(mailoutbox)
    assert mailoutbox[-1].to == ["jeanne@demo.test"]
    assert [Client().get(each).status_code for each in (first, second)] == [200, 200]
    stale = coordinator.post(url("remind", "essai", question.pk), {"revision": 0}, follow=True)
    assert "Rien n’a été modifié" in stale.content.decode()
    coordinator.post(
        url("send-again", "essai", question.pk), {"revision": 1, "to_name": "Ana", "email": "ana@demo.test"}
    )
    third = link(mailoutbox)
    assert [Client().get(each).status_code for each in (first, second, third)] == [404, 404, 200]
    refused = coordinator.post(url("send-again", "essai", question.pk), {"revision": 2, "to_name": "", "email": "x"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["to_name", "email"])
    coordinator.post(url("withdraw", "essai", question.pk), {"revision": 2})
    question.refresh_from_db()
    assert (question.state, Client().get(third).status_code) == ("withdrawn", 404)
    named = coordinator.get(url("list", "essai")).context["rows"][0][0]
    assert (named.name, named.question) == (CAF, None)
    assert coordinator.get(url("ask", "essai", "caf-de-l-isere")).status_code == 200


def test_links_that_lead_nowhere_look_alike(coordinator, world, mailoutbox):
    asked(coordinator, world)
    address = link(mailoutbox)
    unknown = Client().get("/organisation/inconnu/")
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        expired = Client().get(address)
    Cycle.objects.update(state="archived")
    archived = Client().get(address)
    for answer in (unknown, expired, archived):
        assert (answer.status_code, answer.content.count(CAF.encode())) == (404, 0)
        assert answer.templates[0].name == "deliverables/opinion_dead.html"


def test_a_mail_that_waited_asks_nothing_that_is_over(coordinator, world, mailoutbox):
    asked(coordinator, world)
    for row, user in zip(world.rows, (world.referent, world.other), strict=True):
        title = world.fresh(row).current_version.actions.order_by("pk").first().title
        world.deliver_newer(row, user, title, pilote="", partners=())
    send_waiting()
    assert [mail.to for mail in mailoutbox if "jeanne@demo.test" in mail.to] == []


def test_hostile_names_are_text_in_pages_and_headers(coordinator, world, mailoutbox):
    world.deliver_newer(world.rows[0], world.referent, "Bus du marché", pilote="<script>alert(1)</script> Métropole")
    page = coordinator.get(url("list", "essai")).content.decode()
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
    data = {"to_name": "Ana\r\nBcc: x@demo.test", "email": "ana@demo.test", "form_key": str(uuid.uuid4())}
    coordinator.post(url("ask", "essai", "script-alert-1-script-metropole"), data)
    send_waiting()
    assert [(mail.to, mail.bcc) for mail in mailoutbox if "ana@demo.test" in mail.to[0]] in (
        [],
        [(["ana@demo.test"], [])],
    )


def test_two_coordinators_ask_at_once(transactional_db):
    world = World()
    second = b.coordinator(world.cycle)
    answers = []

    def asks(user) -> None:
        try:
            browser = Client()
            browser.force_login(user)
            data = {"to_name": "Jeanne", "email": "jeanne@demo.test", "form_key": str(uuid.uuid4())}
            answers.append(browser.post(url("ask", "essai", "caf-de-l-isere"), data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=asks, args=[user]) for user in (world.coordinator, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (answers, OrganisationQuestion.objects.count()) == ([302, 302], 1)
    assert Mail.objects.filter(template="organisation_asked").count() == 1
