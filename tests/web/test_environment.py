"""Settings: an unknown or malformed value stops the start with a sentence."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bothways_web.people.secrets_once import made_once
from bothways_web.web.environment import KNOWN, SettingError, read_environment

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def read(tmp_path, **given):
    return read_environment({"BOTHWAYS_HOME": str(tmp_path), **given})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOTHWAYS_HOST", "x", "BOTHWAYS_HOST is no setting"),
        ("BOTHWAYS_DEMO", "yes", "Write 1 or 0"),
        ("BOTHWAYS_URL", "voices.example", "Write it like https://voices.example"),
        ("BOTHWAYS_URL", "https://voices.example/bothways", "without a path"),
        ("BOTHWAYS_SECRET_KEY", "short", "shorter than 32"),
        ("BOTHWAYS_SECRET_KEY_FALLBACKS", "x" * 40 + ",short", "holds a key that is shorter than 32"),
        ("BOTHWAYS_LANGUAGES", "en,klingon", "Write codes between commas"),
        ("BOTHWAYS_LANGUAGES", ",", "Write codes between commas"),
        ("BOTHWAYS_SMTP", "mail.example", "is no smtp://"),
        ("BOTHWAYS_SMTP", "smtp://mail.example?tls=yes", "none, start or full"),
        ("BOTHWAYS_SMTP", "smtp://mail.example:99999", "no number from 1 to 65535"),
        ("BOTHWAYS_ENGINE", "sparks", "which is no engine"),
        ("BOTHWAYS_ENGINE_MEMORY", "lots", "Write a whole number of MB or GB"),
        ("DATABASE_URL", "mysql://x/y", "is no postgresql://"),
        ("DATABASE_URL", "postgresql://host", "is no postgresql://"),
    ],
)
def test_what_cannot_be_understood_stops_the_start(tmp_path, name, value, said):
    with pytest.raises(SettingError, match=said):
        read(tmp_path, **{name: value})


def test_the_defaults_are_a_site_on_this_machine(tmp_path):
    found = read(tmp_path)
    assert found.url.geturl() == "http://localhost:8000"
    assert found.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found.database["OPTIONS"]["init_command"]
    assert found.mail["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    assert found.demo is False


def test_the_secret_is_made_once_and_is_nobodys_but_the_owners(tmp_path):
    first = read(tmp_path).secret_key
    assert len(first) >= 32
    assert read(tmp_path).secret_key == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_earlier_secrets_are_read_between_commas(tmp_path):
    assert read(tmp_path).earlier_keys == ()
    found = read(tmp_path, BOTHWAYS_SECRET_KEY_FALLBACKS=f"{'x' * 40}, {'y' * 40},")
    assert found.earlier_keys == ("x" * 40, "y" * 40)


def test_a_secret_is_the_same_for_all_who_start_at_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: made_once(tmp_path / "new" / "one.key", size=24), range(8)))
    assert len(found) == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["one.key"]


def test_a_mail_server_and_a_database_are_read_with_their_passwords(tmp_path):
    found = read(
        tmp_path,
        BOTHWAYS_SMTP="smtp://me:p%40ss@mail.example:587?tls=start",
        DATABASE_URL="postgresql://u:p%2F@db:5433/x",
    )
    assert found.mail["EMAIL_HOST_PASSWORD"] == "p@ss"
    assert found.mail["EMAIL_USE_TLS"] is True
    assert (found.database["PASSWORD"], found.database["PORT"]) == ("p/", "5433")


def test_the_page_of_settings_lists_every_one():
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in KNOWN if f"| `{name}` |" not in text] == []


def test_hosts_of_chat_rooms_are_read_between_commas(tmp_path):
    given = {"BOTHWAYS_HOME": str(tmp_path), "BOTHWAYS_CHAT_HOSTS": "Chat.company.example, 10.0.0.7,fd00::7"}
    assert read_environment(given).chat_hosts == ("chat.company.example", "10.0.0.7", "fd00::7")
    assert read_environment({"BOTHWAYS_HOME": str(tmp_path)}).chat_hosts == ()


@pytest.mark.parametrize("text", ["https://chat.example", "chat.example/hook", "a b", "*"])
def test_an_address_is_no_name_of_a_host(tmp_path, text):
    with pytest.raises(SettingError, match="names of hosts"):
        read_environment({"BOTHWAYS_HOME": str(tmp_path), "BOTHWAYS_CHAT_HOSTS": text})
