"""What the tests of a team's workbook share: a team with three deliverables of rows, and hands on its workbook."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from deliverables.chain.models import ROW_MODELS
from deliverables.models import Deliverable
from tests import builders as b

KINDS = ("finding", "action", "contribution")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Desk:
    """A team whose findings, actions and contributions are three deliverables; ``who`` sits at the client."""

    def __init__(self, client, *, cycle=None, **fields) -> None:
        self.client = client
        self.cycle = cycle or b.cycle(language="fr")
        self.team = b.team(self.cycle)
        self.assignments = {
            kind: b.assignment(self.cycle, holds=kind, content="rows", min_files=0, title=f"Livrable {kind}", **fields)
            for kind in KINDS
        }
        self.deliverables = {kind: b.deliverable(each, self.team) for kind, each in self.assignments.items()}
        self.member = b.member(self.team, role="referent").person.user
        self.coordinator = b.coordinator(self.cycle)
        client.force_login(self.member)

    def url(self, name: str, kind: str = "action") -> str:
        return reverse(f"deliverables:{name}", args=[self.deliverables[kind].pk])

    def draft(self, kind: str):
        row = Deliverable.objects.get(pk=self.deliverables[kind].pk)
        return row.versions.filter(delivered_at=None).first() or b.version(
            row, author=self.member, delivered=False, files=()
        )

    def add(self, kind: str, **fields):
        return b.row(self.draft(kind), **fields)

    def deliver(self, kind: str):
        version = self.draft(kind)
        version.delivered_at = version.received_at = version.created_at
        version.delivered_by = self.member
        version.save()
        Deliverable.objects.filter(pk=version.deliverable_id).update(
            state="delivered", current_version=version, received_at=version.received_at
        )
        return version

    def download(self, kind: str = "action") -> Workbook:
        answer = self.client.get(self.url("workbook-download", kind))
        return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    def send(self, book, kind: str = "action"):
        return self.client.post(self.url("workbook-import", kind), {"file": upload(book), "end": "1"})

    def confirm(self, preview, kind: str = "action"):
        return self.client.post(self.url("workbook-import", kind), carried(preview) | {"confirm": "1"})

    def refused(self, preview, kind: str = "action") -> Workbook:
        answer = self.client.post(self.url("workbook-refused", kind), carried(preview))
        return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    def rows(self, kind: str) -> dict[str, object]:
        """What stands in the newest version, by reference."""
        last = self.deliverables[kind].versions.first()
        rows = ROW_MODELS[kind].objects.filter(version=last, removed_at=None).select_related("reference")
        return {str(row.reference): row for row in rows.order_by("position")} if last else {}


def upload(book, name: str = "classeur.xlsx") -> SimpleUploadedFile:
    if isinstance(book, bytes):
        return SimpleUploadedFile(name, book, content_type=XLSX)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile(name, target.getvalue(), content_type=XLSX)


def carried(preview) -> dict[str, str]:
    """The hidden fields of a preview."""
    page = preview.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("carried", "fingerprint")}


def put(page, number: int, **cells) -> None:
    """Write cells of a line, by their heading without its star."""
    places = {str(cell.value).rstrip(" *"): cell.column for cell in page[1]}
    for heading, value in cells.items():
        cell = page.cell(number, places[heading.replace("_", " ")], value)
        if isinstance(value, str):
            cell.data_type = "s"


def text_of(response) -> str:
    page = re.sub(r"<(head|script).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    page = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", page)


def figures(response) -> dict[str, int]:
    """The figures of a preview, by their words."""
    found = re.findall(r'<li class="[^"]*"><b>(\d+)</b><span>([^<]*)</span>', response.content.decode())
    return {words: int(number) for number, words in found}
