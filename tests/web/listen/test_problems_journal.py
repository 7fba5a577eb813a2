"""SQLite's journal: a copy of it, days later, would still hold each report beside the sign-in that came before it."""

import os
import subprocess
import sys

SCRIPT = """
import datetime as dt, os
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from bothways_web.listen.problems import mixing
from bothways_web.listen.problems.private_codes import new_form_key
from bothways_web.listen.problems.reporting import Report, report_problem
from bothways_web.people.models import User

for number in range(6):
    user = User.objects.create_user(f"u{number}@company.example", "a long enough password")
    user.last_login = timezone.now()
    user.save()
    report_problem(Report("easier", f"report {number} of many", None, named=False), new_form_key().encode(), by=user)
journal = settings.HOME / "bothways.sqlite3-wal"
print(b"report 3 of many" in journal.read_bytes())
day = mixing.today() + dt.timedelta(days=1)
mixing.today = lambda: day
print(mixing.mix_days(), journal.stat().st_size)
"""


def test_it_is_emptied_once_the_rows_of_a_day_are_mixed(tmp_path, migrated_file):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))}
    env |= {"DJANGO_SETTINGS_MODULE": "bothways_web.web.settings", "BOTHWAYS_HOME": str(tmp_path)}
    env.pop("DATABASE_URL", None)
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.stdout.split() == ["True", "6", "0"], run.stdout + run.stderr
