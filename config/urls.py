"""The addresses of Escale, one include an app."""

from django.urls import include, path

from deliverables import beside_urls, planning_urls
from deliverables import urls as delivery_urls
from deliverables.across import urls as across_urls
from deliverables.after import urls as after_urls
from deliverables.chain import urls as chain_urls
from deliverables.named import urls as named_urls
from deliverables.peers import urls as peer_urls

# One namespace, two places: a deliverable lives under /livrables/, a cycle's page and its setting-up under /cycles/.
DELIVERABLES = [
    path("livrables/", include(delivery_urls.urlpatterns + beside_urls.urlpatterns + chain_urls.urlpatterns)),
    *beside_urls.experts_urlpatterns,
    *planning_urls.urlpatterns,
    *peer_urls.urlpatterns,
    *chain_urls.cycle_urlpatterns,
    *across_urls.urlpatterns,
    *named_urls.urlpatterns,
    *after_urls.urlpatterns,
]

urlpatterns = [
    path("", include("portal.urls")),
    path("compte/", include("accounts.urls")),
    path("cycles/", include("cycles.urls")),
    path("", include((DELIVERABLES, "deliverables"))),
    path("capitalisation/", include("capitalisation.urls")),
]
handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
