"""How many forms with files one account may send in an hour, with the uploads by tus: ``ACCOUNT_RATE_LIMITS``."""

from collections.abc import Callable

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse


class UploadLimitMiddleware:
    """Answers 429 before the view; what comes from nobody who is signed in is limited where it is received."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated or not request.FILES:
            return None
        return ratelimit.consume_or_429(request, action="upload", user=request.user)
