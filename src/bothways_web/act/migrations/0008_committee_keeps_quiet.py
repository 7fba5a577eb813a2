from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('act', '0007_mission'),
    ]

    operations = [
        migrations.AddField(
            model_name='willingness',
            name='until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='committeedraw',
            name='rows_are_shared',
            field=models.BooleanField(default=False),
        ),
    ]
