"""Reminders go into the one mail that says what is new: what somebody chose and what waits is kept."""

from django.db import migrations


def into_the_digest(apps, schema_editor):
    """Keep who wants none, what waits, and when the last one was sent."""
    digests = apps.get_model("people", "Digest").objects
    for one in apps.get_model("act", "Reminder").objects.iterator():
        found, _new = digests.get_or_create(user_id=one.user_id)
        found.last_sent_on = one.last_sent_on
        if not one.wanted:
            found.rhythm, found.topics, found.due_at = "never", [], None
        elif one.due_at is not None:
            found.topics = [*found.topics, "something waits"]
            found.due_at = min(one.due_at, found.due_at or one.due_at)
        found.save()


def back_to_reminders(apps, schema_editor):
    """Make reminders again of what the digest keeps."""
    reminders = apps.get_model("act", "Reminder").objects
    for one in apps.get_model("people", "Digest").objects.iterator():
        waits = "something waits" in one.topics
        reminders.update_or_create(
            user_id=one.user_id,
            defaults={
                "wanted": one.rhythm != "never",
                "due_at": (one.due_at or one.looks_at) if waits else None,
                "last_sent_on": one.last_sent_on,
            },
        )


class Migration(migrations.Migration):

    dependencies = [
        ("act", "0001_huddles_plans_work_cases"),
        ("people", "0004_quiet_hours_and_the_digest"),
    ]

    operations = [
        migrations.RunPython(into_the_digest, back_to_reminders),
    ]
