"""Pages and files of journeys speak the language of the reader, but for what people wrote."""

import io

import pytest
from journeys_at_work import draw, hurt, send
from pypdf import PdfReader
from test_translations import english_left


@pytest.fixture
def journey(company):
    made = draw(company, "Arzt", customers={"do": "X"}, metrics=["surveyed:csat"])
    hurt(made, company, "Y")
    send(company.client("eva"), made, "change/", step="rename", stage=made.stages[0]["id"], name="Ärztin")
    return made


@pytest.mark.parametrize("language", ["de", "es"])
@pytest.mark.parametrize("name", ["fay", "ben", "gil", "hao"])
def test_no_page_is_half_in_english(company, journey, language, name):
    stage, pain = journey.stages[0]["id"], journey.pains.get().pk
    one = f"/journeys/{journey.pk}/"
    urls = ["/journeys/", "/journeys/new/", one, *(one + path for path in (
        "change/", "details/", "delete/", "versions/", "versions/1/", "stages/new/", f"stages/{stage}/",
        f"stages/{stage}/remove/", f"stages/{stage}/pain/", f"pains/{pain}/", f"pains/{pain}/change/",
    ))]  # fmt: skip
    client, seen = company.client(name), 0
    for url in urls:
        answer = client.get(url, headers={"accept-language": language})
        if answer.status_code == 200:
            assert english_left(answer.content.decode(), language) == [], url
            seen += 1
    assert seen >= 1


@pytest.mark.parametrize("language", ["de", "es"])
def test_who_is_later_is_told_so_in_the_own_language(company, journey, language):
    data = {"seen": 1, "name": "Z"}
    url = f"/journeys/{journey.pk}/stages/{journey.stages[0]['id']}/"
    answer = company.client("fay").post(url, data, headers={"accept-language": language})
    assert answer.status_code == 409
    assert english_left(answer.content.decode(), language) == []


def test_files_speak_the_language_too(company, journey):
    client, url = company.client("ben"), f"/journeys/{journey.pk}/file/"
    headers = {"accept-language": "de"}
    assert "Schmerzpunkte" in client.get(f"{url}svg/", headers=headers).content.decode()
    paper = PdfReader(io.BytesIO(client.get(f"{url}pdf/", headers=headers).content))
    assert "Schmerzpunkte" in paper.pages[0].extract_text()
    assert paper.trailer["/Root"]["/Lang"] == "de"
