"""Mails about answers to reports go into the one mail that says what is new: what waits is kept."""

from django.db import migrations


def into_the_digest(apps, schema_editor):
    """Let what waits be told by the mail of each reporter."""
    digests = apps.get_model("people", "Digest").objects
    for one in apps.get_model("listen", "AnswerMail").objects.select_related("problem").iterator():
        if one.problem.reporter_id is None:
            continue
        found, _new = digests.get_or_create(user_id=one.problem.reporter_id)
        if found.rhythm != "never" and "my reports" not in found.topics:
            found.topics = [*found.topics, "my reports"]
            found.due_at = found.due_at or one.due_at
            found.save(update_fields=["topics", "due_at"])


def leave(apps, schema_editor):
    """The mail about an answer is not made again: the answer stands on the page."""


class Migration(migrations.Migration):

    dependencies = [
        ("listen", "0009_reviews_and_tickets"),
        ("people", "0004_quiet_hours_and_the_digest"),
    ]

    operations = [
        migrations.RunPython(into_the_digest, leave),
    ]
