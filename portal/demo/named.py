"""Organisations that the rows of the finished cycle name: one that stands in four territories and answered with
something to change, one that would rather not be named, one that is still asked."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from cycles.models import Cycle
from deliverables.named import operations
from deliverables.named.models import OrganisationQuestion
from lib.text import typography_fr as fr
from portal.demo import dates
from portal.demo.chains import FUND
from portal.demo.layout import Stage
from portal.demo.past import happened
from portal.demo.shapes import DOMAIN

KEY = "1"
CORRECT, TO_CHANGE = ("correct", ""), "to_change"
MESSAGE = "Nous préparons le document du cycle et voudrions ne rien écrire de vous que vous ne reconnaissiez."
CHANGE = "Notre conseil n’a encore rien voté : écrire « sollicitée » et non « 25 000 »."


def tell(stage: Stage, cycle: Cycle) -> None:
    if stage.text.key != KEY:
        return
    fund = ask(stage, cycle, FUND, "Maïwenn Ricordeau", "maiwenn.ricordeau", days=5)
    quiet = ask(stage, cycle, "Les Ateliers du Dorlay", "Loïc Chavanne", "loic.chavanne", days=5)
    ask(stage, cycle, "Métropole de Lyon", "Service habitat", "service.habitat", days=2)
    answer(stage, fund, "Maïwenn Ricordeau, chargée de programmes", {"Vaulx-en-Velin": (TO_CHANGE, fr(CHANGE))})
    answer(stage, quiet, "Loïc Chavanne, gérant", {}, may_be_named=False)


def ask(stage: Stage, cycle: Cycle, name: str, who: str, account: str, *, days: int) -> OrganisationQuestion:
    with happened(dates.at(stage.today - timedelta(days=days), "10:25")):
        return operations.ask(
            actor=stage.staff["coordinator"],
            cycle=cycle,
            name=name,
            to_name=who,
            email=f"{account}@{DOMAIN}",
            message=fr(MESSAGE),
            form_key=uuid5(NAMESPACE_URL, f"{cycle.slug}/{name}"),
        )


def answer(
    stage: Stage,
    question: OrganisationQuestion,
    who: str,
    said: Mapping[str, tuple[str, str]],
    *,
    may_be_named: bool = True,
) -> None:
    """Everything is correct but what ``said`` tells of a territory."""
    with happened(dates.at(stage.today - timedelta(days=1), "15:10")):
        named = operations.named_of(question)
        verdicts = {each.row.reference_id: said.get(str(each.team), CORRECT) for each in named.mentions}
        operations.answer(
            question=question,
            revision=question.revision,
            named=named,
            verdicts=verdicts,
            answered_by=who,
            may_be_named=may_be_named,
        )
