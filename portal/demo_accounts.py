"""The roles that the demonstration offers in one click."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DemoAccount:
    email: str
    label: str | Promise
    words: str | Promise


REFERENT = _("delivers for the team, invites its members")
CONTRIBUTOR = _("adds files and delivers")
DEMO_ACCOUNTS = (
    DemoAccount(
        "coordination@demo.test",
        _("Coordinator"),
        _("runs the two cycles: reads, answers, writes the report"),
    ),
    DemoAccount(
        "ines.carvalho@demo.test",
        _("Co-facilitator"),
        _("reads, gives feedback, writes notes; decides nothing about people"),
    ),
    DemoAccount("referente.gier@demo.test", _("Referent of Vallée du Gier"), REFERENT),
    DemoAccount("contributeur.gier@demo.test", _("Contributor of Vallée du Gier"), CONTRIBUTOR),
    DemoAccount("referent.vaulx@demo.test", _("Referent of Vaulx-en-Velin"), REFERENT),
    DemoAccount("contributrice.vaulx@demo.test", _("Contributor of Vaulx-en-Velin"), CONTRIBUTOR),
    DemoAccount("administration@demo.test", _("Administrator"), _("organisers, accounts, the state of the site")),
)
