"""A newer version of what was delivered: it begins with the files of the current one, or empty."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from deliverables.attached import again, attach
from deliverables.drafts import draft_of
from deliverables.models import Deliverable, Version
from deliverables.workflow import IllegalMove, make_move, open_draft


def begin_newer(
    *, actor: User, deliverable: Deliverable, complete: bool, revision: int, at: datetime | None = None
) -> Version:
    """Begin the draft of a newer version. ``complete``: with the files of the current version, the same stored files.

    The current version stays as it is. Raises IllegalMove when a draft is open already or nothing was delivered,
    NotPermitted, StaleError.
    """

    def effect(row: Deliverable) -> dict:
        if open_draft(row):
            raise IllegalMove(_("A draft is open already: go on with it."))
        if row.current_version is None:
            raise IllegalMove(_("Nothing was delivered yet: there is nothing to complete or to replace."))
        kept = again(row.current_version.files.select_related("file")) if complete else []
        draft = draft_of(row, actor)
        attach(draft, kept)
        return {"version": draft.number, "files": [each.facts for each in kept]}

    make_move(
        "edit_draft",
        actor=actor,
        deliverable=deliverable,
        revision=revision,
        effect=effect,
        at=at,
        action="deliverable_draft_started",
    )
    return open_draft(deliverable)
