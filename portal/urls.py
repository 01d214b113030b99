"""Addresses of what is above the apps: home, profile, the demonstration, the site's own pages."""

from django.urls import path

from portal.administration import views as administration
from portal.views import demonstration, home, pages, profile

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("profil/", profile.profile, name="profile"),
    path("profil/courriels/", profile.mails, name="profile-mails"),
    path("preferences/", profile.preferences, name="preferences"),
    path("administration/", administration.overview, name="administration"),
    path("administration/structures/", administration.organiser_list, name="organiser-list"),
    path("administration/structures/<int:pk>/", administration.organiser_edit, name="organiser-edit"),
    path("administration/structures/<int:pk>/coordination/", administration.coordinator_add, name="coordinator-add"),
    path(
        "administration/structures/<int:pk>/coordination/<int:coordinator>/retirer/",
        administration.coordinator_remove,
        name="coordinator-remove",
    ),
    path("administration/comptes/", administration.account_list, name="account-list"),
    path("administration/comptes/<int:pk>/", administration.account_edit, name="account-edit"),
    path("administration/courriels/", administration.mail_list, name="mail-list"),
    path("administration/courriels/<int:pk>/reessayer/", administration.mail_retry, name="mail-retry"),
    path("administration/taches/", administration.job_list, name="job-list"),
    path("administration/taches/<int:pk>/relancer/", administration.job_retry, name="job-retry"),
    path("demonstration/", demonstration.roles, name="demo-roles"),
    path("demonstration/connexion/", demonstration.sign_in, name="demo-sign-in"),
    path("demonstration/courrier/", demonstration.mailbox, name="mailbox"),
    path("demonstration/courrier/<str:name>/", demonstration.mail, name="mail"),
    path("demonstration/courrier/<str:name>/tel-quel/", demonstration.mail_as_sent, name="mail-as-sent"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("donnees-personnelles/", pages.privacy, name="privacy"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]
