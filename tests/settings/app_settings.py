"""The app's settings for tests: a home folder that goes away, mails in memory, jobs at once."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

_home = tempfile.mkdtemp(prefix="bothways-test-")
Path(_home, "static").mkdir()
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("BOTHWAYS_") and name != "BOTHWAYS_SHARED"]:
    del os.environ[_name]
os.environ.update(BOTHWAYS_HOME=_home, BOTHWAYS_SECRET_KEY="a secret for tests " * 3, BOTHWAYS_DEMO="1")
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from bothways_web.web.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "ENQUEUE_ON_COMMIT": False}
}
_database: dict[str, Any] = DATABASES["default"]  # noqa: F405
if "sqlite3" in _database["ENGINE"]:  # a file, so that threads wait for each other as in use
    _pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;"
    _database["TEST"] = {"NAME": f"{_home}/test.sqlite3"}
    _database["OPTIONS"]["init_command"] = _pragmas
