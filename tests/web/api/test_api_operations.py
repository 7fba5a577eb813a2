"""Every operation of the API: nothing without a token, nothing that is not there, lists in parts of any size."""

import html
import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from ninja import Schema

from bothways_web.api.models import Token

ROLES = ("dua", "eva", "fay", "hao")
#: What stands for the parts of an address where there is no such thing.
NOWHERE = {"number": "987654321", "person": "nobody", "key": "nothing", "side": "customers"}


@pytest.fixture(scope="module")
def described(django_db_setup):
    return Client().get("/api/v1/openapi.json").json()


def operations(described):
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            yield method, path, told


def address(path):
    filled = path.replace("{path:", "{")
    if path.startswith("/api/v1/exports/"):
        return filled.replace("{key}", str(uuid.UUID(int=7)))
    return re.sub(r"{(\w+)}", lambda part: NOWHERE[part[1]], filled)


def send(client, method, path, body=None):
    return client.generic(method.upper(), path, json.dumps(body or {}), content_type="application/json")


def test_nothing_is_told_without_a_token(company, described):
    for method, path, _told in operations(described):
        answer = send(Client(), method, address(path))
        assert answer.status_code == 401, (method, path)
        assert answer["Content-Type"] == "application/problem+json", (method, path)


def test_every_operation_is_open_to_some_role_and_closed_to_a_token_without_scopes(
    company, program, described
):
    programs = [program(name) for name in ROLES]
    for method, path, _told in operations(described):
        answers = [send(one.client, method, address(path)) for one in programs]
        assert {one.status_code for one in answers} - {403}, (method, path)
        assert all(one.status_code < 500 for one in answers), (method, path)
    Token.objects.update(scopes=[])
    for method, path, _told in operations(described):
        answer = send(programs[1].client, method, address(path))
        assert (answer.status_code, answer.json()["code"]) == (403, "scope"), (method, path)


def test_a_method_that_an_address_does_not_take_is_a_problem(company, program):
    for one in (program("eva").client, Client()):
        answer = send(one, "delete", "/api/v1/surveys")
        assert (answer.status_code, answer.json()["code"]) == (405, "method")
        assert answer["Allow"] == "GET, POST"
        assert answer["Content-Type"] == "application/problem+json"


def test_what_is_not_there_is_not_found(company, program, described):
    programs = [program(name) for name in ROLES]
    seen = 0
    for method, path, told in operations(described):
        if method != "get" or "{" not in path:
            continue
        codes = {send(one.client, method, address(path)).status_code for one in programs}
        assert codes <= {403, 404}, path
        assert 404 in codes, path
        assert "404" in told["responses"], path
        seen += 1
    assert seen > 10


def test_every_list_is_cut_the_same_way(company, program, described):
    programs = [program(name) for name in ROLES]
    seen = 0
    for method, path, told in operations(described):
        names = {one["name"] for one in told.get("parameters", [])}
        if method != "get" or "limit" not in names or "{" in path:
            continue
        for one in programs:
            answer = one.client.get(path, {"limit": 1})
            if answer.status_code == 403:
                continue
            assert answer.status_code == 200, (path, answer.content)
            part = answer.json()
            assert len(part["items"]) <= 1, path
            assert part["next_offset"] == (1 if part["total"] > 1 else None), path
            assert one.client.get(path, {"offset": 10_000_000}).json()["items"] == [], path
            assert one.client.get(path, {"limit": 0}).status_code == 422, path
            assert one.client.get(path, {"limit": 501}).status_code == 422, path
            seen += 1
    assert seen > 20


def test_every_operation_is_described_whole(described):
    for method, path, told in operations(described):
        assert told["summary"], (method, path)
        assert told["description"], (method, path)
        assert told["tags"], (method, path)
        assert {"401", "403", "422", "429"} <= set(told["responses"]), (method, path)
        if method != "get" and "application/json" in told.get("requestBody", {}).get("content", {}):
            names = {one["name"] for one in told.get("parameters", [])}
            assert "Idempotency-Key" in names, (method, path)


def kinds_of(kind):
    for one in kind.__subclasses__():
        yield one
        yield from kinds_of(one)


def test_every_body_that_is_sent_comes_with_an_example_that_fits_it(described):
    kinds = {one.__name__: one for one in kinds_of(Schema)}
    schemas = described["components"]["schemas"]
    seen = 0
    for method, path, told in operations(described):
        sent = told.get("requestBody", {}).get("content", {}).get("application/json")
        if sent is None:
            continue
        name = sent["schema"]["$ref"].rpartition("/")[2]
        assert "example" in schemas[name], (method, path)
        assert kinds[name].model_validate(schemas[name]["example"]), (method, path)
        seen += 1
    assert seen > 8


def test_the_page_of_the_description_tells_every_operation_and_needs_no_script(company, described):
    page = Client().get("/api/").content.decode()
    text = html.unescape(page)
    for method, path, told in operations(described):
        assert f"{method.upper()} {path}" in text
        assert told["summary"] in text
    assert f'href="{reverse("api_description")}"' in company.client("hao").get("/tokens/").content.decode()
