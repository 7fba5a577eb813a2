"""What a program does with the client that is made of the description; run by its test, with the client's Python."""

import json
import os
import sys

import httpx
from bothways_client import AuthenticatedClient
from bothways_client.api.outcomes import list_outcomes, send_outcomes
from bothways_client.api.results import list_results
from bothways_client.api.surveys import write_survey
from bothways_client.models import NewSurvey, OneValue, SentSeries


def main(address: str) -> dict[str, object]:
    """Send a series, read it back, read what was released of it, and be refused in words that a program can rely on."""
    client = AuthenticatedClient(base_url=address, token=os.environ["TOKEN"], timeout=httpx.Timeout(60))
    values = [OneValue(unit=unit, period="2026-09", value=7.5, n=40) for unit in ("day", "night", "desk")]
    series = SentSeries.from_dict({
        "side": "customers", "name": "waiting_time", "kind": "rate", "measured_in": "minutes", "better": "lower",
        "values": [one.to_dict() for one in values],
    })  # fmt: skip
    made = send_outcomes.sync(client=client, body=series, idempotency_key="the-first-of-mine")
    again = send_outcomes.sync(client=client, body=series, idempotency_key="the-first-of-mine")
    refused = send_outcomes.sync(client=client, body=series)
    listed = list_outcomes.sync(client=client)
    shown = list_results.sync(client=client, metric="waiting_time", population="customers")
    survey = write_survey.sync(
        client=client,
        body=NewSurvey.from_dict({"question_set": "nope", "title": "Pulse", "unit": "company"}),
    )
    return {
        "values": made.values, "same": made == again, "refused": refused.code, "problem": type(refused).__name__,
        "periods": listed.items[0].periods, "kind": str(listed.items[0].kind), "shown": len(shown.items),
        "survey": survey.code,
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
