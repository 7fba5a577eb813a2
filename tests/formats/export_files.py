"""Files as survey tools write them, made here after their rules."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

QUALTRICS_IDS = [
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
    "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
    "LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage", "Q1", "Q2_1", "Q2_2", "Q3", "Team",
]  # fmt: skip
QUALTRICS_TEXTS = [
    "Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished",
    "Recorded Date", "Response ID", "Recipient Last Name", "Recipient First Name", "Recipient Email",
    "External Data Reference", "Location Latitude", "Location Longitude", "Distribution Channel", "User Language",
    "I like\nit here", "Why? - Pay", "Why? - People", "What else?", "Team",
]  # fmt: skip
QUALTRICS_IMPORTS = [
    {"ImportId": "startDate", "timeZone": "Z"}, {"ImportId": "endDate", "timeZone": "Z"}, {"ImportId": "status"},
    {"ImportId": "ipAddress"}, {"ImportId": "progress"}, {"ImportId": "duration"}, {"ImportId": "finished"},
    {"ImportId": "recordedDate", "timeZone": "Z"}, {"ImportId": "_recordId"}, {"ImportId": "recipientLastName"},
    {"ImportId": "recipientFirstName"}, {"ImportId": "recipientEmail"}, {"ImportId": "externalDataReference"},
    {"ImportId": "locationLatitude"}, {"ImportId": "locationLongitude"}, {"ImportId": "distributionChannel"},
    {"ImportId": "userLanguage"}, {"ImportId": "QID1"}, {"ImportId": "QID2", "choiceId": "1"},
    {"ImportId": "QID2", "choiceId": "2"}, {"ImportId": "QID3_TEXT"}, {"ImportId": "Team"},
]  # fmt: skip


def qualtrics_row(number: int, **cells: str) -> list[str]:
    """One response; cells by the id of row 1."""
    given = {
        "StartDate": f"2024-03-{number:02d} 10:00:00", "EndDate": f"2024-03-{number:02d} 10:05:00",
        "Status": "IP Address", "IPAddress": "192.0.2.7", "Progress": "100", "Duration (in seconds)": "300",
        "Finished": "True", "RecordedDate": f"2024-03-{number:02d} 10:05:01", "ResponseId": f"R_{number}",
        "RecipientLastName": "Lovelace", "RecipientFirstName": "Ada", "RecipientEmail": "ada@example.org",
        "ExternalReference": "x1", "LocationLatitude": "1.5", "LocationLongitude": "2.5",
        "DistributionChannel": "email", "UserLanguage": "EN", "Q1": "Agree", "Q2_1": "Pay", "Q2_2": "",
        "Q3": f"line one\nline, \"two\" {number}", "Team": "Harbour",
    } | cells  # fmt: skip
    return [given[name] for name in QUALTRICS_IDS]


def qualtrics(
    rows: Sequence[Sequence[str]], *, single: bool = False, leave_out: Sequence[str] = ()
) -> list[list[str]]:
    """The rows of a file with three header rows."""
    imports = [json.dumps(each) for each in QUALTRICS_IMPORTS]
    if single:
        imports = [each.replace('"', "'") for each in imports]
    kept = [place for place, name in enumerate(QUALTRICS_IDS) if name not in leave_out]
    return [[row[place] for place in kept] for row in (QUALTRICS_IDS, QUALTRICS_TEXTS, imports, *rows)]


def as_csv(rows: Sequence[Sequence[str]], *, separator: str = ",", newline: str = "\r\n") -> str:
    """Rows as CSV."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator=newline).writerows(rows)
    return stream.getvalue()


SURVEYMONKEY = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
     "Last Name", "Custom Data 1", "How likely?", "Which of these?", "", "", "How are they?", "", "Anything else?"],
    ["", "", "", "", "", "", "", "", "", "Response", "Price", "Place", "Other (please specify)", "Speed", "Care",
     "Open-Ended Response"],
    ["11", "7", "03/31/2024 9:00:00 AM", "03/31/2024 9:15:00 AM", "192.0.2.1", "a@example.org", "Ada", "L", "Mill",
     "9", "Price", "", "", "Good", "Poor", "No, thanks"],
    ["12", "7", "04/30/2024 9:00:00 AM", "04/30/2024 9:15:00 AM", "192.0.2.2", "b@example.org", "Bo", "M", "Harbour",
     "10", "", "Place", "the dog", "Excellent", "Good", ""],
]  # fmt: skip
LIMESURVEY = [
    ["Response ID", "Date submitted", "Start language", "Token", "Do you {lbrace}agree}?", "Why?", "Team"],
    ["id", "submitdate", "startlanguage", "token", "123X45X1", "123X45X2", "team"],
    ["1", "2024-03-01 10:00:00", "de", "tok1", "4", "a{tab}b{newline}{quote}c{quote}", "Mill"],
    ["2", "", "de", "tok2", "{question_not_shown}", "", "Mill"],
]
GLINT = [
    ["User e-mail", "TRUST", "TRUST_COMMENTS", "REASONS", "OPEN", "OPEN_COMMENTS"],
    ["a@example.org", "4", "fine", "2:3:5", "-1", ""],
    ["b@example.org", "1", "", "1", "0", "words"],
]


def limesurvey_xml(rows: Sequence[dict[str, str]], *, head: str = "", fields: bool = True) -> str:
    """Responses as LimeSurvey writes them; names of elements as they stand in the file."""
    from xml.sax.saxutils import escape

    names = dict.fromkeys(name for row in rows for name in row)
    listed = "".join(f"<fieldname>{escape(name)}</fieldname>" for name in names) if fields else ""
    body = "".join(
        "<row>" + "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in row.items()) + "</row>"
        for row in rows
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<document><LimeSurveyDocType>Responses</LimeSurveyDocType>'
        f"<responses><fields>{listed}</fields><rows>{body}</rows></responses></document>"
    )


def delivery(response: str, event: str, answers: dict[str, Any], **data: Any) -> dict[str, Any]:
    """One delivery of the webhook of Formbricks."""
    told = {
        "id": response, "surveyId": "s1", "createdAt": "2024-03-01T10:00:00.000Z", "language": "en",
        "updatedAt": "2024-03-01T10:05:00.000Z", "finished": event == "responseFinished", "endingId": None,
        "data": answers, "variables": {}, "ttc": {"q1": 1200}, "tags": [], "contact": {"id": "c1"},
        "meta": {"url": "https://example.org/?who=ada", "country": "DE"},
    }  # fmt: skip
    return {"webhookId": "w1", "event": event, "data": told | data}


GOOGLE = {
    "averageRating": 4.5,
    "reviews": [
        {"name": "accounts/1/locations/2/reviews/r1", "reviewId": "r1", "starRating": "FIVE", "comment": "Good]}",
         "reviewer": {"displayName": "Ada L", "isAnonymous": False}, "createTime": "2024-03-01T10:00:00Z",
         "updateTime": "2024-03-02T10:00:00Z", "reviewReply": {"comment": "Thanks"}},
        {"name": "accounts/1/locations/2/reviews/r2", "reviewId": "r2", "starRating": "ONE",
         "createTime": "2024-04-01T10:00:00Z"},
    ],
    "totalReviewCount": 2,
}  # fmt: skip
TRUSTPILOT = [
    {"id": "t1", "stars": 4, "title": "Nice", "text": "Very", "language": "en", "createdAt": "2024-03-01T10:00:00Z",
     "consumer": {"id": "c1", "displayName": "Ada"}},
]  # fmt: skip
ZENDESK = {
    "satisfaction_ratings": [
        {"id": 1, "score": "good", "comment": "=1+1", "reason": "Speed", "assignee_id": 9, "group_id": 5,
         "created_at": "2024-03-01T10:00:00Z"},
    ],
    "next_page": None,
}  # fmt: skip
