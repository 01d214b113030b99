"""The site's own public pages, and the sign of life for those who watch it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import readiness


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@login_not_required
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/legal.html")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked: a database restart must not kill the web process."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 while a part that the site needs does not do its work, with the part's name; it says nothing else."""
    findings = readiness.findings()
    lines = [f"{part}: {problem or 'ok'}" for part, problem in findings.items()]
    status = 503 if any(findings.values()) else 200
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain", status=status)
