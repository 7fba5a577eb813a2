"""The clock: calls what is due, every few seconds, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from bothways_web.listen.clock import tick

SECONDS = 5.0
logger = logging.getLogger("bothways_web.clock")


class Command(BaseCommand):
    """Run the clock."""

    help = "Open and close rounds, send mail, take up what was left lying."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tick until a signal comes or the process that began this one is gone."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        parent = os.getppid()
        while not stop.wait(SECONDS) and os.getppid() == parent:
            close_old_connections()
            try:
                tick()
            except (Error, OSError):
                logger.exception("The clock missed a tick; it goes on.")
