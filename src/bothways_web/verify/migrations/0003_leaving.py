import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bothways_web.verify.models.leaving


class Migration(migrations.Migration):
    dependencies = [("verify", "0002_beliefs"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="LeavingQuarter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=7, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("running", "being worked on"), ("done", "done")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tree", models.JSONField(default=list)),
                ("many_left_out", models.BooleanField(default=False)),
                ("roles", models.JSONField(default=list)),
                ("before", models.JSONField(default=bothways_web.verify.models.leaving.nothing)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("attempt", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.TextField(blank=True)),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="LeavingCost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(unique=True)),
                ("parts", models.JSONField()),
                ("currency", models.CharField(blank=True, max_length=12, verbose_name="currency")),
                ("headcount", models.JSONField(blank=True, null=True)),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="why it was changed")),
                ("by_name", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-version"]},
        ),
    ]
