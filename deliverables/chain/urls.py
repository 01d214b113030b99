"""Addresses of a draft's rows, mounted at /livrables/; those of a cycle's themes and loose ends, from the root."""

from django.urls import path

from deliverables.chain import overview_views, theme_views, views
from deliverables.chain.worksheet import views as worksheet

ROWS = "<int:pk>/lignes/"
ROW = ROWS + "<int:row>/"

urlpatterns = [
    path(ROWS, views.row_list, name="row-list"),
    path(ROWS + "ajouter/", views.row_add, name="row-add"),
    path(ROWS + "confirmer/", views.rows_confirm, name="rows-confirm"),
    path(ROWS + "classeur/", worksheet.workbook_import, name="workbook-import"),
    path(ROWS + "classeur/a-remplir.xlsx", worksheet.workbook_download, name="workbook-download"),
    path(ROWS + "classeur/lignes-refusees.xlsx", worksheet.workbook_refused, name="workbook-refused"),
    path(ROW, views.row_edit, name="row-edit"),
    path(ROW + "dupliquer/", views.row_duplicate, name="row-duplicate"),
    path(ROW + "deplacer/", views.row_move, name="row-move"),
    path(ROW + "retirer/", views.row_remove, name="row-remove"),
    path(ROW + "retablir/", views.row_restore, name="row-restore"),
    path(ROW + "confirmer/", views.row_confirm, name="row-confirm"),
]
cycle_urlpatterns = [
    path("cycles/<slug:slug>/themes/", theme_views.theme_list, name="theme-list"),
    path("cycles/<slug:slug>/en-suspens/", overview_views.loose_list, name="loose-list"),
]
