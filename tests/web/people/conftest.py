"""What tests of people share: files as they are sent, and a way through the import."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bothways_web.people.models import RecordImport, Upload

MakeUpload = Callable[..., SimpleUploadedFile]
SendFile = Callable[..., RecordImport]


@pytest.fixture
def make_sent() -> MakeUpload:
    """Text or bytes as a file that a browser sends."""

    def make(content: str | bytes, name: str = "file.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content.encode(encoding) if isinstance(content, str) else content)

    return make


@pytest.fixture
def bring(make_sent: MakeUpload) -> SendFile:
    """Upload a file, accept what the columns seem to mean, and return the checked import."""

    def run(client: Client, kind: str, content: str | bytes, **means: str) -> RecordImport:
        answer = client.post(reverse("import_file", args=[kind]), {"file": make_sent(content)})
        assert answer.status_code == 302, answer.content.decode()
        upload = Upload.objects.latest("at")
        page = client.get(answer["Location"])
        chosen: dict[str, Any] = {
            f"column-{heading.place}": means.get(heading.name, heading.means)
            for heading in page.context["columns"].headings
        }
        answer = client.post(answer["Location"], chosen)
        assert answer.status_code == 302, answer.content.decode()
        return RecordImport.objects.get(upload=upload)

    return run


@pytest.fixture
def apply() -> Callable[..., RecordImport]:
    """Press "Import" on the page of a checked file."""

    def run(client: Client, given: RecordImport, **more: str) -> RecordImport:
        address = reverse("import_check", args=[given.kind, given.upload_id])
        if more:
            client.post(address, {"step": "check", **more})
        client.post(address, {"step": "apply"})
        given.refresh_from_db()
        return given

    return run
