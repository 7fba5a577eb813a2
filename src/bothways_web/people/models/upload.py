"""Files that somebody has brought and that are not imported yet."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models


class Upload(models.Model):
    """A file under the home folder, for a day; its name there says nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=100)
    #: What the content is, told by its first bytes; readers of spreadsheets look at it.
    ending = models.CharField(max_length=8, default=".csv")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> Path:
        """Where the file is."""
        return uploads_folder() / f"{self.id.hex}{self.ending}"

    @property
    def faults_path(self) -> Path:
        """Where its faulty rows are, once it was checked."""
        return uploads_folder() / f"{self.id.hex}.faults.csv"


def uploads_folder() -> Path:
    """Return the folder of uploads; nobody but the app reads it."""
    folder = Path(settings.HOME) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
