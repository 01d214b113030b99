"""Sign-in, by django-allauth, but for what would let somebody take another's address."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up here, and an address is changed by coordination: an invitation goes by the address."""
    raise Http404


urlpatterns = [
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("", include("allauth.urls")),
]
