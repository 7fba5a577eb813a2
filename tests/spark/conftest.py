"""A cluster of this machine with executors of their own, and DuckDB beside it; needs pyspark and Java."""

from collections.abc import Iterator
from typing import Any

import pytest

from bothways.tables.engine import EngineSetting, open_engine

#: Two executors in processes of their own, one core and 1 GB each.
MASTER = "local-cluster[2,1,1024]"


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    backend = open_engine(EngineSetting("spark", MASTER))
    yield backend
    backend._session.stop()


@pytest.fixture
def duck() -> Any:
    return open_engine(EngineSetting())
