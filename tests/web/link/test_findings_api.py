"""Findings through the API: those of the page."""

from bothways_web.link.findings import latest_findings


def test_findings_are_those_of_the_page(linked_company, program):
    mine = program("hao")
    found = latest_findings()
    told = mine.get("findings").json()
    assert told["run"] == found.run.pk
    assert [one["number"] for one in told["items"]] == [one.number for one in found.ordered]
    one = told["items"][0]
    assert one["sentence"] == found.ordered[0].finding.sentence
    assert one == mine.get(f"findings/{one['number']}").json()
    assert mine.get("findings/999").status_code == 404
