"""Two versions of a deliverable, compared."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from deliverables import pages
from deliverables.access import seen
from deliverables.comparison import compared
from deliverables.delivery_forms import CompareForm
from deliverables.permissions import versions_read


@require_safe
def version_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The two versions of the address, else the two newest; who reads a version may compare it."""
    found = seen(request, pk)
    versions = list(versions_read(found.standing, found.deliverable).order_by("number"))
    newest = dict(zip(("a", "de"), [version.number for version in versions[:-3:-1]], strict=False))
    form = CompareForm({**newest, **request.GET.dict()}, versions=versions)
    context = pages.inner(found.deliverable) | {"form": form, "count": len(versions), "compared": None}
    if len(versions) > 1:
        if not form.is_valid():
            raise Http404
        first, second = form.chosen()
        numbered = {version.number: version for version in versions}
        if first != second:
            for version in (numbered[first], numbered[second]):
                version.deliverable = found.deliverable
            context["compared"] = compared(numbered[first], numbered[second])
    return render(request, "deliverables/version_compare.html", context)
