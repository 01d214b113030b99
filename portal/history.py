"""The log in words, across apps: the cycles' own table, and what happens to deliverables and reports."""

from django.utils.translation import gettext_lazy as _

from cycles.history import ACTIONS as CYCLES
from records.models import LogEntry

# What a team does before it delivers is its own: coordination's activity leaves these out.
DRAFTS = {
    "deliverable_draft_started": _("Draft begun"),
    "deliverable_draft_edited": _("Draft changed"),
    "deliverable_draft_discarded": _("Draft discarded"),
    "deliverable_files_added": _("Files added"),
    "deliverable_files_reused": _("Files already in Escale added"),
    "deliverable_file_removed": _("File removed"),
    "deliverable_note_written": _("Note written"),
    "deliverable_drafts_shared": _("Drafts shared with coordination"),
    "deliverable_drafts_unshared": _("Drafts no longer shared"),
}
DELIVERABLES = {
    "deliverable_delivered": _("Delivered"),
    "deliverable_taken_back": _("Delivery taken back"),
    "deliverable_recorded": _("Document received and recorded"),
    "deliverable_recording_taken_back": _("Recording taken back"),
    "deliverable_to_complete": _("Asked to complete"),
    "deliverable_retained": _("Version retained"),
    "deliverable_unretained": _("Version no longer retained"),
    "deliverable_exempted": _("Team exempted"),
    "deliverable_exemption_cancelled": _("Exemption cancelled"),
    "deliverable_extended": _("More time given"),
    "deliverable_reminded": _("Team reminded"),
}
OTHERS = {
    "assignment_created": _("Expected deliverable added"),
    "assignment_edited": _("Expected deliverable changed"),
    "assignment_removed": _("Expected deliverable removed"),
    "assignments_reordered": _("Order of deliverables changed"),
    "deliverables_exported": _("Table exported"),
    "chapter_written": _("Chapter of the report written"),
    "report_build_started": _("Report being built"),
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
ACTIONS = {**CYCLES, **DRAFTS, **DELIVERABLES, **OTHERS}


def in_words(entry: LogEntry) -> str:
    """The entry's action; one that no table knows stays as it is written."""
    return str(ACTIONS.get(entry.action, entry.action))
