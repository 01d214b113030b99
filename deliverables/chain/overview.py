"""What hangs in the air across the teams of a cycle, from what they delivered."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.models import Cycle, Team
from deliverables.chain.loose import Lack, LooseEnd, LooseRow, by_row, loose_ends
from deliverables.chain.models import RowKind
from deliverables.chain.reading import chains_of

FIELD = {"class": "form-select"}


@dataclass(frozen=True)
class TeamEnds:
    """``counts``: (kind, number) of the team's rows; ``ends`` are those that the filter leaves."""

    team: Team
    counts: tuple[tuple[str, int], ...]
    ends: tuple[LooseEnd, ...]

    @property
    def rows(self) -> list[LooseRow]:
        return by_row(self.ends)


class EndsFilter(forms.Form):
    """All of the address; what does not exist filters nothing."""

    team = forms.ChoiceField(label=_("Team"), required=False, widget=forms.Select(attrs=FIELD))
    lack = forms.ChoiceField(
        label=_("What hangs in the air"),
        required=False,
        choices=[("", _("everything")), *Lack.choices],
        widget=forms.Select(attrs=FIELD),
    )

    def __init__(self, *args, teams: list[Team], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("all")), *((str(team.pk), str(team)) for team in teams)]

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name, "") if self.is_valid() else ""


def teams_of(cycle: Cycle) -> list[Team]:
    return list(cycle.teams.filter(status=Team.Status.ACTIVE).select_related("territory"))


def ends_by_team(teams: list[Team], *, team: str = "", lack: str = "") -> list[TeamEnds]:
    """Three queries however many teams."""
    shown = []
    for chain in chains_of([each for each in teams if not team or str(each.pk) == team]):
        ends = tuple(end for end in loose_ends(chain) if not lack or end.lack == lack)
        counts = tuple((str(kind.label), len(chain.rows[kind])) for kind in RowKind)
        shown.append(TeamEnds(chain.team, counts, ends))
    return shown
