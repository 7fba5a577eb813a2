"""The description of the API, and whatever a program could send: nothing breaches it, nothing is an error of ours."""

import pytest
import rounds_at_work as work
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings

from bothways_web.listen.models import Contact
from bothways_web.web.wsgi import application

DESCRIPTION = "/api/v1/openapi.json"
TRIES = settings(
    max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def paths() -> dict[str, dict]:
    answer = Client().get(DESCRIPTION)
    assert answer.status_code == 200
    return answer.json()["paths"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_no_request_breaks_the_description_or_the_server(company, program, monkeypatch):
    monkeypatch.setattr("bothways_web.api.guard.A_MINUTE", 1_000_000)
    work.launch(company)
    work.launch(
        company, instrument="candidate_experience", side="candidates", occasion="interview", cadence="monthly"
    )
    Contact.objects.create(side="candidates", key="a-1")
    secret = program("eva").secret
    tried = {}
    for found in schemathesis.openapi.from_wsgi(DESCRIPTION, application).get_all_operations():
        fits(found.ok(), secret, tried)
    assert len(tried) == sum(map(len, paths().values()))
    assert min(tried.values()) > 5


def fits(operation, secret, tried):
    """Send what fits the description, and what does not, to one operation."""

    @TRIES
    @given(case=operation.as_strategy())
    def send(case):
        tried[operation.label] = tried.get(operation.label, 0) + 1
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})

    send()
