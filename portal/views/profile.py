"""What a person sets for herself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cycles.models import Participation
from portal.forms import MailsForm, NameForm, PreferencesForm
from portal.operations import choose_mails, edit_own_name, keep_preferences

A_YEAR = 365 * 24 * 3600


def safe_next(request: HttpRequest) -> str:
    """The path that the form asks to come back to, if it is one of ours; else home."""
    path = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure())
    return path if path.startswith("/") and is_ours else "/"


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the theme or the language in a cookie, so that the server writes the page right at once."""
    response = redirect(safe_next(request))
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return response
    theme, language = form.cleaned_data["theme"], form.cleaned_data["language"]
    if request.user.is_authenticated:
        keep_preferences(user=request.user, theme=theme, language=language)
    for name, value in {"theme": theme, settings.LANGUAGE_COOKIE_NAME: language}.items():
        if value:
            response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = request.user.people.order_by("pk").first()
    first = {name: getattr(person, name) for name in NameForm.base_fields} if person else {}
    form = NameForm(request.POST or None, initial=first)
    if person and request.method == "POST" and form.is_valid():
        edit_own_name(actor=request.user, **form.cleaned_data)
        messages.success(request, _("Your name was changed everywhere it is shown from now on."))
        return redirect("portal:profile")
    participations = Participation.objects.active().filter(person__user=request.user)
    context = {
        "form": form if person else None,
        "participations": participations.select_related("cycle", "team__territory", "organisation"),
        "roles": request.user.cycle_roles.select_related("cycle"),
        "mails_form": MailsForm(initial={"news": request.user.news}),
        "languages": settings.LANGUAGES,
    }
    return render(request, "portal/profile.html", context)


@require_POST
def mails(request: HttpRequest) -> HttpResponse:
    form = MailsForm(request.POST)
    if form.is_valid():
        choose_mails(user=request.user, **form.cleaned_data)
        messages.success(request, _("Your choice of mails is kept."))
    return redirect("portal:profile")
