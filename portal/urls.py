"""Addresses of what is above the apps: home, profile, the demonstration, the site's own pages."""

from django.urls import path

from portal.views import demonstration, home, pages, profile

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("profil/", profile.profile, name="profile"),
    path("profil/courriels/", profile.mails, name="profile-mails"),
    path("preferences/", profile.preferences, name="preferences"),
    path("demonstration/", demonstration.roles, name="demo-roles"),
    path("demonstration/connexion/", demonstration.sign_in, name="demo-sign-in"),
    path("demonstration/courrier/", demonstration.mailbox, name="mailbox"),
    path("demonstration/courrier/<str:name>/", demonstration.mail, name="mail"),
    path("demonstration/courrier/<str:name>/tel-quel/", demonstration.mail_as_sent, name="mail-as-sent"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("donnees-personnelles/", pages.privacy, name="privacy"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("healthz", pages.healthz, name="healthz"),
]
