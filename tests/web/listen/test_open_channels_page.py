"""The page of channels: each way with what it can promise, codes, posters, the snippet for a website."""

import re
from html import unescape

import pytest
from open_at_work import address_of, launch_open
from rounds_at_work import launch, make_pulse

from bothways_web.listen.channels.links import Door
from bothways_web.listen.channels.qr import QUIET, drawing_of, rows_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.rounds import close_round
from bothways_web.people.models import Change, Organisation


@pytest.fixture
def asked(company) -> Round:
    return launch_open(company, shown_on="https://www.customer.example")


def page_of(company, pulse, name="eva") -> str:
    return company.client(name).get(f"/listen/{pulse.pk}/channels/").content.decode()


def test_an_open_survey_has_its_addresses_and_says_what_they_cannot_promise(company, asked, settings):
    page = page_of(company, asked.pulse)
    for door in Door:
        assert settings.BASE_URL + address_of(asked.pulse, door) in page
    assert page.count("It can promise:") == page.count("It cannot promise:") == 4
    assert "A round is open until" in page
    close_round(asked)
    assert "No round is open now" in page_of(company, asked.pulse)


def test_a_survey_that_invites_shows_no_open_address(company):
    pulse = launch(company).pulse
    page = page_of(company, pulse)
    assert "Personal link by mail" in page
    assert "There the link leads to the answers" in page
    assert "/open/" not in page
    assert "/kiosk/" not in page
    assert '<svg class="qr"' not in page
    lead = company.client("eva")
    key = Pulse.objects.get(pk=pulse.pk).link_key
    answer = lead.post(f"/listen/{pulse.pk}/channels/", {"step": "new_address"}, follow=True)
    assert "This survey has no open link" in answer.content.decode()
    assert Pulse.objects.get(pk=pulse.pk).link_key == key


def test_the_page_of_a_survey_leads_to_its_channels(company, asked):
    page = company.client("eva").get(f"/listen/{asked.pulse.pk}/").content.decode()
    assert f'href="/listen/{asked.pulse.pk}/channels/"' in page


def test_a_new_address_is_made_by_a_button_and_is_in_the_change_log(company, asked):
    before = address_of(asked.pulse)
    company.client("eva").post(f"/listen/{asked.pulse.pk}/channels/", {"step": "new_address"})
    assert address_of(asked.pulse) != before
    assert Change.objects.filter(verb="made a new address").count() == 1
    assert str(Pulse.objects.get().link_key) not in repr(list(Change.objects.values_list()))


def test_the_snippet_is_a_frame_without_a_script_whatever_the_organisation_is_called(company, asked):
    Organisation.objects.update(name='"><script>alert(1)</script>')
    page = page_of(company, asked.pulse)
    assert "<script>alert" not in page
    snippet = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])
    assert snippet.startswith("<iframe src=")
    assert f'{address_of(asked.pulse)}?frame=1"' in snippet
    assert 'loading="lazy" referrerpolicy="no-referrer"></iframe>' in snippet
    assert "<script" not in snippet
    assert "https://www.customer.example" in page
    Pulse.objects.update(shown_on="")
    assert "No website may show it" in page_of(company, asked.pulse)


@pytest.mark.parametrize("door", list(Door))
def test_a_poster_holds_title_code_address_and_promise(company, asked, settings, door):
    page = company.client("eva").get(f"/listen/{asked.pulse.pk}/channels/poster/{door}/").content.decode()
    assert asked.pulse.title in page
    assert page.count(settings.BASE_URL + address_of(asked.pulse, door)) == 1
    assert "No account, no name" in page
    assert "only if there are 5 or more" in page
    assert page.count('<svg class="qr"') == 1


@pytest.mark.parametrize("door", ["mail", "x", "openx"])
def test_there_is_no_poster_of_a_door_that_there_is_not(company, asked, door):
    assert company.client("eva").get(f"/listen/{asked.pulse.pk}/channels/poster/{door}/").status_code == 404


def test_a_draft_has_its_address_before_it_is_launched(company):
    pulse = make_pulse(company, mode="open")
    page = company.client("nobody").get(address_of(pulse)).content.decode()
    assert "No survey is open here now" in page
    assert address_of(pulse) in page_of(company, pulse)


def test_a_code_is_drawn_module_by_module_with_room_around():
    address = "https://voices.example/open/abc.def/"
    rows, drawing = rows_of(address), drawing_of(address, 'of "this"')
    size = len(rows) + 2 * QUIET
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawing):
        dark |= {(int(x) + step, int(y)) for step in range(int(width))}
    assert dark == {
        (x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, module in enumerate(row) if module
    }
    assert f'viewBox="0 0 {size} {size}"' in drawing
    assert "&quot;this&quot;" in drawing
    assert "style" not in drawing
