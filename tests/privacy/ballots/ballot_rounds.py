"""A round of two strata that is open in a register and a box."""

from dataclasses import dataclass

from voter import ITEMS, PEOPLE, PLAIN, Voter, make_voter

from bothways.privacy.ballots import BallotBox, IssuanceRegister, SealedRound, cast_ballot

STRATA = ("team-1", "team-2")


@dataclass
class OpenRound:
    """A round of two strata, six people each, and both stores."""

    sealed: SealedRound
    register: IssuanceRegister
    box: BallotBox

    def voter(self, person: str, stratum: str = "team-1") -> Voter:
        return make_voter(self.sealed, stratum, person, self.register)

    def cast(self, ballot: bytes, stratum: str = "team-1", **options: object) -> str:
        terms = {"sealed": self.sealed, "items": ITEMS, "headers": PLAIN} | options
        return cast_ballot(ballot, stratum=stratum, box=self.box, **terms)

    def held(self, stratum: str = "team-1") -> int:
        return len(self.box.held(self.sealed.round, stratum))


def invite(strata: tuple[str, ...] = STRATA) -> dict[str, list[str]]:
    return {stratum: [f"{name} of {stratum}" for name in PEOPLE] for stratum in strata}
