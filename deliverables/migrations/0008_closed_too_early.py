"""Ends of deliveries that a moved due date has overtaken: what the constraints of the next migration refuse."""

from django.db import migrations
from django.db.models import F


def end_once_due(apps, schema_editor):
    """An end of deliveries that a moved due date has overtaken comes with that date."""
    for name, due in (("Assignment", "due_at"), ("Deliverable", "effective_due_at")):
        rows = apps.get_model("deliverables", name).objects.using(schema_editor.connection.alias)
        rows.filter(closes_at__lt=F(due)).update(closes_at=F(due))


class Migration(migrations.Migration):

    dependencies = [("deliverables", "0007_opinions")]
    operations = [migrations.RunPython(end_once_due, migrations.RunPython.noop)]
