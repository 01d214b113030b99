from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_user_mailed_deliveries")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="news",
            field=models.CharField(
                choices=[
                    ("at_once", "at once, one mail each"),
                    ("daily", "once a day, in the morning"),
                    ("none", "never: I look on Escale"),
                ],
                default="at_once",
                db_default="at_once",
                max_length=7,
                verbose_name="mails",
            ),
        ),
    ]
