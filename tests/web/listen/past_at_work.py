"""Files of past surveys as other tools write them, and the walk of somebody who brings one."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterable, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

from bothways.measures import load_instrument
from bothways_web.listen.models import AnswerImport
from bothways_web.listen.past.sets import counted_items

SET = "team_psychological_safety"
ITEMS = counted_items(load_instrument(SET))
MONTHS = ("2025-01", "2025-02")


def people_of(company, teams: Iterable[str] = ("day", "night", "desk", "field")):
    return [(person.code, team) for team in teams for person in company.people[team]]


def answers(number: int, month: int) -> list[int]:
    """Steps of one person, which differ from person to person and month to month."""
    low, high = int(ITEMS[0].scale.low), int(ITEMS[0].scale.high)
    return [low + (number * 3 + place + month) % (high - low + 1) for place in range(len(ITEMS))]


def records(company, months: Sequence[str] = MONTHS):
    """Code, team, day and answers of everybody in every month."""
    return [
        (code, team, f"{month}-{1 + number % 28:02d}", answers(number, place))
        for place, month in enumerate(months)
        for number, (code, team) in enumerate(people_of(company))
    ]


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


def table(company, months: Sequence[str] = MONTHS, **cells: str) -> str:
    """A plain table; cells by "row column", the first row being 0, replace what stands there."""
    head = ["Person", "Team", "Date", *(item.text["en"] for item in ITEMS)]
    rows = [[code, team, day, *steps] for code, team, day, steps in records(company, months)]
    for place, cell in cells.items():
        row, column = place[1:].split("_")
        rows[int(row)][int(column)] = cell
    return as_csv([head, *rows])


def qualtrics(company) -> str:
    """An export with three header rows, answers in words of the scale where it has some."""
    ids = ["StartDate", "EndDate", "Status", "IPAddress", "Finished", "RecordedDate", "ResponseId",
           "RecipientEmail", "ExternalReference", *(f"Q{place}" for place in range(len(ITEMS))), "Team"]  # fmt: skip
    texts = ["Start Date", "End Date", "Response Type", "IP Address", "Finished", "Recorded Date", "Response ID",
             "Recipient Email", "External Data Reference", *(item.text["en"] for item in ITEMS), "Team"]  # fmt: skip
    imports = ["startDate", "endDate", "status", "ipAddress", "finished", "recordedDate", "_recordId",
               "recipientEmail", "externalDataReference", *(f"QID{at}" for at in range(len(ITEMS))),
               "Team"]  # fmt: skip
    rows = [
        [f"{day} 09:00:00", f"{day} 09:05:00", "IP Address", "192.0.2.7", "True", f"{day} 09:05:01", f"R_{number}",
         f"{code}@company.example", code, *steps, team]
        for number, (code, team, day, steps) in enumerate(records(company))
    ]  # fmt: skip
    return as_csv([ids, texts, [json.dumps({"ImportId": name}) for name in imports], *rows])


def surveymonkey(company) -> str:
    """An export with two header rows, people by their address."""
    first = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
             "Last Name", "Custom Data 1", *(item.text["en"] for item in ITEMS)]  # fmt: skip
    second = [*[""] * 9, *["Response"] * len(ITEMS)]
    rows = []
    for number, (code, team, day, steps) in enumerate(records(company)):
        year, month, of_month = day.split("-")
        when = f"{month}/{of_month}/{year} 09:00:00 AM"
        rows.append([number, 7, when, when, "192.0.2.1", f"{code}@company.example", "A", "B", team, *steps])
    return as_csv([first, second, *rows])


def spss(company, folder) -> bytes:
    """A file of SPSS with the labels of questions."""
    import pandas as pd
    import pyreadstat

    rows = [[code, team, day, *map(float, steps)] for code, team, day, steps in records(company)]
    frame = pd.DataFrame(
        rows, columns=["person", "team", "date", *(f"q{place}" for place in range(len(ITEMS)))]
    )
    labels = ["person", "team", "date", *(item.text["en"] for item in ITEMS)]
    path = folder / "answers.sav"
    pyreadstat.write_sav(frame, str(path), column_labels=labels)
    return path.read_bytes()


def workbook(company, folder) -> bytes:
    """A workbook with a title above its header."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Survey of last winter"])
    for row in csv.reader(io.StringIO(table(company))):
        sheet.append([int(cell) if cell.isdecimal() else cell for cell in row])
    book.save(folder / "answers.xlsx")
    return (folder / "answers.xlsx").read_bytes()


def send(client, content: str | bytes, name: str = "survey.csv", **more: str) -> AnswerImport:
    """Send a file, and return its import."""
    raw = content.encode() if isinstance(content, str) else content
    client.post("/listen/past/", {"file": SimpleUploadedFile(name, raw), **more})
    return AnswerImport.objects.first()  # newest first


def form_of(response) -> dict[str, str]:
    """The fields of the page of columns as a browser would send them."""
    page = response.content.decode()
    found = {}
    for tag in re.findall(r"<input [^>]*>", page):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") == "checkbox" and " checked" not in tag:
            continue
        if "name" in given and given["name"] != "csrfmiddlewaretoken":
            found[given["name"]] = given.get("value", "")
    page = page.split("<main", 1)[1].split("</main", 1)[0]
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = html.unescape((chosen or first)[1])
    return {name: html.unescape(value) for name, value in found.items()}


def to_check(client, one: AnswerImport, *, chosen: str = SET, **changes: str) -> AnswerImport:
    """Walk from a file that was looked at to its check, with what is proposed and some changes."""
    client.post(f"/listen/past/{one.pk}/questions/", {"set": chosen})
    url = f"/listen/past/{one.pk}/columns/"
    answer = client.post(url, form_of(client.get(url)) | changes)
    assert answer.status_code == 302, re.findall(r"<ul><li>.*?</ul>", answer.content.decode())
    one.refresh_from_db()
    return one


def step(client, one: AnswerImport, name: str, **more: str) -> AnswerImport:
    client.post(f"/listen/past/{one.pk}/step/", {"step": name, **more})
    if AnswerImport.objects.filter(pk=one.pk).exists():
        one.refresh_from_db()
    return one


def page(client, one: AnswerImport) -> str:
    return client.get(f"/listen/past/{one.pk}/").content.decode()
