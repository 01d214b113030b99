"""What every page shows around its content."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from cycles.models import CycleRole
from portal.demo_accounts import DEMO_ACCOUNTS

NavItem = tuple[str, str, bool]


def site(request: HttpRequest) -> dict:
    """The frame of every page. A page that is shown before there is a user (an error) gets the frame of a visitor."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    who, runs_cycles = frame_of(user) if signed_in else ("", False)
    theme = request.COOKIES.get("theme") or (user.theme if signed_in else "")
    return {
        "site_name": "Escale",
        "demo": settings.DEMO,
        "demo_accounts": DEMO_ACCOUNTS if settings.DEMO else (),
        "nav": navigation(request, runs_cycles) if signed_in else [],
        "theme": theme if theme in {"light", "dark"} else "",
        "who": who,
        "release": settings.RELEASE,
        "page_path": request.get_full_path() if request.method == "GET" else "/",
    }


def frame_of(user: User) -> tuple[str, bool]:
    """The name at the right of the header (the person's, else her address), and whether she runs a cycle; one query."""
    first, last, runs_cycles = (
        User.objects.filter(pk=user.pk)
        .values_list("people__first_name", "people__last_name", Exists(CycleRole.objects.filter(user=OuterRef("pk"))))
        .order_by("people__pk")
        .first()
    )
    return f"{first or ''} {last or ''}".strip() or user.email, runs_cycles or user.is_administrator


def navigation(request: HttpRequest, runs_cycles: bool) -> list[NavItem]:
    items = [(_("Home"), "portal:home"), (_("Cycles"), "deliverables:cycle-list")]
    if runs_cycles:
        items.append((_("Deliverables"), "deliverables:deliverable-list"))
    return [nav_item(request, label, reverse(name)) for label, name in items]


def nav_item(request: HttpRequest, label: str, url: str) -> NavItem:
    current = request.path == url if url == reverse("portal:home") else request.path.startswith(url)
    return label, url, current
