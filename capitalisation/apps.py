from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CapitalisationConfig(AppConfig):
    name = "capitalisation"

    def ready(self) -> None:
        from capitalisation.editions import GUARD

        # Not control flow: the database's own guard, laid again after whatever a migration did to the table.
        post_migrate.connect(GUARD.install, sender=self, dispatch_uid="capitalisation_edition_trigger")
