"""The log in words, across apps: the cycles' own table, and what happens to deliverables and reports."""

from django.utils.translation import gettext_lazy as _

from cycles.history import ACTIONS as CYCLES
from deliverables.history import ACTIONS as DELIVERABLES
from deliverables.history import OF_DRAFTS
from records.models import LogEntry

# What a team does before it delivers is its own: coordination's activity leaves these out.
DRAFTS = OF_DRAFTS | {"deliverable_drafts_shared", "deliverable_drafts_unshared"}
OTHERS = {
    "chapter_written": _("Chapter of the report written"),
    "report_build_started": _("Report being built"),
    "edition_asked": _("Edition of the report being made"),
    "edition_made": _("Edition of the report made"),
    "person_edited": _("Name changed"),
    "account_disabled": _("Account disabled"),
    "account_enabled": _("Account enabled"),
    "administrator_made": _("Administrator made"),
    "administrator_removed": _("Administrator removed"),
    "organiser_created": _("Organisation created"),
    "organiser_edited": _("Organisation changed"),
    "organiser_coordinator_added": _("Coordinator of the organisation added"),
    "organiser_coordinator_removed": _("Coordinator of the organisation removed"),
    "mail_retried": _("Mail tried again"),
    "job_retried": _("Job tried again"),
}
ACTIONS = {**CYCLES, **DELIVERABLES, **OTHERS}


def in_words(entry: LogEntry) -> str:
    """The entry's action; one that no table knows stays as it is written."""
    return str(ACTIONS.get(entry.action, entry.action))
