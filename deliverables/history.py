"""What happened to a deliverable, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from deliverables.models import Deliverable, Version
from deliverables.names import names_of
from lib import text
from lib.template_tags import moment
from records.log import entries_of
from records.models import LogEntry

ACTIONS = {
    "deliverable_draft_started": gettext_lazy("Draft begun"),
    "deliverable_draft_edited": gettext_lazy("Draft changed"),
    "deliverable_file_infected": gettext_lazy("Infected file found by the antivirus"),
    "deliverable_files_added": gettext_lazy("Files added to the draft"),
    "deliverable_files_reused": gettext_lazy("Files already in Escale added to the draft"),
    "deliverable_file_removed": gettext_lazy("File removed from the draft"),
    "deliverable_note_written": gettext_lazy("Note of the draft written"),
    "deliverable_draft_discarded": gettext_lazy("Draft discarded"),
    "deliverable_delivered": gettext_lazy("Delivered"),
    "deliverable_recorded": gettext_lazy("Received outside Escale and recorded"),
    "deliverable_taken_back": gettext_lazy("Delivery taken back by the team"),
    "deliverable_recording_taken_back": gettext_lazy("Recording taken back by coordination"),
    "deliverable_to_complete": gettext_lazy("Coordination asked to complete"),
    "deliverable_retained": gettext_lazy("Version retained"),
    "deliverable_unretained": gettext_lazy("Version no longer retained"),
    "deliverable_exempted": gettext_lazy("Team exempted"),
    "deliverable_exemption_cancelled": gettext_lazy("Exemption cancelled"),
    "deliverable_extended": gettext_lazy("More time given"),
    "deliverable_reminded": gettext_lazy("Team reminded"),
    "deliverable_due_moved": gettext_lazy("Due date changed for all teams"),
    "deliverable_due_recalled": gettext_lazy("Due date recalled by mail, by itself"),
    "deliverable_drafts_shared": gettext_lazy("Drafts shared with coordination"),
    "deliverable_drafts_unshared": gettext_lazy("Drafts no longer shared with coordination"),
    "chain_row_added": gettext_lazy("Rows added to the draft"),
    "chain_row_edited": gettext_lazy("Rows of the draft changed"),
    "chain_row_duplicated": gettext_lazy("Rows of the draft duplicated"),
    "chain_row_moved": gettext_lazy("Rows of the draft moved"),
    "chain_row_removed": gettext_lazy("Rows removed from the draft"),
    "chain_row_restored": gettext_lazy("Rows of the draft restored"),
    "chain_rows_imported": gettext_lazy("Rows taken from a workbook"),
    "chain_rows_confirmed": gettext_lazy("Rows typed by coordination confirmed by the team"),
    "message_sent": gettext_lazy("Message sent"),
    "message_sent_internal": gettext_lazy("Message sent in coordination’s own thread"),
    "deliverable_downloaded": gettext_lazy("File downloaded"),
    "deliverables_exported": gettext_lazy("Table of deliverables exported"),
    "chain_exported": gettext_lazy("Findings, actions or contributions of all teams exported"),
    "private_note_written": gettext_lazy("Private note written"),
    "organisation_asked": gettext_lazy("Organisation asked about the rows that name it"),
    "organisation_reminded": gettext_lazy("Organisation reminded"),
    "organisation_sent_again": gettext_lazy("Question sent to the organisation again"),
    "organisation_withdrawn": gettext_lazy("Question to the organisation withdrawn"),
    "organisation_answered": gettext_lazy("Answer of an organisation about the rows that name it"),
    "follow_up_asked": gettext_lazy("Team asked where its actions are"),
    "follow_up_reminded": gettext_lazy("Team reminded to say where its actions are"),
    "follow_up_saved": gettext_lazy("Follow-up of actions saved, not sent yet"),
    "follow_up_sent": gettext_lazy("Follow-up of actions sent by the team"),
    "follow_up_corrected": gettext_lazy("Follow-up of actions corrected by the team"),
    "follow_up_switched": gettext_lazy("Follow-up of actions switched off or on"),
    "follow_up_exported": gettext_lazy("Follow-up of actions exported"),
    "opinion_asked": gettext_lazy("Opinion of an expert asked"),
    "opinion_reminded": gettext_lazy("Expert reminded"),
    "opinion_sent_again": gettext_lazy("Question sent to the expert again"),
    "opinion_withdrawn": gettext_lazy("Question to the expert withdrawn"),
    "opinion_given": gettext_lazy("Opinion given by the expert"),
    "opinion_declined": gettext_lazy("Opinion declined by the expert"),
    "opinion_downloaded": gettext_lazy("File of the expert’s opinion downloaded"),
    "opinion_version_read": gettext_lazy("File downloaded by the expert"),
    "peer_reading_written": gettext_lazy("Another team wrote what it takes home"),
    "peer_reading_changed": gettext_lazy("Another team changed what it wrote"),
    "peer_reading_hidden": gettext_lazy("What a team wrote of another hidden by coordination"),
    "peer_reading_shown": gettext_lazy("What a team wrote of another shown again"),
    "assignment_created": gettext_lazy("Expected deliverable added"),
    "assignment_edited": gettext_lazy("Expected deliverable changed"),
    "assignment_removed": gettext_lazy("Expected deliverable removed"),
    "assignments_reordered": gettext_lazy("Order of expected deliverables changed"),
}
OF_ROWS = (
    "chain_row_added",
    "chain_row_edited",
    "chain_row_duplicated",
    "chain_row_moved",
    "chain_row_removed",
    "chain_row_restored",
    "chain_rows_confirmed",
)
OF_DRAFTS = {
    "deliverable_draft_started",
    "deliverable_draft_edited",
    "deliverable_files_added",
    "deliverable_files_reused",
    "deliverable_file_removed",
    "deliverable_note_written",
    "deliverable_draft_discarded",
    "chain_rows_imported",
    "follow_up_saved",
    *OF_ROWS,
}


@dataclass(frozen=True)
class Event:
    """One line of the history, as ``ui/history.html`` shows it."""

    at: datetime
    text: str
    who: str = ""
    url: str = ""


def in_words(entry: LogEntry) -> str:
    """What the entry tells, with the version, the files, the date or the reason."""
    said = str(ACTIONS.get(entry.action, entry.action))
    after = entry.after
    if version := after.get("version"):
        said = _("%(what)s: version %(number)s") % {"what": said, "number": version}
    by = after.get("read_by", "")
    told = (
        by,
        files_in_words(after),
        rows_in_words(after),
        date_in_words(after),
        reception_in_words(after),
        lateness(after),
    )
    details = [detail for detail in told if detail]
    if entry.action in {"deliverable_exempted", "deliverable_extended"} and after.get("comment"):
        details.append(after["comment"])
    return f"{said} ({' ; '.join(details)})" if details else said


def files_in_words(after: dict) -> str:
    names = [each["name"] if isinstance(each, dict) else each for each in after.get("files", [])]
    if len(names) <= 3:
        return ", ".join(names)
    return ngettext("%(count)s file", "%(count)s files", len(names)) % {"count": len(names)}


def rows_in_words(after: dict) -> str:
    if "imported" in after:
        return imported_in_words(after)
    rows = after.get("rows", [])
    if len(rows) <= 6:
        return ", ".join(rows)
    return ngettext("%(count)s row", "%(count)s rows", len(rows)) % {"count": len(rows)}


def imported_in_words(after: dict) -> str:
    """« 3 nouvelles, 1 retirée »."""
    counts = after["imported"]
    words = {
        "new": ngettext("%(count)s new", "%(count)s new", counts["new"]),
        "changed": ngettext("%(count)s changed", "%(count)s changed", counts["changed"]),
        "removed": ngettext("%(count)s removed", "%(count)s removed", counts["removed"]),
    }
    told = [word % {"count": counts[fate]} for fate, word in words.items() if counts[fate]]
    return ", ".join([*told, *([_("at the command line")] if after.get("through") == "command" else [])])


def date_in_words(after: dict) -> str:
    if not (due := parse_datetime(after.get("due_at") or "")):
        return ""
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    return text.day_time(timezone.localtime(due), timezone.localtime(), language)


def reception_in_words(after: dict) -> str:
    """« par courriel, dimanche 8 novembre » for what coordination recorded."""
    if "channel" not in after:
        return ""
    received = moment(parse_datetime(after["received_at"]), after["received_day_only"])
    return f"{Version.Channel(after['channel']).label}, {received}"


def lateness(after: dict) -> str:
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    seconds = after.get("late_seconds")
    if not seconds:
        return ""
    due_at = parse_datetime(after["received_at"]) - timedelta(seconds=seconds)
    return text.late_by(timezone.localtime(due_at), seconds, language)


def entries_read(deliverable: Deliverable, *, with_drafts: bool) -> list[LogEntry]:
    """What happened, newest first; what happened to drafts only for who reads them."""
    entries = entries_of(deliverable)
    if not with_drafts:
        entries = entries.exclude(action__in=OF_DRAFTS)
    return list(entries[:200])


def history_of(deliverable: Deliverable, *, with_drafts: bool) -> list[Event]:
    """The same in words."""
    entries = entries_read(deliverable, with_drafts=with_drafts)
    return events(entries, names_of(deliverable.assignment.cycle, [entry.actor_id for entry in entries]))


def events(entries: list[LogEntry], names: dict[int, str]) -> list[Event]:
    """Each entry in words; the same done to several rows in a row is one event."""
    return [
        Event(together[0].at, in_words(joined(together)), names.get(together[0].actor_id, ""))
        for together in (list(group) for _what, group in groupby(entries, key=what_is_one))
    ]


def what_is_one(entry: LogEntry) -> tuple:
    if entry.action not in OF_ROWS:
        return (entry.pk,)
    return entry.action, entry.actor_id, entry.after.get("version"), timezone.localdate(entry.at)


def joined(entries: list[LogEntry]) -> LogEntry:
    """One entry that says what all of them say, the oldest row first."""
    if len(entries) == 1:
        return entries[0]
    rows = [row for entry in reversed(entries) for row in entry.after.get("rows", [])]
    return LogEntry(action=entries[0].action, after=entries[0].after | {"rows": list(dict.fromkeys(rows))})
