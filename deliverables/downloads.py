"""Files of a team that somebody outside it takes away: each leaves a line in the log, which the team reads."""

from django.http import FileResponse

from accounts.models import User
from deliverables.models import Deliverable
from records import files
from records.log import record
from records.models import StoredFile


def given_outside(
    user: User, deliverable: Deliverable, number: int | None, file: StoredFile, name: str = ""
) -> FileResponse:
    """The file as an attachment; ``number`` is its version, None for what came with a message.

    The caller has checked who asks. Raises Quarantined.
    """
    name = name or file.original_name
    response = files.download(file, name)
    record(
        user,
        "deliverable_downloaded",
        deliverable,
        cycle=deliverable.assignment.cycle,
        team=deliverable.team,
        after={"version": number, "files": [{"name": name, "sha256": file.sha256}]},
    )
    return response
