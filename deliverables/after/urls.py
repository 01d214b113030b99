"""Addresses of what comes afterwards: coordination's page, and the form of a team at its one address."""

from django.urls import path

from deliverables.after import answer_views, views

LIST = "cycles/<slug:slug>/suivi/"
ONE = LIST + "<int:pk>/<int:months>/"

urlpatterns = [
    path(LIST, views.follow_up_list, name="follow-up-list"),
    path(LIST + "export.xlsx", views.follow_up_export, name="follow-up-export"),
    path(LIST + "reglage/", views.follow_up_switch, name="follow-up-switch"),
    path(ONE, answer_views.follow_up_answer, name="follow-up-answer"),
    path(ONE + "demander/", views.follow_up_ask, name="follow-up-ask"),
    path(ONE + "relancer/", views.follow_up_remind, name="follow-up-remind"),
]
