"""The whole suite of scim2-tester against the people feed on a server of its own on loopback."""

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from bothways_web.api.scim import door
from bothways_web.api.scopes import Scope


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_whole_suite_of_scim2_tester_passes(company, program, live_server, settings, monkeypatch):
    settings.BASE_URL = live_server.url
    monkeypatch.setattr(door, "A_MINUTE", 1_000_000)
    headers = {"Authorization": f"Bearer {program('dua', Scope.SCIM).secret}"}
    with httpx2.Client(base_url=live_server.url + "/scim/v2", headers=headers, timeout=30) as client:
        results = check_server(SyncSCIMClient(client))
    bad = [one for one in results if one.status in (Status.ERROR, Status.CRITICAL)]
    assert not bad, "\n".join(f"{one.title} {one.reason}" for one in bad)
    assert len(results) > 100
