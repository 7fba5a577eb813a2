"""What the worker does for habits; the job may be started twice, or be killed and started again."""

from __future__ import annotations

from django_tasks import task


@task()
def compute_habit(run_id: int) -> None:
    """Compute the gap of a habit in a round, and hand it to the ledger."""
    from bothways_web.verify.habits.computing import compute

    compute(run_id)
