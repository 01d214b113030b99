"""What people see when something is refused or breaks: what happened, in which page, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token


def page(request: HttpRequest, status: int, heading: str, text: str, advice: str) -> HttpResponse:
    context = {"status": status, "heading": heading, "text": text, "advice": advice, "path": request.path}
    return render(request, "error.html", context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No context processor: a request that is malformed may not even have a usable host or user."""
    return HttpResponse(render_to_string("400.html"), status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception) or _("Your role does not include this.")
    return page(
        request,
        403,
        _("You may not do this"),
        reason,
        _("If you should be able to, ask the coordination of the cycle."),
    )


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("The form came back without its protection: the page stayed open for long, or cookies are refused.")
    advice = _("Nothing was changed. Go back, load the page again, and send the form once more.")
    return page(request, 403, _("This form is out of date"), text, advice)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("The address is not right, what it showed was removed, or it is not open to your account.")
    return page(
        request,
        404,
        _("This page does not exist"),
        text,
        _("Start again from the home page, or use the link you received."),
    )


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing that may be broken too is asked: no database, no user."""
    return HttpResponse(render_to_string("500.html"), status=500)
