"""Addresses of peer reading, from the root: a team reads under its own; coordination hides at the deliverable read."""

from django.urls import path

from deliverables.peers import views

TEAM = "cycles/<slug:slug>/equipes/<int:pk>/lectures/"
READ = TEAM + "<int:deliverable>/"
READING = "livrables/<int:pk>/lectures/<int:reading>/"

urlpatterns = [
    path("cycles/<slug:slug>/lectures/", views.peer_overview, name="peer-overview"),
    path(TEAM, views.peer_list, name="peer-list"),
    path(READ, views.peer_reading, name="peer-reading"),
    path(READ + "fichiers/<int:file>/", views.peer_file, name="peer-file"),
    path(READ + "fichiers/<int:file>/pages/<int:page>/", views.peer_picture, name="peer-picture"),
    path(READING + "masquer/", views.peer_hide, name="peer-hide"),
    path(READING + "montrer/", views.peer_show, name="peer-show"),
]
