from django.db import migrations, models


class Migration(migrations.Migration):
    """Pulses say why a round that is due does not open."""

    dependencies = [("listen", "0002_initial")]

    operations = [
        migrations.AddField(model_name="pulse", name="trouble", field=models.TextField(blank=True, default=""), preserve_default=False),
    ]
