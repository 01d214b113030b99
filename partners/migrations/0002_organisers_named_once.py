"""Organisations that run cycles and share a name get a number behind it: what the next migration's constraint refuses."""

from django.db import migrations


def number_doubles(apps, schema_editor):
    organisations = apps.get_model("partners", "Organisation").objects.using(schema_editor.connection.alias)
    seen = set()
    for row in organisations.filter(organiser=None).order_by("pk"):
        name, key, number = row.name, row.search_key, 1
        while row.search_key in seen:
            number += 1
            row.name, row.search_key = f"{name[:190]} ({number})", f"{key[:290]} {number}"
        seen.add(row.search_key)
        row.save(update_fields=["name", "search_key"])


class Migration(migrations.Migration):

    dependencies = [("partners", "0001_initial")]
    operations = [migrations.RunPython(number_doubles, migrations.RunPython.noop)]
