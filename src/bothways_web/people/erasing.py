"""Having the database forget rows that are gone: SQLite's journal of changes, PostgreSQL's dead rows."""

from __future__ import annotations

import logging

from django.db import connection
from django.db.models import Model

logger = logging.getLogger(__name__)
_TRIES = 5


def clear_traces(*models: type[Model], tries: int = _TRIES) -> None:
    """Have the database forget how rows of some tables were before; outside of transactions.

    A reader can keep SQLite from emptying its journal for a moment: it waits for it as long as for any lock, and tries
    again, ``tries`` times.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for _try in range(tries):
                if not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    return
            logger.warning("The journal of the database could not be emptied: somebody reads all the time.")
            return
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
        cursor.execute(f"VACUUM {tables}")
