"""Addresses of the tables of rows of all teams, below a cycle's."""

from django.urls import path

from .views import PLACES, chain_export, chain_overview, row_export, row_table

CYCLE = "cycles/<slug:slug>/"

urlpatterns = [
    path(f"{CYCLE}ensemble/", chain_overview, name="chain-overview"),
    path(f"{CYCLE}ensemble/export.xlsx", chain_export, name="chain-export"),
    *(path(f"{CYCLE}{place}/", row_table, {"kind": kind}, name=f"{kind}-table") for kind, place in PLACES.items()),
    *(
        path(f"{CYCLE}{place}/export.xlsx", row_export, {"kind": kind}, name=f"{kind}-export")
        for kind, place in PLACES.items()
    ),
]
