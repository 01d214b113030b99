"""What coordination adds to what teams deliver: a file with remarks in its margin, private notes, experts' opinions."""

import io
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import pikepdf
from django.core.files.base import ContentFile
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from cycles.models import Cycle
from deliverables import opinions
from deliverables.grid import Mark, grid_of
from deliverables.models import Deliverable, Version, VersionFile
from deliverables.opinions import Said
from deliverables.private_notes import write_private_note
from lib.text import typography_fr as fr
from portal.demo import dates
from portal.demo.layout import Stage
from portal.demo.past import happened
from portal.demo.shapes import DOMAIN
from records.files import open_file

KEY, TEAM = "2", "Échirolles"
RED = HexColor("#a3261b")
NOTES = (
    (-9, "second", "Vu Élodie au téléphone : le registre existe, il est au local vélo. Ne pas insister sur les filles avant leur réunion."),
    (-1, "facilitator", "La version 3 répond bien. Je demanderais un avis extérieur sur les chiffres avant de retenir."),
)  # fmt: skip
ANSWER = "Les entretiens sont menés avec soin. Les chiffres du registre comptent des passages, non des personnes : il faut le dire sous le graphique, sans quoi l’on croira que 340 habitants sont venus. La piste des six métiers est la plus solide."


def annotate(file: VersionFile, remark: str) -> ContentFile:
    """The PDF with a remark in red in the margin of its first page."""
    target, layer = io.BytesIO(), io.BytesIO()
    canvas = Canvas(layer, invariant=True)
    canvas.setFillColor(RED)
    canvas.setStrokeColor(RED)
    canvas.setFont("Helvetica-Oblique", 11)
    canvas.line(60, 300, 60, 480)
    canvas.drawString(70, 286, remark)
    canvas.save()
    with open_file(file.file) as source, pikepdf.open(source) as pdf, pikepdf.open(layer) as over:
        pdf.pages[0].add_overlay(over.pages[0])
        pdf.save(target)
    return ContentFile(target.getvalue(), name=f"{file.name.rpartition('.')[0]}-annoté.pdf")


def tell(stage: Stage, cycle: Cycle) -> None:
    """Beside one team's diagnostic of the second cycle: two notes, an opinion given, another one that is waited for."""
    if stage.text.key != KEY:
        return
    rows = Deliverable.objects.select_related("assignment__cycle", "current_version")
    deliverable = rows.get(assignment__cycle=cycle, assignment__kind="diagnostic", team__territory__name=TEAM)
    version = deliverable.current_version
    version.deliverable = deliverable
    for number, (days, who, text) in enumerate(NOTES):
        with happened(dates.at(stage.today + timedelta(days=days), f"1{number}:20")):
            write_private_note(
                actor=stage.staff[who], deliverable=deliverable, text=fr(text), key=key_of(version, number)
            )
    given = ask(stage, version, "Agathe Riffard", "agathe.riffard", "Les chiffres de l’atelier tiennent-ils ?", 10)
    ask(stage, version, "Bernard Ollagnier", "bernard.ollagnier", "Que manque-t-il pour convaincre un financeur ?", 11)
    grid = grid_of(deliverable.assignment)
    marks = tuple(
        Mark(each.title, grid.levels[step - 1], step, len(grid.levels))
        for each, step in zip(grid.criteria, (1, 3), strict=False)
    )
    with happened(dates.at(stage.today - timedelta(days=1), "08:15")):
        given.refresh_from_db()
        opinions.send_answer(opinion=given, revision=given.revision, said=Said(fr(ANSWER), shares=True, marks=marks))


def ask(stage: Stage, version: Version, name: str, account: str, question: str, hour: int):
    with happened(dates.at(stage.today - timedelta(days=2), f"{hour}:05")):
        return opinions.ask(
            actor=stage.staff["coordinator"],
            version=version,
            name=name,
            email=f"{account}@{DOMAIN}",
            question=fr(question),
            wished_on=stage.today + timedelta(days=6),
            key=key_of(version, hour),
        )


def key_of(version: Version, number: int):
    """A key of its own for each, the same whenever the demonstration is loaded."""
    return uuid5(NAMESPACE_URL, f"{version.deliverable.pk}/{number}")
