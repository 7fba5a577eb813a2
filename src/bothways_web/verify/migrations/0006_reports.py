import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("verify", "0005_overload"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="StoryMail",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="story_mail",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("never", "never"),
                            ("monthly", "once a month, on the first"),
                            ("quarterly", "once a quarter, on the first"),
                        ],
                        default="never",
                        max_length=10,
                    ),
                ),
                ("suggested", models.CharField(blank=True, max_length=10)),
                ("next_on", models.DateField(blank=True, db_index=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_sent_on", models.DateField(blank=True, null=True)),
                ("told", models.CharField(blank=True, max_length=64)),
                ("told_since", models.DateField(blank=True, null=True)),
                (
                    "suggested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
