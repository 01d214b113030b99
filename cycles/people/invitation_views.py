"""The public page of an invitation. GET shows, POST consumes: mail scanners fetch every GET."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cycles.models import Participation
from cycles.people import access_requests, errors, invitations
from cycles.people.forms import AccessRequestForm
from cycles.people.mails import inviter_name
from lib.secret_address import kept_secret
from records import links
from records.models import PersonalLink


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    return kept_secret(accept(request, token) if request.method == "POST" else show(request, token))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def access_ask(request: HttpRequest, token: str) -> HttpResponse:
    return kept_secret(ask(request, token))


def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds a link that is for somebody else asks to take part. Nothing of cycle or team is shown here."""
    link = links.known(invitations.INVITATION, token)
    participation = invitations.led_to(link) if link else None
    if participation is None:
        return render(request, "cycles/invitation_dead.html", {"reason": "unknown", "token": ""}, status=404)
    user = request.user if request.user.is_authenticated else None
    form = AccessRequestForm(request.POST or None, initial={"email": user.email if user else ""})
    context = {"form": form, "token": token, "done": False}
    if not form.is_valid():
        return render(request, "cycles/access_ask.html", context)
    if not ratelimit.consume(request, action="access_request", key=str(participation.pk)):
        form.add_error(None, _("Too many requests were sent with this invitation: try again in an hour."))
        return render(request, "cycles/access_ask.html", context, status=429)
    access_requests.ask(actor=user, participation=participation, **form.cleaned_data)
    return render(request, "cycles/access_ask.html", context | {"done": True})


def show(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites, to what, as whom. Writes nothing."""
    link = links.find(invitations.INVITATION, token)
    try:
        participation = invitations.invited(link)
    except errors.InvitationDead:
        return dead(request, token)
    if is_other(request, link.email):
        return other_account(request, link.email, token)
    return render(request, "cycles/invitation.html", invitation_context(participation, link) | {"token": token})


def invitation_context(participation: Participation, link: PersonalLink) -> dict:
    return {
        "cycle": participation.cycle,
        "team": participation.team,
        "person": participation.person,
        "role": participation.get_role_display(),
        "inviter": inviter_name(link.created_by, participation),
        "email": link.email,
        "expires_at": link.expires_at,
    }


def is_other(request: HttpRequest, email: str) -> bool:
    return request.user.is_authenticated and request.user.email != email


def other_account(request: HttpRequest, email: str, token: str) -> HttpResponse:
    """Somebody is signed in with another address: nothing is consumed."""
    context = {"email": email, "own": request.user.email, "token": token}
    return render(request, "cycles/invitation_other.html", context, status=409)


def accept(request: HttpRequest, token: str) -> HttpResponse:
    link = links.find(invitations.INVITATION, token)
    if link is not None and is_other(request, link.email):
        return other_account(request, link.email, token)
    signed_in = request.user if request.user.is_authenticated else None
    try:
        user = invitations.accept_invitation(token=token, user=signed_in)
    except errors.InvitationDead:
        return dead(request, token)
    except errors.SignInFirst:
        messages.info(request, _("This address has an account: sign in with it, then accept the invitation."))
        return redirect_to_login(request.path)
    except (errors.AccountDisabled, errors.AccountConflict):
        return render(request, "cycles/invitation_refused.html", {}, status=403)
    return enter(request, user)


def enter(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in whoever has just opened her account, under a new session id, and go to what is expected next."""
    if request.user.is_authenticated:
        messages.success(request, _("The invitation is accepted."))
        return redirect("portal:home")
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, _("Welcome: the invitation is accepted and you are signed in."))
    return redirect("portal:home")


def dead(request: HttpRequest, token: str) -> HttpResponse:
    """A link that leads nowhere any more (410), or never did (404). Nothing of the team is shown."""
    known = links.known(invitations.INVITATION, token)
    if known is None:
        return render(request, "cycles/invitation_dead.html", {"reason": "unknown", "token": ""}, status=404)
    if known.consumed_at and request.user.is_authenticated and request.user.email == known.email:
        return redirect("portal:home")
    reason = "used" if known.consumed_at else "ended"
    return render(request, "cycles/invitation_dead.html", {"reason": reason, "token": token}, status=410)
