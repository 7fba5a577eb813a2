"""Time zones as people choose them."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from django.utils.translation import override

from bothways_web.people.forms.people import OwnForm
from bothways_web.people.forms.set_up import OrganisationForm
from bothways_web.people.models import Organisation, Person
from bothways_web.wording import zone_name, zones_by_region
from bothways_web.wording.zones import offset

SUMMER, WINTER = dt.datetime(2026, 7, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "words"),
    [
        ("Europe/Berlin", SUMMER, "UTC+02:00"),
        ("Europe/Berlin", WINTER, "UTC+01:00"),
        ("America/St_Johns", WINTER, "UTC\N{MINUS SIGN}03:30"),
        ("Asia/Kathmandu", WINTER, "UTC+05:45"),
        ("UTC", WINTER, "UTC+00:00"),
    ],
)
def test_the_offset_is_that_of_the_moment(zone, moment, words):
    assert offset(zone, moment) == words


def test_zones_stand_by_region_and_place_with_readable_names():
    found = dict(zones_by_region(SUMMER))
    assert next(iter(found)) == "Everywhere"
    assert ("Europe/Berlin", "Berlin (UTC+02:00)") in found["Europe"]
    assert ("America/New_York", "New York (UTC\N{MINUS SIGN}04:00)") in found["The Americas"]
    places = [words for _name, words in found["Europe"]]
    assert places == sorted(places)
    assert not [words for group in found.values() for _name, words in group if "_" in words or "/" in words]
    names = [name for group in found.values() for name, _words in group]
    assert len(names) == len(set(names)) > 400
    assert set(names) <= zoneinfo.available_timezones()


def test_a_zone_is_named_in_the_language_of_the_page():
    assert zone_name("America/Argentina/Buenos_Aires") == "Buenos Aires, Argentina (The Americas)"
    assert zone_name("UTC") == "UTC"
    with override("de"):
        assert zone_name("Europe/Berlin") == "Berlin (Europa)"


def test_the_page_offers_groups_and_keeps_what_was_chosen(company):
    Organisation.objects.update(time_zone="Europe/Madrid")
    page = company.client("dua").get("/set-up/organisation/").content.decode()
    assert '<optgroup label="Europe">' in page
    assert '<option value="Europe/Madrid" selected>Madrid (UTC+0' in page


def test_a_zone_under_an_old_name_can_stay(company):
    Organisation.objects.update(time_zone="Etc/GMT+5")
    form = OrganisationForm({"name": "A", "time_zone": "Etc/GMT+5"}, instance=Organisation.current())
    assert form.is_valid(), form.errors
    assert not OwnForm({"time_zone": "Etc/GMT+5"}, initial={}).is_valid()
    Person.objects.update(time_zone="Etc/GMT+5")
    assert OwnForm({"time_zone": "Etc/GMT+5"}, initial={"time_zone": "Etc/GMT+5"}).is_valid()


def test_without_a_choice_the_zone_of_the_organisation_holds():
    form = OwnForm({"time_zone": "", "language": ""})
    assert form.is_valid()
    assert form.fields["time_zone"].choices[0] == ("", "that of the organisation")
