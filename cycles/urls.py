"""Addresses of the cycles' own pages. A cycle's first page is the deliverables' app's: it shows what is due."""

from django.urls import path

from cycles.attendance import views as attendance
from cycles.people import invitation_views, role_views
from cycles.people import member_views as members
from cycles.people import person_views as persons
from cycles.people import views as people
from cycles.people.lists import views as lists
from cycles.planning import content_views as contents
from cycles.planning import note_views as notes
from cycles.planning import views as planning

app_name = "cycles"
SESSION = "<slug:slug>/seances/<int:pk>/"
PHOTO = SESSION + "notes/photos/<int:photo>/"
TEAM = "<slug:slug>/equipes/<int:pk>/"
MEMBER = TEAM + "membres/<int:member>/"
PEOPLE = "<slug:slug>/personnes/"
PERSON = PEOPLE + "<int:member>/"

urlpatterns = [
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
    path("invitation/<str:token>/demander/", invitation_views.access_ask, name="access-ask"),
    path("<slug:slug>/modifier/", planning.cycle_edit, name="cycle-edit"),
    path("<slug:slug>/etape/<slug:to>/", planning.cycle_move, name="cycle-move"),
    path("<slug:slug>/seances/ajouter/", planning.session_create, name="session-create"),
    path(SESSION, planning.session_detail, name="session-detail"),
    path(SESSION + "deplacer/", planning.session_move, name="session-move"),
    path(SESSION + "retirer/", planning.session_remove, name="session-remove"),
    path(SESSION + "programme/", contents.programme_edit, name="programme-edit"),
    path(SESSION + "documents/ajouter/", contents.document_add, name="document-add"),
    path(SESSION + "documents/<int:document>/", contents.document_download, name="document-download"),
    path(SESSION + "documents/<int:document>/retirer/", contents.document_remove, name="document-remove"),
    path(SESSION + "notes/", notes.note_edit, name="note-edit"),
    path(SESSION + "notes/photos/ajouter/", notes.photo_add, name="photo-add"),
    path(SESSION + "notes/equipes/<int:team>/", notes.note_edit, name="team-note-edit"),
    path(SESSION + "notes/equipes/<int:team>/photos/ajouter/", notes.photo_add, name="team-photo-add"),
    path(PHOTO, notes.photo_edit, name="photo-edit"),
    path(PHOTO + "image/", notes.photo_picture, name="photo-picture"),
    path(PHOTO + "deplacer/", notes.photo_move, name="photo-move"),
    path(PHOTO + "retirer/", notes.photo_remove, name="photo-remove"),
    path("<slug:slug>/animation/", role_views.roles_edit, name="roles-edit"),
    path("<slug:slug>/animation/structures/", role_views.co_organiser_add, name="co-organiser-add"),
    path(
        "<slug:slug>/animation/structures/<int:pk>/retirer/",
        role_views.co_organiser_remove,
        name="co-organiser-remove",
    ),
    path("<slug:slug>/animation/<int:pk>/", role_views.role_change, name="role-change"),
    path("<slug:slug>/animation/<int:pk>/retirer/", role_views.role_remove, name="role-remove"),
    path("<slug:slug>/presence/", attendance.attendance_overview, name="attendance-overview"),
    path(SESSION + "presence/", attendance.presence, name="presence"),
    path(SESSION + "emargement.pdf", attendance.attendance_sheet, name="attendance-sheet"),
    path(SESSION + "presence/ajouter/", attendance.walk_in_add, name="walk-in-add"),
    path("<slug:slug>/equipes/", people.team_list, name="team-list"),
    path(TEAM, people.team_detail, name="team-detail"),
    path(TEAM + "modifier/", people.team_edit, name="team-edit"),
    path(TEAM + "membres/ajouter/", members.member_add, name="member-add"),
    path(MEMBER + "modifier/", members.member_edit, name="member-edit"),
    path(MEMBER + "retirer/", members.member_remove, name="member-remove"),
    path(MEMBER + "inviter/", members.member_invite, name="member-invite"),
    path(PEOPLE, persons.people_list, name="people-list"),
    path(PEOPLE + "ajouter/", members.participant_add, name="participant-add"),
    path(PEOPLE + "ajouter-liste/", lists.people_import, name="people-import"),
    path(PEOPLE + "ajouter-liste/modele.xlsx", lists.people_import_template, name="people-import-template"),
    path(PEOPLE + "inviter/", persons.people_invite, name="people-invite"),
    path(PEOPLE + "demandes/<int:pk>/clore/", persons.access_request_close, name="access-request-close"),
    path(PERSON + "modifier/", members.participant_edit, name="participant-edit"),
    path(PERSON + "retirer/", members.participant_remove, name="participant-remove"),
    path(PERSON + "inviter/", persons.person_invite, name="person-invite"),
    path(PERSON + "invitation/retirer/", persons.person_uninvite, name="person-uninvite"),
    path(PERSON + "invitation/lien/", persons.person_link, name="person-link"),
    path(PERSON + "structure/", persons.person_organisation, name="person-organisation"),
]
