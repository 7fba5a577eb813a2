import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listen", "0008_follow_up_and_parts_of_problems"),
        ("verify", "0003_leaving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Habit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("instrument", models.CharField(max_length=200)),
                ("form", models.CharField(max_length=8)),
                ("question", models.CharField(max_length=200)),
                ("often", models.JSONField(default=list)),
                ("never", models.JSONField(default=list)),
                ("outcome", models.CharField(max_length=200)),
                ("named_at", models.DateTimeField(auto_now_add=True)),
                ("stopped", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="HabitRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "not done"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.TextField(blank=True)),
                (
                    "habit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="verify.habit"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="habit_runs",
                        to="listen.round",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="habit",
            constraint=models.UniqueConstraint(
                fields=("instrument", "form", "question", "outcome"),
                name="a_habit_and_outcome_are_named_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="habitrun",
            constraint=models.UniqueConstraint(
                fields=("habit", "round"), name="a_habit_is_asked_once_a_round"
            ),
        ),
    ]
