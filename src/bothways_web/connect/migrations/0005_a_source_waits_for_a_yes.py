from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connect', '0004_taken_and_no_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='agreed_on',
            field=models.DateField(blank=True, null=True),
        ),
    ]
