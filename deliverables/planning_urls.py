"""Addresses of a cycle's page, its setting-up and the table of deliverables, from the root."""

from django.urls import path

from deliverables.views import (
    assignments,
    board,
    cycles,
    grids,
    planning,
    quiet,
    sessions,
    setup,
    table,
    teams,
)

ASSIGNMENT = "cycles/<slug:slug>/attendus/<int:pk>/"

urlpatterns = [
    path("cycles/", cycles.cycle_list, name="cycle-list"),
    path("cycles/nouveau/", planning.cycle_create, name="cycle-create"),
    path("cycles/nouveau/deroule/", planning.cycle_layout, name="cycle-layout"),
    path("cycles/<slug:slug>/", cycles.cycle_detail, name="cycle-detail"),
    path("cycles/<slug:slug>/tableau/", board.cycle_board, name="cycle-board"),
    path("cycles/<slug:slug>/tableau/<int:pk>/relancer/", board.assignment_remind, name="assignment-remind"),
    path("cycles/<slug:slug>/periodes-calmes/", quiet.quiet_edit, name="quiet-edit"),
    path("cycles/<slug:slug>/deroule/", setup.cycle_setup, name="cycle-setup"),
    path("cycles/<slug:slug>/seances/<int:pk>/modifier/", sessions.session_edit, name="session-edit"),
    path("cycles/<slug:slug>/attendus/ajouter/", assignments.assignment_create, name="assignment-create"),
    path(ASSIGNMENT, assignments.assignment_edit, name="assignment-edit"),
    path(ASSIGNMENT + "retirer/", assignments.assignment_remove, name="assignment-remove"),
    path(ASSIGNMENT + "grille/", grids.grid_edit, name="grid-edit"),
    path(ASSIGNMENT + "modele/", assignments.assignment_template, name="assignment-template"),
    path("cycles/<slug:slug>/equipes/nouvelle/", teams.team_create, name="team-create"),
    path("cycles/<slug:slug>/equipes/<int:pk>/depart/", teams.team_depart, name="team-depart"),
    path("cycles/<slug:slug>/equipes/<int:pk>/retour/", teams.team_return, name="team-return"),
    path("livrables/", table.deliverable_list, name="deliverable-list"),
    path("livrables/export.xlsx", table.deliverable_export, name="deliverable-export"),
]
