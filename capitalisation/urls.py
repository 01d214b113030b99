"""Addresses of the report's workshop, below /capitalisation/."""

from django.urls import path

from capitalisation import edition_views, views

app_name = "capitalisation"
urlpatterns = [
    path("<slug:slug>/", views.report_edit, name="report-edit"),
    path("<slug:slug>/chapitres/<slug:place>/", views.chapter_edit, name="chapter-edit"),
    path("<slug:slug>/document/", views.report_build, name="report-build"),
    path("<slug:slug>/document/<int:pk>/", views.report_progress, name="report-progress"),
    path("<slug:slug>/document/<int:pk>/telecharger/", views.report_download, name="report-download"),
    path("<slug:slug>/editions/nouvelle/", edition_views.edition_create, name="edition-create"),
    path("<slug:slug>/editions/<int:number>/", edition_views.edition_detail, name="edition-detail"),
    path("<slug:slug>/editions/<int:number>/<str:format>/", edition_views.edition_download, name="edition-download"),
]
