"""The receipt of a version, on paper: what was received, when, from whom, and the fingerprint of every file.

It attests what is frozen: drawn again, on any day and for whoever reads it, it is the same file, byte for byte, as long
as no name was corrected and the version was not taken back (it then says so).
"""

from typing import BinaryIO

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliverables.models import Version, VersionFile
from deliverables.names import names_of
from deliverables.words import stood_before
from lib.pdf import Link, Para, Space, Table
from lib.pdf.colours import line_of
from lib.pdf.sheet import Grid, Group, Sheet, cut, draw_sheet
from lib.template_tags import file_size, full_day_time, late
from lib.text import typography_fr
from records.outbox import absolute


def draw_receipt(version: Version, target: BinaryIO) -> int:
    """Write the receipt of a delivered version as a PDF in the cycle's language; returns its number of pages."""
    cycle = version.deliverable.assignment.cycle
    with translation.override(cycle.language):
        return draw_sheet(sheet_of(version), target, line=line_of(cycle.line_colour), created_at=version.delivered_at)


def receipt_name(version: Version) -> str:
    """The file's name: « Reçu - Diagnostic, Vallée du Gier, version 2.pdf »."""
    deliverable = version.deliverable
    return _("Receipt - %(title)s, %(team)s, version %(number)s.pdf") % {
        "title": deliverable.assignment.title,
        "team": deliverable.team.territory.name,
        "number": version.number,
    }


def printed(text: str) -> str:
    return typography_fr(text) if translation.get_language() == "fr" else text


def sheet_of(version: Version) -> Sheet:
    cycle, files = version.deliverable.assignment.cycle, list(version.files.select_related("file"))
    names = names_of(cycle, [version.delivered_by_id])
    about = f"{printed(version.deliverable.assignment.title)} · {version.deliverable.team.territory.name}"
    about = f"{about} · {number_in_words(version)}"
    return Sheet(
        title=f"{title_of(version)} · {about}",
        author=cycle.organiser.name,
        language=cycle.language,
        subject=cycle.title,
        running=f"{title_of(version)} · {about}",
        footer=f"{cycle.organiser.name} · {printed(cycle.title)}",
        page=_("page {page}/{pages}"),
        head=head(version, names[version.delivered_by_id]),
        grids=(grid_of(files),),
        foot=foot(version),
        upright=True,
    )


def title_of(version: Version) -> str:
    return _("Receipt of a document recorded") if version.is_recorded else _("Receipt of a delivery")


def number_in_words(version: Version) -> str:
    return _("version %(number)s") % {"number": version.number}


def head(version: Version, by: str) -> tuple:
    """The organiser's letterhead, what the receipt is, and its facts one a line."""
    deliverable, cycle = version.deliverable, version.deliverable.assignment.cycle
    letterhead = [Para(cut(cycle.organiser.name), "cell-strong")]
    if cycle.organiser.address:
        letterhead.append(Para(cut(cycle.organiser.address), "cell-soft"))
    rows = tuple(
        (Para(label, "header"), Para(cut(words), "cell-strong" if place == 0 else "cell"))
        for place, (label, words) in enumerate(facts(version, by))
    )
    return (
        *letterhead,
        Space(22),
        Para(title_of(version), "eyebrow"),
        Para(cut(printed(deliverable.assignment.title)), "h3"),
        Para(f"{cut(deliverable.team.territory.name)} · {number_in_words(version)}", "sub"),
        Space(12),
        Table(rows, widths=(1, 3.4)),
        Space(4),
    )


def facts(version: Version, by: str) -> list[tuple[str, str]]:
    deliverable, cycle = version.deliverable, version.deliverable.assignment.cycle
    found = [
        (_("Received"), f"{received(version)}, {version.get_channel_display()}"),
        (_("On time or late"), lateness(version)),
        (_("Recorded"), full_day_time(version.delivered_at)),
        (_("Recorded by") if version.is_recorded else _("Delivered by"), by),
        (_("Given by"), version.given_by),
        (_("Taken back"), full_day_time(version.taken_back_at)),
        (_("Deliverable"), printed(deliverable.assignment.title)),
        (_("Team"), deliverable.team.territory.name),
        (_("Version"), str(version.number)),
        (_("Cycle"), printed(cycle.title)),
    ]
    return [(label, words) for label, words in found if words]


def received(version: Version) -> str:
    return full_day_time(version.received_at, version.received_day_only)


def lateness(version: Version) -> str:
    """What was judged when it was received. After the first version nothing is late: it answers or improves."""
    if version.late_seconds:
        return late(version.late_seconds, version.was_due_at)
    return _("not late") if stood_before(version) else _("on time")


def grid_of(files: list[VersionFile]) -> Grid:
    total = sum(each.file.size for each in files)
    counted = ngettext("%(count)s file, %(size)s", "%(count)s files, %(size)s", len(files))
    rows = tuple(
        (str(place), (Para(each.name, "cell-strong"), Para(each.file.sha256, "cell-soft")), file_size(each.file.size))
        for place, each in enumerate(files, start=1)
    )
    title = counted % {"count": len(files), "size": file_size(total)}
    return Grid(
        header=(_("No."), _("File, and its SHA-256 fingerprint"), _("Size")),
        groups=(Group(title, rows),),
        widths=(0.5, 6.6, 1.1),
        padding=4,
    )


def foot(version: Version) -> tuple:
    address = absolute(reverse("deliverables:version-detail", args=[version.deliverable_id, version.number]))
    attests = _(
        "Escale holds these files as they were received, and changes none of them. A file is the same as one of these "
        "when its SHA-256 fingerprint is the same, to the last sign."
    )
    return (Para(attests, "small"), Para((_("This version on Escale:"), " ", Link(address, address=address)), "small"))
