from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('link', '0004_themes_of_comments'),
    ]

    operations = [
        migrations.AddField(
            model_name='themerun',
            name='merged',
            field=models.JSONField(default=dict),
        ),
    ]
