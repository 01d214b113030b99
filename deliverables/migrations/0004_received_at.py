from django.db import migrations


class Migration(migrations.Migration):
    """Of a deliverable too, ``received_at`` is when it was received; a version's ``delivered_at`` when it was recorded."""

    dependencies = [
        ("deliverables", "0003_received_outside"),
    ]

    operations = [
        migrations.RenameField("deliverable", "delivered_at", "received_at"),
    ]
