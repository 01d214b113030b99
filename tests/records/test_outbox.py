"""Mails: written with their cause, sent once, kept when they fail, with headers that nobody can inject."""

from datetime import UTC, datetime

import pytest
from django.core import mail as django_mail
from django.db import OperationalError, transaction
from django.utils import timezone

from records import mailbox, outbox
from records.models import Mail

pytestmark = pytest.mark.django_db


def hello(mail):
    if not mail.context.get("valid", True):
        return None
    return {
        "action_url": outbox.absolute("/"),
        "action_label": "Open",
        "why": "Because",
        "name": mail.context["name"],
    }


@pytest.fixture(autouse=True)
def _templates(settings, tmp_path):
    folder = tmp_path / "mailtemplates" / "mail"
    folder.mkdir(parents=True)
    (folder / "hello.subject.txt").write_text("News for {{ name }}")
    (folder / "hello.txt").write_text('{% extends "mail/base.txt" %}{% block body %}Text {{ name }}{% endblock %}')
    (folder / "hello.html").write_text('{% extends "mail/base.html" %}{% block body %}<p>{{ name }}</p>{% endblock %}')
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], folder.parent]}]
    settings.MAIL_CONTEXTS = {"hello": "tests.records.test_outbox.hello"}


def queue(name="Zoé", **fields):
    return outbox.send("hello", to_email="zoe@demo.test", to_name="Zoé", language="fr", name=name, **fields)


def test_a_mail_goes_once():
    queue()
    assert [outbox.send_waiting(), outbox.send_waiting()] == [1, 0]
    (message,) = django_mail.outbox
    assert (message.subject, message.to, message.extra_headers["Auto-Submitted"]) == (
        "News for Zoé",
        ["zoe@demo.test"],
        "auto-generated",
    )
    row = Mail.objects.get()
    assert (row.state, row.subject, row.attempts) == ("sent", "News for Zoé", 1)


def test_the_same_key_gives_one_mail():
    assert queue(key="receipt-1") is not None
    assert queue(key="receipt-1") is None
    assert outbox.send_waiting() == 1


def test_a_mail_whose_cause_is_undone_is_not_written():
    def undone():
        with transaction.atomic():
            queue()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert Mail.objects.count() == 0


def test_names_can_inject_neither_headers_nor_markup():
    queue(name="Eve\r\nBcc: x@y.fr <script>alert(1)</script>")
    outbox.send_waiting()
    message = django_mail.outbox[0].message()
    assert message["Subject"].count("\n") == 0
    assert message["Bcc"] is None
    html = django_mail.outbox[0].alternatives[0][0]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_what_is_no_longer_true_is_cancelled():
    queue(valid=False)
    assert outbox.send_waiting() == 0
    assert Mail.objects.get().state == "cancelled"


def test_a_server_that_is_down_delays_the_mail_and_loses_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue()
    assert outbox.send_waiting() == 0
    row = Mail.objects.get()
    assert (row.state, row.attempts, "Refused" in row.error) == ("waiting", 1, True)
    assert row.send_after > timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Mail.objects.update(send_after=timezone.now())
    assert outbox.send_waiting() == 1


def test_after_the_last_attempt_the_mail_is_marked_failed(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue()
    Mail.objects.update(attempts=outbox.ATTEMPTS - 1)
    outbox.send_waiting()
    assert Mail.objects.get().state == "failed"


def test_the_demonstrations_mails_are_dated_as_of_their_story(settings):
    settings.EMAIL_BACKEND, settings.DEMO = "records.mailbox.EmailBackend", True
    told = datetime(2026, 6, 18, 10, 30, tzinfo=UTC)
    queue("d’aujourd’hui")
    Mail.objects.filter(pk=queue("de juin").pk).update(created_at=told)
    assert outbox.send_waiting() == 2
    first, second = mailbox.list_messages()
    assert (first.subject, second.subject, second.sent_at) == ("News for d’aujourd’hui", "News for de juin", told)


def test_the_demonstrations_mailbox_holds_what_was_sent(settings):
    settings.EMAIL_BACKEND = "records.mailbox.EmailBackend"
    queue("première")
    queue("seconde")
    assert outbox.send_waiting() == 2
    first, second = mailbox.list_messages()
    assert [first.subject, second.subject] == ["News for seconde", "News for première"]
    assert mailbox.read_message(first.name) == first
    assert "Text seconde" in first.text
    assert mailbox.read_message("../../etc/passwd") is None


def followed(mail):
    return hello(mail) | {"once_sent": broken}


def broken() -> None:
    raise OperationalError("database is locked")


def test_what_follows_a_mail_may_fail_and_the_mail_does_not_go_again(settings, caplog):
    settings.MAIL_CONTEXTS = {"hello": "tests.records.test_outbox.followed"}
    queue()
    assert [outbox.send_waiting(), outbox.send_waiting()] == [1, 0]
    assert (Mail.objects.get().state, len(django_mail.outbox), "the mail went" in caplog.text) == ("sent", 1, True)
