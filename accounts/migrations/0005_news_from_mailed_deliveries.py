from django.db import migrations


def keep_choice(apps, schema_editor):
    apps.get_model("accounts", "User").objects.filter(mailed_deliveries=False).update(news="none")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_user_news")]

    operations = [
        migrations.RunPython(keep_choice, migrations.RunPython.noop),
    ]
