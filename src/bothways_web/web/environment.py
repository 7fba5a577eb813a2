"""Settings from the environment; an unknown or malformed value stops the start with a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from bothways.errors import InputError
from bothways.tables.engine import engine_setting
from bothways_web.people.secrets_once import made_once
from bothways_web.web.sign_on_settings import SettingError as SettingError
from bothways_web.web.sign_on_settings import read_sign_on

#: Every variable that is understood, with what it is for: the table of docs/reference/settings.md.
KNOWN = {
    "BOTHWAYS_HOME": "folder of the database, the ledgers and the answers; bothways-home where not given",
    "BOTHWAYS_URL": "address that people open, as it stands in mails; http://localhost:8000 where not given",
    "BOTHWAYS_SECRET_KEY": "secret of at least 32 characters; made once in the home folder where not given",
    "BOTHWAYS_SECRET_KEY_FALLBACKS": "earlier secrets between commas: what was signed with one of them still holds",
    "BOTHWAYS_SMTP": "mail server, such as smtp://name:password@mail.example:587?tls=start; without it mails are files",
    "BOTHWAYS_MAIL_FROM": "sender of mails; bothways@ and the host of BOTHWAYS_URL where not given",
    "BOTHWAYS_LANGUAGES": "languages to offer, such as en,de,es; the first one is the default",
    "BOTHWAYS_DEMO": "1: offer to be any character of the example company, without a password",
    "BOTHWAYS_BEHIND_PROXY": "1: a proxy in front ends HTTPS and sets X-Forwarded-Proto and X-Forwarded-For",
    "BOTHWAYS_OIDC": "issuer of a provider for signing on by OpenID Connect, such as https://id.example",
    "BOTHWAYS_OIDC_CLIENT": "identifier of this site at that provider",
    "BOTHWAYS_OIDC_SECRET": "secret of this site at that provider",
    "BOTHWAYS_SAML": "metadata of a provider for signing on by SAML: their address, or a file",
    "BOTHWAYS_CHAT_HOSTS": "hosts of chat rooms that lie in a network that is not public, between commas",
    "BOTHWAYS_WEBHOOK_HOSTS": "hosts told of events though their network is not public, or over HTTP, between commas",
    "BOTHWAYS_ERASED_LIST": "file on another disk where the list of erasures is kept up to date, for restored backups",
    "BOTHWAYS_METRICS_TOKEN": "secret of 32 characters or more, for programs that read /health/figures/; off if empty",
    "BOTHWAYS_LOG": "json: one line of JSON for each line of the log; line where not given",
    "BOTHWAYS_POOL": "how many connections to PostgreSQL each process keeps in a pool; 0, no pool, where not given",
    "BOTHWAYS_ENGINE": "where answers are grouped: duckdb, spark://host:7077, local[2] or local-cluster[2,1,1024]",
    "BOTHWAYS_ENGINE_MEMORY": "memory that DuckDB, or each executor of Spark, may take, such as 4GB",
    "DATABASE_URL": "postgresql://name:password@host:5432/database; SQLite in the home folder where not given",
}
#: Variables of the same prefix that others read.
OTHERS = {"BOTHWAYS_SHARED"}


@dataclass(frozen=True)
class Environment:
    """What the environment says, checked."""

    home: Path
    url: SplitResult
    secret_key: str
    earlier_keys: tuple[str, ...]
    database: dict[str, object]
    mail: dict[str, object]
    languages: tuple[str, ...]
    demo: bool
    behind_proxy: bool
    sign_on: dict[str, dict[str, str]]
    chat_hosts: tuple[str, ...]
    webhook_hosts: tuple[str, ...]
    erased_list: Path | None
    metrics_token: str
    log_form: str


def read_environment(given: Mapping[str, str]) -> Environment:
    """Return the settings of an environment.

    Raises
    ------
    SettingError
        Where a variable is unknown or cannot be understood.
    """
    unknown = sorted(
        name for name in given if name.startswith("BOTHWAYS_") and name not in KNOWN and name not in OTHERS
    )
    if unknown:
        raise SettingError(f"{unknown[0]} is no setting. Known are: {', '.join(KNOWN)}.")
    _check_engine(given)
    home = Path(given.get("BOTHWAYS_HOME") or "bothways-home").resolve()
    url = _read_url(given.get("BOTHWAYS_URL") or "http://localhost:8000")
    return Environment(
        home=home,
        url=url,
        secret_key=_secret(given.get("BOTHWAYS_SECRET_KEY"), home),
        earlier_keys=_earlier_secrets(given.get("BOTHWAYS_SECRET_KEY_FALLBACKS", "")),
        database=_read_database(given.get("DATABASE_URL"), home, _read_pool(given.get("BOTHWAYS_POOL", ""))),
        mail=_read_mail(given, home, url.hostname or "localhost"),
        languages=_read_languages(given.get("BOTHWAYS_LANGUAGES") or "en,de,es"),
        demo=_read_switch(given, "BOTHWAYS_DEMO"),
        behind_proxy=_read_switch(given, "BOTHWAYS_BEHIND_PROXY"),
        sign_on=read_sign_on(given),
        chat_hosts=_read_hosts(given, "BOTHWAYS_CHAT_HOSTS"),
        webhook_hosts=_read_hosts(given, "BOTHWAYS_WEBHOOK_HOSTS"),
        metrics_token=_long(given["BOTHWAYS_METRICS_TOKEN"], "BOTHWAYS_METRICS_TOKEN")
        if given.get("BOTHWAYS_METRICS_TOKEN")
        else "",
        log_form=_read_log(given.get("BOTHWAYS_LOG", "")),
        erased_list=Path(listed).resolve() if (listed := given.get("BOTHWAYS_ERASED_LIST")) else None,
    )


def _check_engine(given: Mapping[str, str]) -> None:
    """Refuse an engine that cannot be understood; it is opened where it is used."""
    try:
        engine_setting(given)
    except InputError as problem:
        raise SettingError(str(problem)) from None


def _read_switch(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "")
    if text not in ("", "0", "1"):
        raise SettingError(f"{name} is {text!r}. Write 1 or 0.")
    return text == "1"


def _read_url(text: str) -> SplitResult:
    url = urlsplit(text.rstrip("/"))
    if url.scheme not in ("http", "https") or not url.hostname or url.path:
        raise SettingError(f"BOTHWAYS_URL is {text!r}. Write it like https://voices.example, without a path.")
    return url


def _read_languages(text: str) -> tuple[str, ...]:
    from django.conf.locale import LANG_INFO

    codes = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    strange = [code for code in codes if code not in LANG_INFO]
    if strange or not codes:
        raise SettingError(f"BOTHWAYS_LANGUAGES is {text!r}. Write codes between commas, such as en,de,es.")
    return codes


def _read_hosts(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return names of hosts, as they stand in addresses."""
    text = given.get(name, "")
    hosts = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    strange = [host for host in hosts if not re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:.]+", host)]
    if strange:
        raise SettingError(
            f"{name} is {text!r}. Write names of hosts between commas, such as chat.company.example."
        )
    return hosts


def _secret(given: str | None, home: Path) -> str:
    """Return the secret that is given, or the one of the home folder, made at the first start."""
    return made_once(home / "secret.key", size=48) if given is None else _long(given, "BOTHWAYS_SECRET_KEY")


def _earlier_secrets(text: str) -> tuple[str, ...]:
    """Return the secrets of before, which only check what was signed with them."""
    keys = (part.strip() for part in text.split(","))
    return tuple(_long(key, "BOTHWAYS_SECRET_KEY_FALLBACKS") for key in keys if key)


def _long(key: str, name: str) -> str:
    if len(key) < 32:
        whose = "holds a key that is" if name.endswith("FALLBACKS") else "is"
        raise SettingError(f"{name} {whose} shorter than 32 characters. Make a longer one.")
    return key


def _read_log(text: str) -> str:
    if text not in ("", "line", "json"):
        raise SettingError(f"BOTHWAYS_LOG is {text!r}. Write line or json.")
    return text or "line"


def _read_pool(text: str) -> int:
    if not text.isascii() or not (text or "0").isdigit() or int(text or "0") > 100:
        raise SettingError(f"BOTHWAYS_POOL is {text!r}. Write a whole number from 0 to 100.")
    return int(text or "0")


def _read_database(text: str | None, home: Path, pool: int) -> dict[str, object]:
    if not text:
        home.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home / "bothways.sqlite3"),
            "CONN_MAX_AGE": 60,  # the last connection that closes would write the log back each time
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (  # what is deleted is written over: no free page of the file keeps it
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                    "PRAGMA secure_delete=ON;"
                ),
            },
        }
    if pool and find_spec("psycopg_pool") is None:
        raise SettingError("BOTHWAYS_POOL needs the package psycopg_pool. Install bothways[postgres].")
    url = urlsplit(text)
    if url.scheme not in ("postgres", "postgresql") or not url.path.strip("/"):
        raise SettingError("DATABASE_URL is no postgresql://name:password@host:5432/database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(_port(url, "DATABASE_URL") or ""),
        "CONN_MAX_AGE": 0 if pool else 60,  # a pool keeps connections itself
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(url.query)) | ({"pool": {"min_size": 1, "max_size": pool}} if pool else {}),
    }


def _read_mail(given: Mapping[str, str], home: Path, host: str) -> dict[str, object]:
    sender = given.get("BOTHWAYS_MAIL_FROM") or f"Bothways <bothways@{host}>"
    text = given.get("BOTHWAYS_SMTP")
    if not text:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(home / "mail"),
            "DEFAULT_FROM_EMAIL": sender,
        }
    url = urlsplit(text)
    safety = dict(parse_qsl(url.query)).get("tls", "none")
    if url.scheme != "smtp" or not url.hostname or safety not in ("none", "start", "full"):
        raise SettingError(
            "BOTHWAYS_SMTP is no smtp://name:password@host:587?tls=start. After tls= stands none, start or full."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": _port(url, "BOTHWAYS_SMTP") or 25,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": safety == "start",
        "EMAIL_USE_SSL": safety == "full",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }


def _port(url: SplitResult, name: str) -> int | None:
    try:
        return url.port
    except ValueError:
        raise SettingError(f"The port in {name} is no number from 1 to 65535.") from None
