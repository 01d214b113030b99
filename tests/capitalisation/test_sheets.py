"""The sheet of a team, and sessions that are still to come."""

from dataclasses import replace
from datetime import datetime, timedelta

from capitalisation.content import Member, Report
from tests.capitalisation import samples
from tests.capitalisation.test_pdf import drawn, page_texts, squeezed


def sheet(report: Report) -> str:
    """The first page of the first team's sheet."""
    name = squeezed(report.teams[0].name)
    return next(text for text in map(squeezed, page_texts(drawn(report))[3:]) if f"{name}Rhône" in text)


def alone(**changes) -> Report:
    full = samples.report(1)
    return replace(full, teams=(replace(full.teams[0], **changes),))


def test_composition_counts_organisations_not_members():
    def member(organisation: str, kind: str) -> Member:
        return Member("Ana N", "agente", organisation, kind, "contributor")

    people = (member("Métropole", "EPCI"), member("Métropole", "EPCI"), member("Ville", "Commune"))
    people += (member("Cité", "Commune"), member("Ailleurs", "Tout autre 100 %"))
    kinds = tuple(samples.Count(kind, 1) for kind in ("EPCI", "Commune", "Tout autre 100 %"))
    assert "Composition1EPCI,2communes,1Toutautre100%" in sheet(alone(members=people, composition=kinds))


def test_a_retained_version_says_which_and_when():
    first = samples.report(1).teams[0].deliverables[0]
    retained = replace(first.retained, retained_at=datetime(2026, 9, 14, 9, tzinfo=samples.PARIS))
    text = sheet(alone(deliverables=(replace(first, retained=retained),)))
    assert squeezed("version 1 retenue le lundi 14 septembre 2026 · reçue le jeudi 10 septembre 2026") in text
    assert squeezed(retained.files[0].name) in text


def test_what_was_not_given_is_one_neutral_line():
    first = samples.report(1).teams[0].deliverables[0]
    nothing = replace(first, state="not_delivered", retained=None, delivered=None)
    rows = (
        nothing,
        replace(nothing, title="Plan"),
        replace(nothing, title="Bilan", state="exempted", reason="Arrivée"),
    )
    text = sheet(alone(deliverables=rows))
    assert squeezed("Non remis : Diagnostic, Plan.") in text
    assert squeezed("Dispensée : Bilan (Arrivée)") in text


def test_sessions_to_come_share_a_page():
    full = samples.report(1)
    later = samples.CREATED + timedelta(days=30)
    ahead = tuple(
        replace(session, starts_at=later, ends_at=later + timedelta(hours=3)) for session in full.sessions[3:]
    )
    texts = [squeezed(text) for text in page_texts(drawn(replace(full, sessions=(*full.sessions[:3], *ahead))))]
    (page,) = [text for text in texts[3:] if "Séancesàvenir" in text and "Restitution·" in text]
    assert squeezed(f"Séance 4 · {ahead[0].title}") in page
    assert "Programme" not in page
