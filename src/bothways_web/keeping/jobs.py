"""What the worker does for this room; each job may be started twice, or be killed and started again."""

from __future__ import annotations

from django_tasks import task


@task()
def make_export(key: str) -> None:
    """Write a file of released numbers."""
    from bothways_web.keeping.exports.running import run_export

    run_export(key)


@task()
def retention_night(night_id: int) -> None:
    """Let go what has been kept long enough."""
    from bothways_web.keeping.models import RetentionNight
    from bothways_web.keeping.retention.nightly import do_night

    do_night(RetentionNight.objects.get(pk=night_id))
