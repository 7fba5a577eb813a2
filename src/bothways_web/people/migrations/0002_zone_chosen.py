from django.db import migrations, models


class Migration(migrations.Migration):
    """UTC that nobody has chosen is told from UTC that is meant."""

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="organisation", name="zone_chosen", field=models.BooleanField(default=False)
        ),
    ]
