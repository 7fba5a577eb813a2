"""The mission of an organisation, and whether texts for people who come speak of it."""

from bothways.mission.checking import check_text
from bothways.mission.documents import read_document, text_of
from bothways.mission.evaluating import Agreement, Evaluation, Judged, LabelledText, evaluate
from bothways.mission.parts import Mission, Part, mission_from, read_mission
from bothways.mission.results import Evidence, Kind, MissionCheck, PartCheck, Strength, Suggestion, Verdict
from bothways.mission.rules import Topic, topics
from bothways.mission.telling import check_to_dict, check_to_json

__all__ = [
    "Agreement",
    "Evaluation",
    "Evidence",
    "Judged",
    "Kind",
    "LabelledText",
    "Mission",
    "MissionCheck",
    "Part",
    "PartCheck",
    "Strength",
    "Suggestion",
    "Topic",
    "Verdict",
    "check_text",
    "check_to_dict",
    "check_to_json",
    "evaluate",
    "mission_from",
    "read_document",
    "read_mission",
    "text_of",
    "topics",
]
