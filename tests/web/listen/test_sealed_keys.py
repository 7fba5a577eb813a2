"""Private keys of sealed rounds: checked when they are first read, and whenever the file is another one."""

from __future__ import annotations

import pytest

from bothways.errors import InputError
from bothways.privacy.ballots import make_key
from bothways_web.listen.sealed import files


@pytest.fixture
def kept():
    key = make_key(bits=2048)
    files.keep_key("r", "s1", key)
    return key


def test_a_key_is_checked_once_and_read_the_same_each_time(kept, monkeypatch):
    from bothways.privacy import ballots

    told = []
    read = ballots.read_key
    monkeypatch.setattr(
        ballots, "read_key", lambda pem, *, checked: told.append(checked) or read(pem, checked=checked)
    )
    assert {files.load_key("r", "s1").hash for _ in range(3)} == {kept.hash}
    assert told == [False, True, True]


def test_a_file_that_was_damaged_after_it_was_read_signs_nothing(kept):
    files.load_key("r", "s1")
    path = files.key_path("r", "s1")
    lines = path.read_bytes().splitlines()
    lines[12] = lines[12][::-1]
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(InputError):
        files.load_key("r", "s1")
