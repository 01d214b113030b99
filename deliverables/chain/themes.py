"""The themes of a cycle's rows: one list to start from, changed by coordination."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cycles.models import Cycle
from cycles.planning import life
from cycles.stale import claim
from deliverables.chain.models import ROW_MODELS, RowKind, Theme
from records.log import record

START = (
    _("Employment"),
    _("Childcare"),
    _("Digital skills"),
    _("Food"),
    _("Living environment"),
    _("Economic development"),
    _("Participation"),
    _("Education"),
    _("Social ties"),
    _("Third places"),
)
WITH_THEME = (RowKind.FINDING, RowKind.ACTION)


def ensure_themes(cycle: Cycle) -> None:
    """Give the cycle the list to start from, in its language, unless it has themes."""
    if cycle.themes.exists():
        return
    with translation.override(cycle.language):
        themes = [Theme(cycle=cycle, position=place, name=str(name)) for place, name in enumerate(START, start=1)]
    Theme.objects.bulk_create(themes, ignore_conflicts=True)


def offered_themes(cycle: Cycle) -> list[Theme]:
    return list(cycle.themes.filter(is_retired=False))


@transaction.atomic
def write_themes(
    *, actor: AbstractBaseUser, cycle: Cycle, revision: int, themes: Sequence[tuple[int | None, str]]
) -> None:
    """Make these the themes, in this order: each the key of one that is there (None for a new one) and its name.

    One that is left out goes, or is retired where rows name it; a new one of a name that was there is that one again.
    ``revision`` is the cycle's. Raises StaleError, CycleClosed.
    """
    life.require(cycle)
    claim(cycle, revision)
    known = {theme.pk: theme for theme in cycle.themes.all()}
    before = [theme.name for theme in known.values() if not theme.is_retired]
    listed = {key for key, _name in themes}
    again = {theme.name: theme for theme in known.values() if theme.pk not in listed}
    kept = [(known.get(key) or again.get(name) or Theme(cycle=cycle), name) for key, name in themes]
    stay = {theme.pk for theme, _name in kept}
    for theme in known.values():
        if theme.pk not in stay and not theme.is_retired:
            retire(theme)
    for theme, name in kept:  # a name may pass from one theme to another
        if theme.pk and theme.name != name:
            Theme.objects.filter(pk=theme.pk).update(name=f"#{theme.pk}")
    for position, (theme, name) in enumerate(kept, start=1):
        theme.position, theme.name, theme.is_retired = position, name, False
        theme.save()
    after = [name for _theme, name in kept]
    if before != after:
        record(actor, "themes_changed", cycle, cycle=cycle, before={"themes": before}, after={"themes": after})


def retire(theme: Theme) -> None:
    """Take the theme off the list; rows that name it keep it."""
    if any(ROW_MODELS[kind].objects.filter(theme=theme).exists() for kind in WITH_THEME):
        Theme.objects.filter(pk=theme.pk).update(is_retired=True)
    else:
        theme.delete()
