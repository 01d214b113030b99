"""Addresses of the organisations that rows name, from the root: coordination's pages, and the organisation's own."""

from django.urls import path

from deliverables.named import answer_views, views

LIST = "cycles/<slug:slug>/organisations-citees/"
ONE = LIST + "<int:pk>/"

urlpatterns = [
    path(LIST, views.organisation_list, name="organisation-list"),
    path(LIST + "demander/<str:key>/", views.organisation_ask, name="organisation-ask"),
    path(ONE, views.organisation_detail, name="organisation-detail"),
    path(ONE + "relancer/", views.organisation_remind, name="organisation-remind"),
    path(ONE + "renvoyer/", views.organisation_send_again, name="organisation-send-again"),
    path(ONE + "retirer/", views.organisation_withdraw, name="organisation-withdraw"),
    path("organisation/<str:token>/", answer_views.organisation_answer, name="organisation-answer"),
]
