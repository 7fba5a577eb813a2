"""What the worker does about leaving; it may be started twice, or be killed and started again."""

from __future__ import annotations

from django_tasks import task


@task()
def release_quarters() -> bool:
    """Hand the quarters that wait to the ledger, in order, then look for what comes before leaving."""
    from bothways_web.verify.leaving.preceding import look_before
    from bothways_web.verify.leaving.releasing import release_waiting

    done = release_waiting()
    if done:
        look_before()
    return done
