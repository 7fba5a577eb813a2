"""Until when a report should be answered is kept with it; where it is blank, the settings of now say so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listen", "0011_no_mails_about_answers")]

    operations = [
        migrations.AddField(
            model_name="problem", name="answer_by", field=models.DateField(blank=True, null=True)
        ),
    ]
