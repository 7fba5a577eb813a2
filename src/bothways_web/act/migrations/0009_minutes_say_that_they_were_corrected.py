from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('act', '0008_committee_keeps_quiet'),
    ]

    operations = [
        migrations.AddField(
            model_name='committeemeeting',
            name='corrected_on',
            field=models.DateField(blank=True, null=True),
        ),
    ]
