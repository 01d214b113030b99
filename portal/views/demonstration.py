"""The demonstration: one-click roles and the mailbox. Outside demonstration mode none of this exists."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from portal.forms import DemoSignInForm
from portal.mail import linked
from records import mailbox as box

AS_SENT = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"
)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def demonstration_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@login_not_required
@require_safe
@demonstration_only
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/demo_roles.html")


@login_not_required
@require_POST
@demonstration_only
def sign_in(request: HttpRequest) -> HttpResponse:
    form = DemoSignInForm(request.POST)
    user = form.user() if form.is_valid() else None
    if user is None:
        messages.error(request, _("This role has no account yet: load the demonstration's data first."))
        return redirect("portal:demo-roles")
    login(request, user, backend=BACKEND)
    return redirect("portal:home")


@login_not_required
@require_safe
@demonstration_only
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/mailbox.html", {"mails": box.list_messages()})


@login_not_required
@require_safe
@demonstration_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "portal/mail.html", {"mail": message_named(name), "text": linked(message_named(name).text)})


@login_not_required
@require_safe
@demonstration_only
@xframe_options_sameorigin
def mail_as_sent(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as a mail program shows it, for the frame of the mail's page: with its styles, without anything
    that runs, loads or posts. Its links open in the page itself."""
    html = message_named(name).html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html, headers={"Content-Security-Policy": AS_SENT})


def message_named(name: str) -> box.Message:
    message = box.read_message(name)
    if message is None:
        raise Http404
    return message
