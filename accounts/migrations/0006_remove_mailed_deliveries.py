from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_news_from_mailed_deliveries")]

    operations = [migrations.RemoveField("user", "mailed_deliveries")]
