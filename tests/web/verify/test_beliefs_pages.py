"""Leaders say what they expect before they look: the page that comes first, the moment, and what stands beside it."""

import linked_company as linked
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from kept_worlds import kept
from rounds_at_work import launch

from bothways.errors import InputError
from bothways_web.link.findings import latest_findings
from bothways_web.link.models import Run
from bothways_web.people.models import Change, Grant, Role, User
from bothways_web.verify.beliefs import leaders
from bothways_web.verify.beliefs.opening import last_opening, open_findings
from bothways_web.verify.beliefs.pairs import Pair, pairs_now
from bothways_web.verify.beliefs.saying import say
from bothways_web.verify.models import Belief, BeliefClosing, BeliefTry, Opening
from bothways_web.verify.views import beliefs as beliefs_views

LEADERS = ("ana", "eva", "fay", "gil")


@pytest.fixture
def found_company(company):
    """A company with findings that no leader has opened."""
    return kept(_found, company)


def _found(company):
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    company.rounds = linked.ask_all(company, world)
    company.run = Run.objects.get()
    return company


def text(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def send(client, opened=0, **fields):
    return client.post("/verify/beliefs/say/", {"opened": str(opened), **fields})


def answers_to(place, first="", sure=""):
    """Return the fields of a pair by its place in the list."""
    field = pairs_now()[place].field
    return {name: value for name, value in ((f"first-{field}", first), (f"sure-{field}", sure)) if value}


def first_pair() -> Pair:
    return pairs_now()[0]


@pytest.mark.parametrize("name", LEADERS)
def test_leaders_are_asked_before_they_are_shown_a_finding(found_company, name):
    urls = ["/findings/"]
    if name != "gil":
        urls += [f"/findings/{found_company.run.pk}/1/", "/findings/table.csv"]
    for url in urls:
        page = text(found_company.client(name), url)
        assert "Say what you expect before you look" in page
        assert "Open the findings" in page
        assert "tends to be" not in page
        assert "Tested" not in page
        assert "button primary" not in page  # two ways of equal weight


@pytest.mark.parametrize("name", ["ben", "hao", "ida"])
def test_others_are_not_asked(found_company, name):
    assert "Say what you expect before you look" not in text(found_company.client(name), "/findings/")
    assert found_company.client(name).get("/verify/beliefs/").status_code == 404


def test_looking_at_the_page_opens_nothing_and_pressing_the_button_does(found_company):
    client, run = found_company.client("eva"), found_company.run
    text(client, "/findings/")
    assert not Opening.objects.exists()
    answer = client.post(reverse("open_findings", args=[run.pk]), {"next": f"/findings/{run.pk}/1/"})
    assert answer["Location"] == f"/findings/{run.pk}/1/"
    assert Opening.objects.get().user == found_company.users["eva"]
    assert "What we see" in text(client, f"/findings/{run.pk}/1/")
    assert Change.objects.filter(verb="opened findings").count() == 1
    client.post(reverse("open_findings", args=[run.pk]))
    assert Opening.objects.count() == 1


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/", "//elsewhere.example/findings/", "https:/findings/", "/accounts/"],
)
def test_the_button_leads_to_findings_only(found_company, elsewhere):
    url = reverse("open_findings", args=[found_company.run.pk])
    assert found_company.client("eva").post(url, {"next": elsewhere})["Location"] == "/findings/"


def test_a_belief_is_kept_pair_by_pair_and_others_are_skipped(found_company):
    client = found_company.client("fay")
    page = text(client, "/verify/beliefs/say/")
    assert page.count("Which comes first?") == 3
    assert send(client, **answers_to(1, "both", "guess")).status_code == 302
    kept = Belief.objects.get()
    assert (kept.user, kept.first, kept.sure) == (found_company.users["fay"], "both", "guess")
    assert (kept.employee_metric, kept.customer_metric) == pairs_now()[1].key
    send(client, **answers_to(1, "customers", "very"))
    assert Belief.objects.get().first == "customers"
    assert "Customers first" in text(client, "/verify/beliefs/")


def test_an_answer_is_kept_for_its_pair_wherever_that_stands_by_then(found_company, monkeypatch):
    """New pairs may come in between, and push a pair to another place or another part."""
    sent, asked = answers_to(1, "both", "guess"), pairs_now()
    monkeypatch.setattr(beliefs_views, "pairs_now", lambda: (*asked[2:], *asked[:2]))
    assert send(found_company.client("fay"), **sent).status_code == 302
    kept = Belief.objects.get()
    assert (kept.employee_metric, kept.customer_metric) == asked[1].key


def test_an_answer_about_a_pair_that_is_gone_is_refused(found_company, monkeypatch):
    sent, asked = answers_to(1, "both", "guess"), pairs_now()
    monkeypatch.setattr(beliefs_views, "pairs_now", lambda: (asked[0], *asked[2:]))
    answer = send(found_company.client("fay"), **sent, **answers_to(0, "none", "very"))
    assert answer.status_code == 422
    assert "This line is not there any more." in answer.content.decode()
    assert not Belief.objects.exists()


def test_half_an_answer_is_told_beside_its_pair(found_company):
    answer = send(found_company.client("fay"), **answers_to(0, "both"), **answers_to(2, sure="very"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say how sure you are." in page
    assert "Say which comes first, or leave this pair out." in page
    assert not Belief.objects.exists()


def test_somebody_who_does_not_know_need_not_be_sure(found_company):
    send(found_company.client("fay"), **answers_to(0, "unknown"))
    assert Belief.objects.get().first == "unknown"


def test_what_was_expected_stays_once_the_findings_are_open_and_the_try_is_kept(found_company):
    client, eva = found_company.client("eva"), found_company.users["eva"]
    send(client, **answers_to(0, "employees", "very"))
    open_findings(found_company.run, by=eva)
    page = client.post(
        "/verify/beliefs/say/", {"opened": "0", **answers_to(0, "customers", "very")}, follow=True
    )
    assert "so what you expected stays as it was" in page.content.decode()
    sealed = Belief.objects.get()
    assert (sealed.first, sealed.opening.run) == ("employees", found_company.run)
    assert BeliefTry.objects.get().opening.user == eva
    assert "These were sent after you had opened the findings" in text(client, "/verify/beliefs/")
    assert Change.objects.filter(verb="tried to say what to expect after opening findings").exists()


def test_after_opening_one_may_say_what_to_expect_of_the_next_findings(found_company):
    eva = found_company.users["eva"]
    say(first_pair(), "both", "guess", opened=0, by=eva)
    open_findings(found_company.run, by=eva)
    say(first_pair(), "customers", "very", opened=last_opening(eva.pk), by=eva)
    assert [(one.first, one.opening is None) for one in Belief.objects.order_by("pk")] == [
        ("both", False), ("customers", True),
    ]  # fmt: skip
    with pytest.raises(InputError, match="stays as it was"):
        say(first_pair(), "none", "very", opened=0, by=eva)


def _older_run(company):
    """Add a run of an earlier round."""
    old = Run.objects.get(pk=company.run.pk)
    number = Run.objects.order_by("pk").first().pk - 1
    Run.objects.bulk_create([Run(pk=number, round=company.rounds[0], state=old.state, summary=old.summary)])
    return Run.objects.get(pk=number)


def test_opening_older_findings_leaves_open_what_is_expected_of_the_newest(found_company):
    eva, old = found_company.users["eva"], _older_run(found_company)
    say(first_pair(), "both", "guess", opened=0, by=eva)
    open_findings(old, by=eva)
    assert Opening.objects.get().run == old
    assert Belief.objects.get().opening is None
    open_findings(found_company.run, by=eva)
    assert Belief.objects.get().opening.run == found_company.run


def test_opening_older_findings_later_makes_no_try_of_what_is_said_then(found_company):
    eva, old = found_company.users["eva"], _older_run(found_company)
    open_findings(found_company.run, by=eva)
    asked = last_opening(eva.pk)
    open_findings(old, by=eva)
    say(first_pair(), "both", "guess", opened=asked, by=eva)
    assert not BeliefTry.objects.exists()


@pytest.mark.parametrize("span", ["?span=2025-Q4", ""])
def test_from_the_story_the_button_leads_back_to_its_span(found_company, span):
    url, client = f"{reverse('story')}{span}", found_company.client("eva")
    page = text(client, url)
    assert f'name="next" value="{url}"' in page
    answer = client.post(reverse("open_findings", args=[found_company.run.pk]), {"next": url})
    assert answer["Location"] == url


def test_the_finding_shows_the_own_belief_and_what_was_found(found_company):
    eva, run = found_company.users["eva"], found_company.run
    one = latest_findings().shown[0]
    pair = Pair(one.finding.employee_metric, one.finding.customer_metric, one.employees, one.customers)
    say(pair, "none", "fairly", opened=0, by=eva)
    open_findings(run, by=eva)
    page = text(found_company.client("eva"), f"/findings/{run.pk}/{one.number}/")
    section = page[page.index("What was expected") :]
    assert "No link that matters" in section
    assert "fairly sure" in section
    assert "Found, and how sure" in section
    assert "Shown from" in section  # what leaders expected comes later
    assert "What was expected" not in text(found_company.client("ben"), f"/findings/{run.pk}/{one.number}/")


def test_nobody_sees_the_belief_of_somebody_else(found_company):
    for name in LEADERS:
        say(first_pair(), "none", "very", opened=0, by=found_company.users[name])
    Belief.objects.filter(user=found_company.users["fay"]).update(first="both")
    open_findings(found_company.run, by=found_company.users["eva"])
    page = text(found_company.client("eva"), "/verify/beliefs/")
    table = page[page.index("<table") : page.index("</table>")]
    assert table.count("very sure") == 1
    assert "It runs both ways <" not in table
    assert "very sure" not in text(found_company.client("dua"), "/changes/")


def _all_expect(company, first, names):
    for name in names:
        say(first_pair(), first, "very", opened=0, by=company.users[name])


def _more_leaders(company, count):
    names = [f"lead{number}" for number in range(count)]
    for name in names:
        company.users[name] = User.objects.create_user(f"{name}@company.example", name=name)
        Grant.objects.create(user=company.users[name], role=Role.EXECUTIVE)
    return names


def _tell(run):
    Run.objects.filter(pk=run.pk).update(done_at=timezone.now() - leaders.WAIT * 2)
    leaders.tick()
    leaders.tell(run.pk)


@pytest.mark.parametrize(("more", "shown"), [(0, False), (1, True)])
def test_leaders_together_are_told_from_five_on(found_company, more, shown):
    _all_expect(found_company, "customers", [*LEADERS, *_more_leaders(found_company, more)])
    _tell(found_company.run)
    open_findings(found_company.run, by=found_company.users["eva"])
    page = text(found_company.client("eva"), "/verify/beliefs/")
    assert ("Most: Customers first" in page) is shown
    assert ("5-9 leaders" in page) is shown
    assert "Not shown" in page  # of the pairs of which nobody said anything


def test_leaders_who_differ_are_told_as_that(found_company):
    names = [*LEADERS, *_more_leaders(found_company, 2)]
    _all_expect(found_company, "customers", names[:3])
    _all_expect(found_company, "both", names[3:])
    _tell(found_company.run)
    open_findings(found_company.run, by=found_company.users["eva"])
    assert "They differed" in text(found_company.client("eva"), "/verify/beliefs/")


def test_what_is_said_after_the_findings_were_opened_does_not_count(found_company):
    names = [*LEADERS, *_more_leaders(found_company, 1)]
    for name in names:
        open_findings(found_company.run, by=found_company.users[name])
        say(
            first_pair(),
            "both",
            "very",
            opened=last_opening(found_company.users[name].pk),
            by=found_company.users[name],
        )
    _tell(found_company.run)
    assert leaders.words_of(found_company.run) == {}


def test_what_counts_is_forgotten_once_it_is_told_and_a_second_job_changes_nothing(found_company):
    _all_expect(found_company, "both", [*LEADERS, *_more_leaders(found_company, 2)])
    closing = leaders.close(found_company.run)
    assert len(next(iter(closing.counted.values()))) == 6
    leaders.tell(found_company.run.pk)
    told = leaders.words_of(found_company.run)
    assert len(told) == 1
    assert BeliefClosing.objects.get().counted == {}
    leaders.tell(found_company.run.pk)
    assert leaders.words_of(found_company.run) == told


def test_nothing_is_told_before_its_time(found_company):
    assert leaders.tick() == 0
    assert not BeliefClosing.objects.exists()


def test_before_any_finding_the_pairs_to_come_are_asked(company):
    assert "Nothing to expect yet" in text(company.client("eva"), "/verify/beliefs/say/")
    assert "Nothing to expect yet" in text(company.client("eva"), "/verify/beliefs/")
    launch(company, instrument="engagement_short")
    linked.add_teams(company)
    linked.bring(company, linked.customers(linked.draw()))
    assert [one.customer_metric for one in pairs_now()] != []
    client = company.client("gil")
    assert "Which comes first?" in text(client, "/verify/beliefs/say/")
    send(client, **answers_to(0, "none", "guess"))
    assert Belief.objects.count() == 1
    assert "No link that matters" in text(client, "/verify/beliefs/")


def test_the_home_page_tells_leaders_of_findings_that_wait(found_company):
    words = escape("New findings: say first what you expect")
    assert words in text(found_company.client("gil"), "/")
    open_findings(found_company.run, by=found_company.users["gil"])
    assert words not in text(found_company.client("gil"), "/")
    assert words not in text(found_company.client("hao"), "/")


def test_pages_speak_of_no_cause_and_count_nobodys_hits(found_company):
    say(first_pair(), "both", "very", opened=0, by=found_company.users["eva"])
    pages = [
        text(found_company.client("eva"), url)
        for url in ("/findings/", "/verify/beliefs/say/", "/verify/beliefs/")
    ]
    open_findings(found_company.run, by=found_company.users["eva"])
    pages.append(text(found_company.client("eva"), "/verify/beliefs/"))
    for page in pages:
        lower = page[page.index("<main") :].lower()
        for word in (
            "cause",
            "drives",
            "impact",
            "effect of",
            "leads to",
            "because of",
            "correct",
            "score",
            "rank",
        ):
            assert word not in lower
