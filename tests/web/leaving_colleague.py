"""A colleague with a name, an address and a code that nobody else has, who leaves and is looked for."""

import datetime as dt

from django.db import connection
from django.urls import reverse

from bothways_web.act.models import Celebration
from bothways_web.keeping.personal.subject import subject_of_user
from bothways_web.people.changes import record
from bothways_web.people.models import Person, Post, User
from bothways_web.people.units import today

NAME, ADDRESS, CODE = "A Leaving Colleague", "leaving-colleague@company.example", "P-leaving-77"


def named(company):
    """Let one colleague have a name, an address and a code that nobody else has."""
    ben = company.users["ben"]
    Person.objects.filter(user=ben).update(name=NAME, email=ADDRESS, code=CODE)
    User.objects.filter(pk=ben.pk).update(name=NAME, email=ADDRESS)
    ben = company.users["ben"] = User.objects.get(pk=ben.pk)
    company.client("ben").get("/")
    record(ben, "changed plan", f"Plan of {NAME}", to=ADDRESS, who=[{"by": NAME}])
    record(company.users["dua"], "corrected person", CODE, fields=["name"])
    Celebration.objects.create(
        text=f"Thanks to {NAME}!", person=ben.person, by=company.users["ana"], day=today()
    )
    Post.objects.filter(person__code="day3").update(manager=CODE)
    company.client("nobody").post(reverse("account_login"), {"login": ADDRESS, "password": "wrong"})


def leaves(company):
    """The colleague stops working here, and somebody else takes note."""
    Post.objects.filter(person=company.users["ben"].person).update(end=today() - dt.timedelta(days=1))


def subject(company):
    return subject_of_user(User.objects.get(email=ADDRESS))


def everything_in_the_database():
    """Every cell of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [(table, str(bytes(cell) if isinstance(cell, memoryview) else cell))
                      for row in cursor.fetchall() for cell in row]  # fmt: skip
    return found


def places_of(*wanted):
    return {
        table for table, cell in everything_in_the_database() for one in wanted if one.lower() in cell.lower()
    }
