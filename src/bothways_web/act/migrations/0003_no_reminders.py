"""The table of reminders is not needed any more."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("act", "0002_reminders_in_the_digest")]

    operations = [migrations.DeleteModel(name="Reminder")]
