import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("records", "0004_antivirus")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="run_after",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now
            ),
        ),
        migrations.AlterField(
            model_name="job", name="max_attempts", field=models.PositiveIntegerField(default=4)
        ),
        migrations.RemoveIndex(model_name="job", name="records_job_waiting"),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(condition=Q(state="waiting"), fields=["run_after"], name="records_job_due"),
        ),
    ]
