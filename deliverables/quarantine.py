"""What follows when the antivirus finds a file infected: it stays where it is, closed, and those concerned are told."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import CycleRole
from deliverables.mails import about
from deliverables.models import Version, VersionFile
from records import outbox
from records.log import record
from records.models import Mail, StoredFile


def follow(file: StoredFile) -> None:
    """Tell who sent the infected file; for a delivered one coordination too, and the deliverable's history says it."""
    if file.scan != StoredFile.Scan.INFECTED:
        return
    held = VersionFile.objects.filter(file=file, version__taken_back_at=None)
    rows = list(held.select_related("version__deliverable__assignment__cycle", "version__deliverable__team"))
    for row in rows:
        deliverable = row.version.deliverable
        cycle, after = deliverable.assignment.cycle, {"version": row.version.number, "files": [row.name]}
        if row.version.delivered_at:  # before that it is the team's own matter
            record(None, "deliverable_file_infected", deliverable, cycle=cycle, team=deliverable.team, after=after)
        for user in concerned(row):
            tell(user, file, language=cycle.language, cycle=cycle, version=row.version_id)
    if not rows and file.created_by:
        tell(file.created_by, file, language=file.created_by.language, cycle=None, version=None)


def concerned(row: VersionFile) -> set[User]:
    """Who sent the file, who delivered it, and coordination once it was delivered."""
    users = {row.file.created_by, row.version.author, row.version.delivered_by} - {None}
    if row.version.delivered_at:
        cycle = row.version.deliverable.assignment.cycle
        roles = CycleRole.objects.filter(cycle=cycle, role=CycleRole.Role.COORDINATOR).select_related("user")
        users |= {role.user for role in roles}
    return {user for user in users if user.is_active}


def tell(user: User, file: StoredFile, *, language: str, cycle, version: int | None) -> None:
    key = f"infected:{file.pk}:{version or ''}:{user.pk}"
    ids = {"file": str(file.pk), "version": version}
    outbox.send("file_infected", to_email=user.email, key=key, cycle=cycle, language=language, **ids)


def file_infected(mail: Mail) -> dict | None:
    """To who sent a file that the antivirus found infected, and to coordination. None for one that is gone since."""
    file = StoredFile.objects.filter(pk=mail.context["file"], scan=StoredFile.Scan.INFECTED).first()
    if file is None:
        return None
    told = {"name": file.original_name, "words": file.scan_words, "version": None}
    told["why"] = _("You receive this message because you sent this file or coordinate the cycle that it was sent to.")
    version = Version.objects.filter(pk=mail.context["version"], taken_back_at=None).first()
    if version is None:
        return told | {"action_url": outbox.absolute("/"), "action_label": _("Open Escale")}
    address = outbox.absolute(reverse("deliverables:deliverable-detail", args=[version.deliverable_id]))
    return told | about(version) | {"action_url": address, "action_label": _("Open the deliverable")}
