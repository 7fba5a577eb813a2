"""What the page of overload says: how far it is set up, the answer, and what is under way."""

from __future__ import annotations

from dataclasses import dataclass

from bothways_web.listen.models import Round
from bothways_web.people.access import Right, Viewer
from bothways_web.verify.models import OverloadQuestion, OverloadRun, ServiceNetwork
from bothways_web.verify.overload.answers import Answer, latest_answer
from bothways_web.verify.overload.flow import Flow, flow_of
from bothways_web.verify.overload.networks import current_network
from bothways_web.verify.overload.questions import current_question, question_in_words
from bothways_web.verify.overload.running import may_ask, round_of_question
from bothways_web.verify.overload.words import nothing_in_words

#: Words of the table of access: everything, with the method, the answer alone, the own units.
WRITES, METHOD, ONE_PAGE, OWN = "all", "all + method", "one page", "own where Released"
READS = (WRITES, METHOD, ONE_PAGE)


@dataclass(frozen=True)
class Situation:
    """How far it is.

    Attributes
    ----------
    network : ServiceNetwork or None
    question : OverloadQuestion or None
    names : (str, str)
        What people call the two numbers of the question; blank where there is none.
    answer : Answer or None
        The latest.
    asked : Round or None
        The round of the whole company that asked for overload last.
    run : OverloadRun or None
        Its computation.
    may_ask : bool
        Whether it can be asked now.
    """

    network: ServiceNetwork | None
    question: OverloadQuestion | None
    names: tuple[str, str]
    answer: Answer | None
    asked: Round | None
    run: OverloadRun | None
    may_ask: bool

    @property
    def is_running(self) -> bool:
        """Whether something is being computed."""
        return self.run is not None and self.run.state in (
            OverloadRun.State.WAITING,
            OverloadRun.State.RUNNING,
        )

    @property
    def nothing(self) -> str:
        """Why the last round brought no answer; blank where it did, or was not asked."""
        return nothing_in_words(self.run.nothing) if self.run else ""

    @property
    def trouble(self) -> str:
        """What went wrong in the computation of the last round."""
        return self.run.trouble if self.run else ""


def situation() -> Situation:
    """Return how far it is."""
    network, question, asked = current_network(), current_question(), round_of_question()
    run = OverloadRun.objects.filter(round=asked).first() if asked else None
    names = question_in_words(question) if question else ("", "")
    return Situation(network, question, names, latest_answer(), asked, run, may_ask(asked))


def flow_for(viewer: Viewer) -> Flow:
    """Return who serves whom as far as somebody may see it: all of it, or the lines of the own units."""
    mine = None if viewer.may(Right.LEAVING, WRITES, METHOD) else viewer.units(Right.LEAVING) or frozenset()
    return flow_of(current_network(), current_question(), mine)
