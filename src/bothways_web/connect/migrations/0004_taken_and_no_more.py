"""What became of messages says nothing of customers any more, what was written before included."""

from django.db import migrations, models

SAID = ("asked", "waiting", "resting", "stopped", "too old", "case")


def say_taken(apps, schema_editor):
    receipts = apps.get_model("connect", "Receipt").objects
    receipts.filter(outcome__in=SAID).update(outcome="taken")


class Migration(migrations.Migration):

    dependencies = [
        ('connect', '0003_programs_that_tell'),
    ]

    operations = [
        migrations.RunPython(say_taken, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='receipt',
            name='outcome',
            field=models.CharField(choices=[('taken', 'taken'), ('nothing', 'nothing to do'), ('refused', 'not understood')], max_length=10),
        ),
    ]
