"""What the worker does for this room; each job may be started twice, or be killed and started again."""

from __future__ import annotations

from django_tasks import task


@task()
def release_metrics(import_id: int) -> None:
    """Offer imported customer metrics to the ledger."""
    from bothways_web.link.showing import show_import

    show_import(import_id)


@task()
def compute_findings(run_id: int) -> None:
    """Compute the findings of a run."""
    from bothways_web.link.computing import compute

    compute(run_id)


@task()
def compute_sweep(sweep_id: int) -> None:
    """Make the analysts' table of a run."""
    from bothways_web.link.sweeps.computing import compute

    compute(sweep_id)


@task()
def find_themes(run_id: int) -> None:
    """Find the themes of a round."""
    from bothways_web.link.themes.finding import compute

    compute(run_id)
