"""Both kinds of stores, and a round that is open in them."""

from pathlib import Path

import pytest
from ballot_rounds import STRATA, OpenRound, invite

from bothways.privacy.ballots import (
    BallotBox,
    IssuanceRegister,
    MemoryBox,
    MemoryRegister,
    SealedRound,
    SqliteBox,
    SqliteRegister,
    make_sealed_round,
    open_round,
)


@pytest.fixture(scope="session")
def sealed() -> SealedRound:
    return make_sealed_round("2026-Q4", STRATA, bits=2048)


@pytest.fixture(scope="session")
def next_sealed() -> SealedRound:
    return make_sealed_round("2027-Q1", STRATA, bits=2048)


@pytest.fixture(params=["memory", "sqlite"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[IssuanceRegister, BallotBox]:
    if request.param == "memory":
        return MemoryRegister(), MemoryBox()
    return SqliteRegister(tmp_path / "register.db"), SqliteBox(tmp_path / "box.db")


@pytest.fixture
def opened(sealed: SealedRound, stores: tuple[IssuanceRegister, BallotBox]) -> OpenRound:
    register, box = stores
    open_round(sealed, invite(), register=register, box=box)
    return OpenRound(sealed, register, box)
