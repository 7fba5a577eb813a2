"""Whatever a program could send: nothing breaches the description or is an error of ours, whoever owns the token."""

import os

import pytest
import rounds_at_work as work
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bothways_web.listen.models import Contact
from bothways_web.web.wsgi import application

DESCRIPTION = "/api/v1/openapi.json"
#: Requests of each operation and role; more where somebody asks: TRIES=200 make test-api.
MOST = int(os.environ.get("TRIES", "12"))
TRIES = settings(
    max_examples=MOST, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
#: Not whether what fits is taken: a unit that does not exist fits the description of a code.
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection,
]  # fmt: skip
#: Roles, and operations of which they must be let in to more than half.
ROLES = {"eva": 40, "fay": 40, "hao": 10, "dua": 8}


@pytest.fixture
def world(company, monkeypatch):
    """A company in which there is something to find: surveys of each side, a contact, a series, an import."""
    monkeypatch.setattr("bothways_web.api.guard.A_MINUTE", 1_000_000)
    work.launch(company)
    work.launch(
        company, instrument="candidate_experience", side="candidates", occasion="interview", cadence="monthly"
    )
    Contact.objects.create(side="candidates", key="a-1")
    return company


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
def test_no_request_breaks_the_description_or_the_server(world, program, role):
    secret = program(role).secret
    tried: dict[str, set[int]] = {}
    for found in schemathesis.openapi.from_wsgi(DESCRIPTION, application).get_all_operations():
        fits(found.ok(), secret, tried)
    let_in = [one for one, codes in tried.items() if codes - {403}]
    assert len(let_in) >= ROLES[role], sorted(set(tried) - set(let_in))


def fits(operation, secret, tried):
    """Send what fits the description, and what does not, to one operation."""

    @TRIES
    @given(case=operation.as_strategy())
    def send(case):
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)
        tried.setdefault(operation.label, set()).add(answer.status_code)

    send()
