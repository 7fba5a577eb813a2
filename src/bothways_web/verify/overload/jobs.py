"""What the worker does for overload; the job may be started twice, or be killed and started again."""

from __future__ import annotations

from django_tasks import task


@task()
def compute_overload(run_id: int) -> None:
    """Compute what spills over."""
    from bothways_web.verify.overload.computing import compute

    compute(run_id)
