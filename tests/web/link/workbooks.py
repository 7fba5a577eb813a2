"""Workbooks as statistical offices publish them: a sheet a question, a title above the header, percents as text."""

from __future__ import annotations

from pathlib import Path

HEAD = ["Branch", "Strongly Agree", "Agree", "Neither\nAgree nor Disagree", "Disagree", "Answers**"]
QUESTIONS = {"Q1": "(1) I can do my work well.", "Q2": "(2) I am heard.", "Q3": "(3) I would stay."}


def shares(place: int, question: int) -> tuple[float, float, float, float]:
    """Shares of one branch and question, in percent."""
    high, good = 20.0 + place + question / 2, 30.5 - place
    return high, good, 25.0, round(100 - high - good - 25.0, 1)


def write_workbook(path: Path, branches: dict[str, str], *, spoilt: str = "", suppressed: str = "--") -> Path:
    """Write a workbook; ``branches`` are names by code, of which the last is suppressed in Q2."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Index"
    book.active.append(["Survey of branches"])
    book.active.append(["Click a sheet"])
    for number, (title, text) in enumerate(QUESTIONS.items()):
        sheet = book.create_sheet(title)
        for row in (["Survey of branches, report by branch"], [], [text], HEAD, ["2024 (no trend)"]):
            sheet.append(row)
        sheet.append(["All Responses", "25.0 %\xa0", "30.0 %\xa0", "25.0 %\xa0", "20.0 %\xa0", "12,345 \xa0"])
        for place, name in enumerate(branches.values()):
            told = [f"{share} %\xa0" for share in shares(place, number)]
            if title == "Q2" and place == len(branches) - 1:
                told = [suppressed] * 4
            if spoilt and title == "Q3" and place == 0:
                told[1] = spoilt
            sheet.append([name, *told, f"{1200 + place:,} "])
        sheet.append([])
        sheet.append(["** Unweighted."])
    other = book.create_sheet("Telework")
    for row in (
        ["Report"],
        ["Branch", "% of Participants", "Total"],
        [next(iter(branches.values())), "9.5 %", "36"],
    ):
        other.append(row)
    book.save(path)
    return path
