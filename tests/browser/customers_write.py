"""One more round of the example company's customers, who write about the ticket system: run beside the app.

python tests/browser/customers_write.py, with BOTHWAYS_HOME as the app has it.
"""

import os

import django
import numpy as np

os.environ["DJANGO_SETTINGS_MODULE"] = "bothways_web.web.settings"
django.setup()

from django.utils import timezone  # noqa: E402  # settings come first

from bothways_web.listen.answering.asking import Draft  # noqa: E402
from bothways_web.listen.answering.responses import store_response  # noqa: E402
from bothways_web.listen.models import Contact, Pulse, Round  # noqa: E402
from bothways_web.listen.pulses import set_state  # noqa: E402
from bothways_web.listen.release import release_round  # noqa: E402
from bothways_web.listen.rounds import close_round, open_round  # noqa: E402
from bothways_web.people.models import User  # noqa: E402
from bothways_web.web.example.words import EMPLOYEES, draw_text  # noqa: E402

PEOPLE = 120
SAID = {"ticket system": (1.0, "your ticket system", EMPLOYEES["ticket system"][2])}


def ask_once_more() -> None:
    """Ask customers who were not asked yet, let every fourth write, and open the results."""
    fay = User.objects.get(email__startswith="customer.experience")
    pulse = Pulse.objects.get(title="Recommendation")
    unit = Contact.objects.filter(side="customers").order_by("key")[0].unit
    Contact.objects.bulk_create(
        Contact(side="customers", key=f"D-{number}", email=f"d{number}@customer.example", unit=unit)
        for number in range(PEOPLE)
    )
    set_state(pulse, Pulse.State.RUNNING, by=fay)
    pulse.refresh_from_db()
    open_round(pulse, now=timezone.now())
    asked = Round.objects.filter(pulse=pulse).latest("pk")
    random = np.random.default_rng(4)
    for number, invitation in enumerate(asked.invitations.all()):
        said = draw_text(SAID, random) if number % 4 == 0 else ""
        store_response(invitation, Draft({"recommend": number % 11, "reason": None}, said, False))
    close_round(asked, by=fay)
    if not release_round(asked.pk):
        raise SystemExit("The round could not be released.")


ask_once_more()
