"""Let some days pass for whoever is new: run beside the app.

python tests/browser/days_pass.py NAME DAYS, with BOTHWAYS_HOME as the app has it. What happened so far is dated back,
and it is looked at once what that brings.
"""

import datetime as dt
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bothways_web.web.settings"
django.setup()

from django.db.models import F  # noqa: E402  # settings come first
from django.utils import timezone  # noqa: E402

from bothways_web.act.models import MentorPair  # noqa: E402
from bothways_web.act.welcome.clock import look_after_pairs  # noqa: E402
from bothways_web.listen.asks import look_for_people, send_asks  # noqa: E402
from bothways_web.listen.models import Delivery  # noqa: E402
from bothways_web.people.models import Person, Post  # noqa: E402

name, days = sys.argv[1], dt.timedelta(days=int(sys.argv[2]))
person = Person.objects.get(code=name)
Post.objects.filter(person=person).update(start=F("start") - days)
MentorPair.objects.filter(hire=person).update(since=F("since") - days, together_on=F("together_on") - days)
for look in (look_for_people, send_asks, look_after_pairs):  # mails are sent by the app, which knows where
    look()
waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
waiting.update(due_at=timezone.now())  # else for up to four hours
