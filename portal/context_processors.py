"""What every page shows around its content."""

from django.conf import settings
from django.db.models import Exists, Max, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import Cycle, CycleRole
from portal.demo_accounts import DEMO_ACCOUNTS

NavItem = tuple[str, str, bool]


def site(request: HttpRequest) -> dict:
    """The frame of every page. A page that is shown before there is a user (an error) gets the frame of a visitor."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    who, runs_cycles, team = frame_of(user) if signed_in else ("", False, "")
    theme = request.COOKIES.get("theme") or (user.theme if signed_in else "")
    return {
        "site_name": "Escale",
        "demo": settings.DEMO,
        "demo_accounts": DEMO_ACCOUNTS if settings.DEMO else (),
        "nav": navigation(request, runs_cycles, team) if signed_in else [],
        "theme": theme if theme in {"light", "dark"} else "",
        "who": who,
        "release": settings.RELEASE,
        "page_path": request.get_full_path() if request.method == "GET" else "/",
    }


def frame_of(user: User) -> tuple[str, bool, str]:
    """The name at the right of the header (the person's, else her address), whether she runs a cycle, and the address
    of her team when she has only one in cycles under way; one query.
    """
    under_way = Q(
        people__participations__left_at=None,
        people__participations__team__isnull=False,
        people__participations__cycle__state__in=[Cycle.State.OPEN, Cycle.State.RUNNING],
    )
    rows = list(
        User.objects.filter(pk=user.pk)
        .values("people__first_name", "people__last_name", "people__pk")
        .annotate(
            runs_cycles=Exists(CycleRole.objects.filter(user=user.pk)),
            team=Min("people__participations__team", filter=under_way),
            last_team=Max("people__participations__team", filter=under_way),
            slug=Min("people__participations__cycle__slug", filter=under_way),
        )
        .order_by("people__pk")
    )
    first, last, runs_cycles = (rows[0][name] for name in ("people__first_name", "people__last_name", "runs_cycles"))
    slugs = {row["team"]: row["slug"] for row in rows if row["team"]}
    teams = slugs.keys() | {row["last_team"] for row in rows if row["last_team"]}
    address = reverse("cycles:team-detail", args=[slugs[min(teams)], min(teams)]) if len(teams) == 1 else ""
    return f"{first or ''} {last or ''}".strip() or user.email, runs_cycles or user.is_administrator, address


def navigation(request: HttpRequest, runs_cycles: bool, team: str) -> list[NavItem]:
    items = [(_("Home"), reverse("portal:home")), (_("Cycles"), reverse("deliverables:cycle-list"))]
    if runs_cycles:
        items.append((_("Deliverables"), reverse("deliverables:deliverable-list")))
    elif team:
        items.insert(1, (_("Our team"), team))
    if request.user.is_administrator:
        items.append((_("Administration"), reverse("portal:administration")))
    shown = [nav_item(request, label, url) for label, url in items]
    # A team's page lies below its cycle's address: the nearest item is the current one.
    nearest = max((url for _label, url, current in shown if current), key=len, default="")
    return [(label, url, url == nearest) for label, url, _current in shown]


def nav_item(request: HttpRequest, label: str, url: str) -> NavItem:
    current = request.path == url if url == reverse("portal:home") else request.path.startswith(url)
    return label, url, current
