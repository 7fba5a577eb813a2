"""No model is forgotten: each says what becomes of its rows when somebody is taken out or erased, and in an archive."""

import pytest
from django.apps import apps

from bothways_web.keeping.archive.contents import EMPTIED, LEFT_OUT
from bothways_web.keeping.personal.declared import HOLDINGS, OF_NOBODY
from bothways_web.keeping.personal.holding import Erasing, target_of
from bothways_web.listen.models import Contact
from bothways_web.people.models import Person, User

MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
DECLARED = {one.model: one for one in HOLDINGS}
SUBJECTS = (Person, User, Contact)


def links_of(model):
    """Keys of a model that lead to a person, an account or a contact."""
    fields = model._meta.local_concrete_fields
    return {field.name for field in fields if field.is_relation and field.related_model in SUBJECTS}


def test_every_model_is_declared_once():
    assert len(DECLARED) == len(HOLDINGS)
    assert not DECLARED.keys() & OF_NOBODY.keys()
    assert DECLARED.keys() | OF_NOBODY.keys() == MODELS.keys()


def test_every_link_to_somebody_is_named():
    missed = {name: links_of(model) for name, model in MODELS.items()}
    missed = {
        name: links - set(DECLARED[name].links if name in DECLARED else ()) for name, links in missed.items()
    }
    assert not {name: links for name, links in missed.items() if links}


@pytest.mark.parametrize("one", HOLDINGS, ids=[one.model for one in HOLDINGS])
def test_what_is_declared_is_there_and_says_why(one):
    fields = {
        field.name: field for field in one.table._meta.get_fields() if getattr(field, "concrete", False)
    }
    assert {*one.tells, *one.blank} <= fields.keys()
    assert all(target_of(one.table, link) in SUBJECTS for link in one.links)
    assert bool(one.title) == bool(one.tells)
    if one.erasing is not Erasing.DELETE or not one.title:
        assert one.why


def test_every_model_of_nobody_says_what_it_is():
    assert all(reason.endswith(".") for reason in OF_NOBODY.values())


def test_an_archive_leaves_out_what_is_there_and_says_why():
    assert LEFT_OUT.keys() <= MODELS.keys()
    assert all(LEFT_OUT.values())
    for name in EMPTIED:
        label, field = name.rsplit(".", 1)
        assert MODELS[label]._meta.get_field(field)


def test_no_row_of_an_archive_needs_one_that_is_left_out():
    for label, model in MODELS.items():
        for field in model._meta.local_concrete_fields if label not in LEFT_OUT else ():
            if field.is_relation and field.related_model._meta.label in LEFT_OUT:
                assert field.null, f"{label}.{field.name}"
