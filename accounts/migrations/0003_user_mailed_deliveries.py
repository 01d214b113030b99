from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_cache_table")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mailed_deliveries",
            field=models.BooleanField(default=True, db_default=True, verbose_name="a mail for each delivery"),
        ),
    ]
