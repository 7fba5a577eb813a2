import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("link", "0002_initial"),
        ("verify", "0001_studies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="BeliefClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closed_at", models.DateTimeField(auto_now_add=True)),
                ("counted", models.JSONField(default=dict)),
                ("told", models.BooleanField(default=False)),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="belief_closing",
                        to="link.run",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="link.run"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="BeliefTry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("employee_metric", models.CharField(max_length=200)),
                ("customer_metric", models.CharField(max_length=200)),
                ("tried_at", models.DateTimeField(auto_now_add=True)),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tries", to="verify.opening"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Belief",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("employee_metric", models.CharField(max_length=200)),
                ("customer_metric", models.CharField(max_length=200)),
                (
                    "first",
                    models.CharField(
                        choices=[
                            ("employees", "Employees first"),
                            ("customers", "Customers first"),
                            ("both", "It runs both ways"),
                            ("none", "No link that matters"),
                            ("unknown", "I don’t know"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "sure",
                    models.CharField(
                        blank=True,
                        choices=[("guess", "a guess"), ("fairly", "fairly sure"), ("very", "very sure")],
                        max_length=8,
                    ),
                ),
                ("said_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="beliefs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="beliefs",
                        to="verify.opening",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(fields=("user", "run"), name="findings_open_once"),
        ),
        migrations.AddConstraint(
            model_name="belief",
            constraint=models.UniqueConstraint(
                condition=models.Q(("opening", None)),
                fields=("user", "employee_metric", "customer_metric"),
                name="one_open_belief_a_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="belief",
            constraint=models.UniqueConstraint(
                fields=("user", "employee_metric", "customer_metric", "opening"),
                name="one_belief_a_pair_and_run",
            ),
        ),
    ]
