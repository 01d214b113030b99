"""Addresses of what stands beside a deliverable and of what comes with a feedback, mounted at /livrables/; those of the
expert who was asked for an opinion, from the root."""

from django.urls import path

from deliverables.views import beside, delivery, given, opinion_answer

VERSION = "<int:pk>/versions/<int:number>/"
FEEDBACK = VERSION + "retours/<int:feedback>/"
OPINION = "<int:pk>/coordination/avis/<int:opinion>/"
ASKED = "avis/<str:token>/"

urlpatterns = [
    path("<int:pk>/a-completer/", delivery.to_complete, name="to-complete"),
    path("<int:pk>/coordination/", beside.beside_detail, name="beside-detail"),
    path("<int:pk>/coordination/notes/", beside.private_note_add, name="private-note-add"),
    path(OPINION + "relancer/", beside.opinion_remind, name="opinion-remind"),
    path(OPINION + "renvoyer/", beside.opinion_send_again, name="opinion-send-again"),
    path(OPINION + "retirer/", beside.opinion_withdraw, name="opinion-withdraw"),
    path(OPINION + "fichier/", beside.opinion_file, name="opinion-file"),
    path(VERSION + "avis/", beside.opinion_ask, name="opinion-ask"),
    path(FEEDBACK + "fichier/", given.annotated_download, name="annotated-download"),
    path(FEEDBACK + "avis/<int:opinion>/", given.passed_on_download, name="passed-on-download"),
]
experts_urlpatterns = [
    path(ASKED, opinion_answer.opinion_answer, name="opinion-answer"),
    path(ASKED + "fichiers/<int:file>/", opinion_answer.opinion_read_file, name="opinion-read-file"),
    path(ASKED + "fichiers/<int:file>/pages/<int:page>/", opinion_answer.opinion_picture, name="opinion-picture"),
]
