"""A real browser for all pages."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

expect.set_options(timeout=20_000)  # milliseconds: a page on a busy machine is slow, not wrong


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("There is no Chromium here. On Debian: apt install chromium fonts-dejavu-core")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path)
