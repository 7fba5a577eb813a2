"""The records keep the contract of the SCIM library's storages, filters and sorting among it."""

import pytest
from scim2_server.testing import ScimStorageContract

from bothways_web.api.scim.resources import POLICY, provider
from bothways_web.api.scim.storage import Records


class TestRecords(ScimStorageContract):
    """What the library asks of each storage, played on the tables."""

    @pytest.fixture
    def provider(self):
        return provider()

    @pytest.fixture
    def storage(self, company):
        with POLICY:
            yield Records(company.users["dua"], writes=True)
