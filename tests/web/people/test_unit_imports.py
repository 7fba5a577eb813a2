"""Units come in by file: every error at once, nothing half-written, undone while nobody was asked."""

import datetime as dt

import pytest
from django.urls import reverse

from bothways_web.people.changes import record
from bothways_web.people.models import Change, Grant, Role, Unit, UnitSpan, User
from bothways_web.people.units import current_tree, today

TREE = "unit,parent,name\nco,,Company\na,co,Alpha\nb,co,Beta\n"


def spans() -> set[tuple[str, str | None, str, dt.date | None, dt.date | None]]:
    return set(UnitSpan.objects.values_list("unit__code", "parent__code", "name", "valid_from", "valid_to"))


@pytest.fixture
def admin(db):
    from django.test import Client

    user = User.objects.create_user("dua@company.example", "a long enough password")
    Grant.objects.create(user=user, role=Role.ADMIN)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def problems(given):
    return [(each["row"], each["column"], each["what"]) for each in given.problems]


def test_it_writes_nothing_before_the_last_step(admin, bring):
    given = bring(admin, "units", TREE)
    assert given.state == "checked"
    assert given.plan["added"] == {"count": 3, "codes": ["a", "b", "co"]}
    assert not Unit.objects.exists()


def test_it_imports_a_tree(admin, bring, apply):
    given = apply(admin, bring(admin, "units", TREE))
    assert given.state == "imported"
    assert spans() == {
        ("co", None, "Company", None, None),
        ("a", "co", "Alpha", None, None),
        ("b", "co", "Beta", None, None),
    }
    assert current_tree().children("co") == ("a", "b")
    assert Change.objects.get(verb="imported units").details["added"] == 3


def test_it_forgets_the_file_after_the_import(admin, bring, apply, django_capture_on_commit_callbacks):
    given = bring(admin, "units", TREE)
    path = given.upload.path
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        apply(admin, given)
    assert not path.exists()


def test_it_tells_every_error_at_once_with_its_row(admin, bring):
    text = (
        "code;belongs to;title;from;to\n"
        "co;;Company;;\n"
        ";co;No code;;\n"
        "a;nowhere;Alpha;;\n"
        "b;co;Beta;2024-13-01;\n"
        "c;co;Gamma;2024-05-01;2024-04-01\n"
        "\n"
        "d;co;Delta;;\n"
        "d;co;Delta again;;\n"
        "e;e;Own parent;;\n"
    )
    given = bring(admin, "units", text)
    assert given.state == "faulty"
    told = problems(given)
    assert [(row, column) for row, column, _ in told] == [
        (3, "code"), (4, "belongs to"), (5, "from"), (6, "to"), (9, "code"), (10, "belongs to"),
    ]  # fmt: skip
    assert "nowhere" in told[1][2]
    assert "2024-13-01" in told[2][2]
    assert not Unit.objects.exists()


def test_it_refuses_units_that_lie_below_themselves(admin, bring):
    given = bring(admin, "units", "unit,parent,name\nco,,C\na,b,A\nb,c,B\nc,a,C\n")
    assert {row for row, _, what in problems(given) if "below itself" in what} == {3, 4, 5}


def test_it_finds_a_loop_that_holds_on_some_days_only(admin, bring):
    text = (
        "unit,parent,name,valid_from,valid_to\nco,,C,,\n"
        "a,co,A,,2024-03-31\na,b,A,2024-04-01,2024-06-30\na,co,A,2024-07-01,\n"
        "b,co,B,,2024-05-31\nb,a,B,2024-06-01,\n"
    )
    given = bring(admin, "units", text)
    assert [row for row, _, what in problems(given) if "below itself" in what] == [7]
    assert bring(admin, "units", text.replace("b,a,B", "b,co,B")).state == "checked"


def test_it_refuses_overlapping_spans(admin, bring):
    text = "unit,parent,name,valid_from,valid_to\nco,,C,,\na,co,Old,,2024-06-30\na,co,New,2024-06-30,\n"
    given = bring(admin, "units", text)
    assert [(row, "overlap" in what) for row, _, what in problems(given)] == [(4, True)]
    assert bring(admin, "units", text.replace("New,2024-06-30", "New,2024-07-01")).state == "checked"


def test_it_refuses_a_parent_that_is_not_there_all_the_time(admin, bring):
    text = (
        "unit,parent,name,valid_from,valid_to\nco,,C,,\nmid,co,M,2024-01-01,2024-12-31\na,mid,A,2024-01-01,\n"
    )
    given = bring(admin, "units", text)
    assert [(row, column) for row, column, _ in problems(given)] == [(4, "parent")]
    joined = text + "mid,co,M two,2025-01-01,\n"
    assert bring(admin, "units", joined).state == "checked"


def test_it_takes_a_parent_from_the_records(admin, bring, apply):
    apply(admin, bring(admin, "units", TREE))
    given = apply(admin, bring(admin, "units", "unit,parent,name\nnew,a,New\n"))
    assert given.state == "imported"
    assert current_tree().children("a") == ("new",)
    assert given.plan["missing"]["count"] == 3


def test_it_ends_what_is_missing_only_where_asked_to(admin, bring, apply):
    apply(admin, bring(admin, "units", TREE))
    given = bring(admin, "units", "unit,parent,name\nco,,Company\na,co,Alpha\n")
    assert given.plan["missing"]["codes"] == ["b"]
    assert given.plan["ended"]["count"] == 0
    apply(admin, given, missing="end")
    assert ("b", "co", "Beta", None, today() - dt.timedelta(days=1)) in spans()
    assert current_tree().units == ("co", "a")


def test_it_refuses_to_end_a_unit_below_which_others_stay(admin, bring, apply):
    apply(admin, bring(admin, "units", TREE))
    given = bring(admin, "units", "unit,parent,name\nco,,Company\nx,b,Below beta\n")
    client_address = reverse("import_check", args=["units", given.upload_id])
    admin.post(client_address, {"step": "check", "missing": "end"})
    given.refresh_from_db()
    assert [(row, column) for row, column, _ in problems(given)] == [(3, "parent")]


def test_undo_restores_the_former_spans(admin, bring, apply):
    apply(admin, bring(admin, "units", TREE))
    before = spans()
    given = apply(admin, bring(admin, "units", "unit,parent,name\na,b,Moved\nnew,a,New\n"))
    assert spans() != before
    admin.post(reverse("import_undo", args=[given.pk]))
    given.refresh_from_db()
    assert given.state == "undone"
    assert spans() == before
    assert set(Unit.objects.values_list("code", flat=True)) == {"co", "a", "b"}
    assert Change.objects.filter(verb="undid import of units").exists()


def test_undo_ends_when_a_round_opens(admin, bring, apply):
    given = apply(admin, bring(admin, "units", TREE))
    record(None, "opened round", "a pulse")
    page = admin.get(reverse("import_done", args=[given.pk]))
    assert b"survey round was launched" in page.content
    admin.post(reverse("import_undo", args=[given.pk]))
    given.refresh_from_db()
    assert given.state == "imported"
    assert Unit.objects.count() == 3


def test_undo_goes_backwards(admin, bring, apply):
    first = apply(admin, bring(admin, "units", TREE))
    apply(admin, bring(admin, "units", "unit,parent,name\nnew,a,New\n"))
    admin.post(reverse("import_undo", args=[first.pk]))
    first.refresh_from_db()
    assert first.state == "imported"
    assert Unit.objects.filter(code="new").exists()


def test_undo_never_takes_a_role_away(admin, bring, apply):
    given = apply(admin, bring(admin, "units", TREE))
    leader = User.objects.create_user("ana@company.example")
    Grant.objects.create(user=leader, role=Role.MANAGER, unit=Unit.objects.get(code="a"))
    admin.post(reverse("import_undo", args=[given.pk]))
    given.refresh_from_db()
    assert given.state == "imported"
    assert "lead" in given.trouble
    assert Grant.objects.filter(user=leader).exists()
    assert Unit.objects.count() == 3


def test_it_looks_again_where_the_records_changed_since_the_check(admin, bring, apply):
    given = bring(admin, "units", TREE)
    Unit.objects.create(code="a")
    UnitSpan.objects.create(unit=Unit.objects.get(code="a"), name="Somebody else made it")
    apply(admin, given)
    assert given.state == "checked"
    assert "changed since" in given.trouble
    assert not Unit.objects.filter(code="co").exists()
    assert apply(admin, given).state == "imported"


def test_pressing_twice_imports_once(admin, bring, apply):
    given = apply(admin, bring(admin, "units", TREE))
    from bothways_web.people.jobs import do_import_work

    do_import_work.call(given.pk, "apply", given.by_id, "en")
    given.refresh_from_db()
    assert given.state == "imported"
    assert Change.objects.filter(verb="imported units").count() == 1


@pytest.mark.parametrize("name", ["=1+1", "<script>alert(1)</script>", "@SUM(A1)", "‮evil", "😀"])
def test_names_are_text_whatever_they_look_like(admin, bring, apply, name):
    given = apply(admin, bring(admin, "units", f'unit,parent,name\nco,,"{name}"\n'))
    if given.state == "faulty":  # characters that cannot be seen
        assert not name.isprintable()
        return
    assert spans() == {("co", None, name, None, None)}
    page = admin.get(reverse("set_up")).content + admin.get(reverse("invite")).content
    assert b"<script>alert" not in page


def test_faulty_rows_come_back_without_formulas(admin, bring):
    given = bring(admin, "units", 'unit,parent,name\nco,,C\n=cmd(),nowhere,"=HYPERLINK(1)"\n')
    answer = admin.get(reverse("import_faults", args=["units", given.upload_id]))
    text = b"".join(answer.streaming_content).decode()
    assert text.splitlines()[0] == "unit,parent,name,problem,how_to_fix"
    assert text.splitlines()[1].startswith("'=cmd(),nowhere,'=HYPERLINK(1),")
    assert len(text.splitlines()) == 2
