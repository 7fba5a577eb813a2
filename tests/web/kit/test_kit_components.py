"""Each component in each state, as it is rendered."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from bothways_web.web.showcase import EveryField
from bothways_web.web.templatetags import kit

HUSH = "Not shown, to protect people in small groups."


@pytest.fixture
def show(db: None) -> Callable[..., str]:
    def render(text: str, **context: object) -> str:
        request = RequestFactory().get("/list/", {"q": "day & night", "page": "2"})
        return str(engines["django"].from_string(text).render(context, request))

    return render


def page_of(form: forms.Form, name: str, show: Callable[..., str]) -> str:
    return show("{% field bound %}", bound=form[name])


def test_a_field_names_its_hint_and_its_error(show: Callable[..., str]) -> None:
    form = EveryField({"name": "x" * 30, "address": "a@b.example", "team": "day", "mode": "sealed"})
    page = page_of(form, "name", show)
    assert '<label for="id_name">' in page
    assert 'aria-describedby="id_name_hint id_name_error"' in page
    assert 'id="id_name_hint"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_field_without_hint_or_error_points_nowhere(show: Callable[..., str]) -> None:
    page = page_of(EveryField(), "address", show)
    assert "aria-describedby" not in page
    assert "aria-invalid" not in page


@pytest.mark.parametrize("name", ["mode", "days"])
def test_choices_stand_in_a_fieldset_and_none_is_chosen(name: str, show: Callable[..., str]) -> None:
    page = page_of(EveryField(), name, show)
    assert page.count("<fieldset") == page.count("<legend") == 1
    assert page.count("<label") == page.count("<input") == 2
    assert "checked" not in page


@pytest.mark.parametrize("name", list(EveryField.base_fields))
def test_every_kind_of_field_has_a_label(name: str, show: Callable[..., str]) -> None:
    page = page_of(EveryField(), name, show)
    controls = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', page)
    assert controls
    assert set(controls) == set(re.findall(r'<label for="([^"]+)"', page))


def test_only_what_may_be_left_out_is_called_optional(show: Callable[..., str]) -> None:
    assert "(optional)" in page_of(EveryField(), "words", show)
    assert "(optional)" not in page_of(EveryField(), "address", show)


def test_the_summary_links_each_error_to_its_control(show: Callable[..., str]) -> None:
    form = EveryField({"name": "x", "address": "nobody", "team": "day"})
    page = show("{% errors form %}{% fields form %}", form=form)
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets == ["id_address", "id_mode_0"]
    assert all(f'id="{target}"' in page for target in targets)
    assert 'role="alert"' in page
    assert "autofocus" in page


def test_a_form_without_errors_has_no_summary(show: Callable[..., str]) -> None:
    assert show("{% errors form %}", form=EveryField()).strip() == ""


def test_words_of_people_are_escaped(show: Callable[..., str]) -> None:
    page = show(
        "{% card name name='c' %}x{% endcard %}{% notice name %}{{ name }}{% endnotice %}{% tag name %}"
        "{% task name %}{% empty name %}{% endempty %}{% crumbs name %}{% hush with_others=name %}",
        name="<script>",
    )
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 8


@pytest.mark.parametrize(
    ("code", "strength", "words", "glyph"),
    [
        ("employee_leads", "clear", "Clear: Employees first", "clear"),
        ("customer_leads", "likely", "Likely: Customers first", "likely"),
        ("both_ways", "clear", "Clear: It runs both ways", "clear"),
        ("no_link", None, "No link that matters", "no_link"),
        ("cannot_tell", None, "We cannot tell yet", "cannot_tell"),
        ("not_estimable", None, "Not enough to work with", "not_estimable"),
    ],
)
def test_a_verdict_is_a_glyph_with_words(
    code: str, strength: str | None, words: str, glyph: str, show: Callable[..., str]
) -> None:
    page = show("{% verdict code strength %}", code=code, strength=strength)
    assert words in page
    assert f"#glyph-{glyph}" in page
    assert 'aria-hidden="true"' in page
    assert "<a" not in page


def test_words_of_verdicts_are_those_of_the_reports() -> None:
    from bothways.reports.words import ORDER_WORDS, STATES
    from bothways_web.web.templatetags.marks import ORDERS, WORDS

    assert {key: str(word) for key, word in ORDERS.items()} == ORDER_WORDS
    assert {key: str(WORDS[key]) for key in STATES} == {key: state.word for key, state in STATES.items()}


def test_a_number_comes_with_its_range(show: Callable[..., str]) -> None:
    page = show("{% figure -0.7 -1.6 0.2 places=1 sign=True %}")
    assert re.sub("<[^>]+>", "", page) == "−0.7 (−1.6 to +0.2)"


@pytest.mark.parametrize(("side", "shape"), [("employees", "<circle"), ("customers", "<rect")])
def test_voices_differ_in_shape(side: str, shape: str, show: Callable[..., str]) -> None:
    page = show("{% interval row 0 100 side %}", row={"value": 62, "low": 48, "high": 75}, side=side)
    assert page.count(shape) == 1
    assert 'aria-hidden="true"' in page


def test_a_range_beyond_the_scale_stays_in_the_picture(show: Callable[..., str]) -> None:
    page = show("{% interval row 0 100 %}", row={"value": 99, "low": 80, "high": 140})
    assert max(float(x) for x in re.findall(r'x[12]="([\d.]+)"', page)) <= 280


@pytest.mark.parametrize(("side", "mark"), [("emp", "<circle"), ("cust", 'class="mark cust"')])
def test_a_course_joins_rounds_that_follow_and_leaves_a_gap_where_one_is_not_shown(show, side, mark):
    rounds = [{"value": 20, "low": 10, "high": 30}, {"value": 40, "low": 30, "high": 50}, None, {"value": 80}]
    page = show("{% course rounds 0 100 side %}", rounds=rounds, side=side)
    assert page.count(mark) == 3
    assert page.count(f'class="way {side}"') == 1
    assert page.count(f'class="reach {side}"') == 2
    assert 'aria-hidden="true"' in page
    start, end = re.search(r'y1="([\d.]+)" y2="([\d.]+)" class="way', page).groups()
    assert float(start) > float(end), "20 stands below 40"


def test_a_withheld_row_has_no_mark_and_one_wording(show: Callable[..., str]) -> None:
    rows = [{"label": "Safe to speak up"}, {"label": "Workload", "value": None}]
    page = show("{% intervals rows 'Favourable' 'employees' %}", rows=rows)
    assert page.count("Not shown") == 2
    assert 'class="mark' not in page
    assert 'class="value"' not in page


def test_what_is_withheld_reads_the_same_whatever_is_around_it(show: Callable[..., str]) -> None:
    assert show("{% hush %}") == show("<p></p>{% hush %}", n=4).replace("<p></p>", "")
    assert HUSH in show("{% hush %}")
    assert not re.search(r"\d", re.sub("<[^>]+>", "", show("{% hush %}")))


def test_nobody_was_asked_is_not_withheld(show: Callable[..., str]) -> None:
    page = show("{% intervals rows 'Favourable' %}", rows=[{"label": "Way", "state": "none"}])
    assert "nobody was asked" in page
    assert "Not shown" not in page


def test_pages_keep_what_else_the_address_says(show: Callable[..., str]) -> None:
    page = show("{% pages page_obj %}", page_obj=Paginator(range(95), 10).page(2))
    assert "?q=day+%26+night&amp;page=3" in page
    assert page.count('aria-current="page"') == 1


def test_one_page_needs_no_pages(show: Callable[..., str]) -> None:
    assert show("{% pages page_obj %}", page_obj=Paginator(range(5), 10).page(1)).strip() == ""


def test_a_question_has_nothing_chosen_and_a_way_to_decline(show: Callable[..., str]) -> None:
    tag = "{% question name='q' text='Could you?' options=options decline='none' chosen=chosen %}"
    options = [(0, "Never"), (1, "Always")]
    fresh = show(tag, options=options)
    assert "checked" not in fresh
    assert "rather not say" in fresh
    assert "<legend><h1>" in fresh
    assert re.findall(r'value="(\w+)" checked', show(tag, options=options, chosen="0")) == ["0"]
    assert re.findall(r'value="(\w+)" checked', show(tag, options=options, chosen="none")) == ["none"]


def test_a_question_that_came_back_says_why(show: Callable[..., str]) -> None:
    page = show(
        "{% question name='q' text='Could you?' options=options error='Choose one.' %}", options=[(1, "Yes")]
    )
    assert 'aria-describedby="q_error"' in page
    assert 'id="q_error"' in page


@pytest.mark.parametrize(
    ("kind", "role"), [("done", "status"), ("info", "status"), ("warning", "alert"), ("error", "alert")]
)
def test_a_notice_that_needs_you_is_read_out_at_once(kind: str, role: str, show: Callable[..., str]) -> None:
    assert f'role="{role}"' in show("{% notice 'Word' kind %}{% endnotice %}", kind=kind)


def test_a_confirm_page_posts_with_a_token_and_offers_a_way_back(show: Callable[..., str]) -> None:
    page = show("{% confirm 'Delete' back='/list/' danger=True %}<p>Gone for good.</p>{% endconfirm %}")
    assert 'method="post"' in page
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{32,}"', page)
    assert 'href="/list/"' in page


def test_every_icon_and_glyph_that_is_named_is_drawn(show: Callable[..., str]) -> None:
    from django.contrib.staticfiles import finders

    from bothways_web.web.showcase import ICONS

    path = finders.find("web/icons.svg")
    assert isinstance(path, str)
    drawn = set(re.findall(r'id="([a-z_-]+)"', Path(path).read_text(encoding="utf-8")))
    assert {f"icon-{name}" for name in ICONS} == {name for name in drawn if name.startswith("icon-")}


def test_no_two_parts_of_the_kit_share_a_name() -> None:
    names = [name for part in kit.PARTS for name in part.register.tags]
    assert len(names) == len(set(names)) == len(kit.register.tags)
