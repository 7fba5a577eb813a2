"""Cards of a huddle that is over: a copy of the files of the database holds none of them."""

import os
import subprocess
import sys

SCRIPT = """
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from bothways_web.act.huddles.cards import add_card
from bothways_web.act.huddles.closing import close_huddle
from bothways_web.act.models import Huddle
from bothways_web.listen.problems.private_codes import new_form_key
from bothways_web.people.models import Unit

unit = Unit.objects.create(code="day")
now = timezone.now()
huddle = Huddle.objects.create(unit=unit, day=now.date(), opened_at=now, state="open", notes="We met.")
for number in range(40):
    add_card(huddle, f"idea {number} in silence " * 9, new_form_key().encode(), address="10.0.0.1")

def held():
    files = settings.HOME.glob("bothways.sqlite3*")
    return sum(one.read_bytes().count(b"in silence") for one in files) > 0

print(held())
close_huddle(huddle, held=True, by=None)
print(huddle.cards.count(), held())
"""


def test_neither_the_file_nor_its_journal_keeps_a_card(tmp_path, migrated_file):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))}
    env |= {"DJANGO_SETTINGS_MODULE": "bothways_web.web.settings", "BOTHWAYS_HOME": str(tmp_path)}
    env.pop("DATABASE_URL", None)
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, timeout=600, check=False
    )
    assert run.stdout.split() == ["True", "0", "False"], run.stdout + run.stderr
