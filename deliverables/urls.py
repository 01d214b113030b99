"""Addresses of deliverables, mounted at /livrables/; those of a cycle's setting-up are in ``planning_urls``."""

from django.urls import path

from deliverables.thread import views as thread
from deliverables.views import answers, comparison, delivery, draft, newer, received, uploads, versions

VERSION = "<int:pk>/versions/<int:number>/"

urlpatterns = [
    path("retours/", answers.feedback_queue, name="feedback-queue"),
    path("<int:pk>/", delivery.deliverable_detail, name="deliverable-detail"),
    path("<int:pk>/nouvelle-version/", newer.draft_begin, name="draft-begin"),
    path("<int:pk>/brouillon/", draft.draft_edit, name="draft-edit"),
    path("<int:pk>/brouillon/abandonner/", draft.draft_discard, name="draft-discard"),
    path("<int:pk>/brouillon/deja-deposes/", draft.draft_reuse, name="draft-reuse"),
    path("<int:pk>/brouillon/partage/", draft.draft_share, name="draft-share"),
    path("<int:pk>/brouillon/fichiers/<int:file>/retirer/", draft.draft_file_remove, name="draft-file-remove"),
    path("<int:pk>/envois/", uploads.upload_create, name="draft-upload-create"),
    path("<int:pk>/envois/<uuid:key>/", uploads.upload, name="draft-upload"),
    path("<int:pk>/verifier/", delivery.deliver_check, name="deliver-check"),
    path("<int:pk>/remettre/", delivery.deliver, name="deliver"),
    path("<int:pk>/reprendre/", delivery.take_back, name="take-back"),
    path("<int:pk>/recu/", received.record_received, name="record-received"),
    path("<int:pk>/modele/", versions.template_download, name="template-download"),
    path("<int:pk>/ne-plus-retenir/", answers.unretain, name="unretain"),
    path("<int:pk>/dispense/", answers.exempt, name="exempt"),
    path("<int:pk>/dispense/annuler/", answers.exempt_cancel, name="exempt-cancel"),
    path("<int:pk>/delai/", answers.extend, name="extend"),
    path("<int:pk>/comparer/", comparison.version_compare, name="version-compare"),
    path("<int:pk>/derniere/", versions.version_latest, name="version-latest"),
    path("<int:pk>/messages/", thread.thread_detail, name="thread"),
    path("<int:pk>/messages/coordination/", thread.thread_detail, {"internal": True}, name="thread-internal"),
    path("<int:pk>/messages/<int:message>/lu/", thread.thread_read, name="thread-read"),
    path("<int:pk>/messages/fichiers/<int:file>/", thread.message_file, name="message-file"),
    path(VERSION, versions.version_detail, name="version-detail"),
    path(VERSION + "remis/", delivery.deliver_done, name="deliver-done"),
    path(VERSION + "recu.pdf", versions.receipt_download, name="receipt-download"),
    path(VERSION + "retour/", answers.feedback_give, name="feedback-give"),
    path(VERSION + "fichiers/<int:file>/", versions.file_download, name="file-download"),
    path(VERSION + "fichiers/<int:file>/pages/<int:page>/", versions.page_picture, name="page-picture"),
]
