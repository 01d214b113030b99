from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeliverablesConfig(AppConfig):
    name = "deliverables"

    def ready(self) -> None:
        from deliverables.chain.frozen import install

        # Not control flow: the database's own guards, laid again after whatever a migration did to the tables.
        post_migrate.connect(install, sender=self, dispatch_uid="deliverables_rows_triggers")
