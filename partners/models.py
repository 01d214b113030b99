"""The directory: organisations, territories and people, each belonging to the organiser who keeps it."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.text import normalise, sort_key


class ActorType(models.TextChoices):
    EPCI = "epci", _("Inter-municipal body (EPCI)")
    COMMUNE = "commune", _("Commune")
    DEPARTMENT = "department", _("Département")
    REGION = "region", _("Region")
    STATE = "state", _("State")
    PUBLIC_SERVICE = "public_service", _("Public service")
    LANDLORD = "landlord", _("Social landlord")
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood structure")
    RESIDENTS = "residents", _("Residents’ council")
    PROJECT_HOLDER = "project_holder", _("Project holder")
    RESOURCE_CENTRE = "resource_centre", _("Resource centre")
    RESEARCH = "research", _("School or research")
    COMPANY = "company", _("Company")


def write_keys(row: models.Model, text: str) -> None:
    """Fill the row's columns for search and for order in French from the text that names it."""
    row.search_key = normalise(text)[:300]
    row.sort_key = sort_key(text)[:300]


class Organisation(models.Model):
    """A structure. One with ``is_organiser`` runs cycles and keeps a directory; others stand in one's directory."""

    name = models.CharField(_("name"), max_length=200)
    actor_type = models.CharField(_("actor type"), max_length=20, choices=ActorType)
    is_organiser = models.BooleanField(default=False)
    organiser = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="directory")
    address = models.TextField(_("address"), blank=True)
    search_key = models.CharField(max_length=300, db_index=True)
    sort_key = models.CharField(max_length=300, db_index=True)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_organiser=True, organiser=None) | Q(is_organiser=False, organiser__isnull=False),
                name="partners_organisation_in_one_directory",
            ),
            models.UniqueConstraint(
                fields=["organiser", "search_key"],
                name="partners_organisation_name_unique",
                violation_error_message=_("This organisation is already in the directory."),
            ),
            models.UniqueConstraint(
                fields=["search_key"], condition=Q(organiser__isnull=True), name="partners_organiser_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_it(self, name: str) -> None:
        """Set the name together with the columns that search and order use."""
        self.name = name.strip()
        write_keys(self, self.name)


class Coordinator(models.Model):
    """A user who may create cycles for an organiser."""

    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="coordinators")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coordinates")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organiser", "user"], name="partners_coordinator_unique")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organiser}"


class Territory(models.Model):
    """A place that works on its neighbourhoods: an agglomeration, a commune, a valley."""

    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="territories")
    name = models.CharField(_("name"), max_length=200)
    departments = models.CharField(_("départements"), max_length=200, blank=True)
    search_key = models.CharField(max_length=300, db_index=True)
    sort_key = models.CharField(max_length=300, db_index=True)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "search_key"],
                name="partners_territory_name_unique",
                violation_error_message=_("This territory is already in the directory."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def name_it(self, name: str) -> None:
        """Set the name together with the columns that search and order use."""
        self.name = name.strip()
        write_keys(self, self.name)


class Neighbourhood(models.Model):
    """A priority neighbourhood (quartier prioritaire). The code's form is free: the official list changed in 2024."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="neighbourhoods")
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=20, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["territory", "name"], name="partners_neighbourhood_name_unique")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A contact in an organiser's directory, with or without an account."""

    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people_now"
    )
    function = models.CharField(_("function"), max_length=200, blank=True)
    search_key = models.CharField(max_length=300, db_index=True)
    sort_key = models.CharField(max_length=300, db_index=True)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "email"],
                condition=~Q(email=""),
                name="partners_person_email_unique",
                violation_error_message=_("Somebody in the directory already has this address."),
            ),
            models.UniqueConstraint(
                fields=["organiser", "user"],
                condition=Q(user__isnull=False),
                name="partners_person_user_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seen(self) -> str:
        """What a page shows of the entry, as a short text: another one tells that somebody changed it."""
        shown = "\n".join((self.first_name, self.last_name, self.email))
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def name_it(self, first_name: str, last_name: str) -> None:
        """Set the name together with the columns that search and order use."""
        self.first_name, self.last_name = first_name.strip(), last_name.strip()
        self.search_key = normalise(f"{self.first_name} {self.last_name} {self.email}")[:300]
        self.sort_key = sort_key(f"{self.last_name} {self.first_name}")[:300]
