"""What happened in a cycle, in words."""

from django.utils.translation import gettext_lazy as _

from records.models import LogEntry

ACTIONS = {
    "cycle_created": _("Cycle created"),
    "cycle_edited": _("Cycle changed"),
    "cycle_moved": _("Cycle taken to another stage"),
    "quiet_periods_changed": _("Quiet periods changed"),
    "themes_changed": _("Themes changed"),
    "session_added": _("Session added"),
    "session_edited": _("Session changed"),
    "session_told": _("Participants told of a moved session"),
    "session_reordered": _("Order of sessions changed"),
    "session_removed": _("Session removed"),
    "programme_edited": _("Programme changed"),
    "document_added": _("Document added"),
    "document_removed": _("Document removed"),
    "note_written": _("Coordination notes written"),
    "attendance_ticked": _("Attendance ticked"),
    "walk_in_added": _("Walk-in added"),
    "photo_added": _("Photo added to the notes"),
    "photo_edited": _("Photo of the notes changed"),
    "photo_removed": _("Photo taken out of the notes"),
    "team_added": _("Team added"),
    "team_edited": _("Team changed"),
    "team_left": _("Team left the cycle"),
    "team_returned": _("Team came back"),
    "member_added": _("Member added"),
    "member_edited": _("Member changed"),
    "member_removed": _("Member removed"),
    "member_invited": _("Invitation sent"),
    "role_given": _("Somebody new runs the cycle"),
    "role_changed": _("Role of somebody who runs the cycle changed"),
    "role_removed": _("Somebody no longer runs the cycle"),
    "co_organiser_added": _("Co-organiser added"),
    "co_organiser_removed": _("Co-organiser removed"),
    "invitation_accepted": _("Invitation accepted"),
    "invitation_withdrawn": _("Invitation withdrawn"),
    "invitation_link_shown": _("Invitation link handed over"),
    "participant_added": _("Participant added"),
    "organisation_changed": _("Change of organisation noted"),
    "access_requested": _("Access asked for"),
    "access_request_closed": _("Request for access closed"),
}


def in_words(entry: LogEntry) -> str:
    """The entry's action; one of another app stays as it is written."""
    return str(ACTIONS.get(entry.action, entry.action))
