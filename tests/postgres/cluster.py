"""A throw-away PostgreSQL cluster: in a temporary folder, at a free port of the loopback, gone at the end.

python tests/postgres/cluster.py COMMAND ... runs a command with TEST_DATABASE_URL set and ends with its exit code;
without a command it says whether PostgreSQL is here.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MISSING = "This needs PostgreSQL 14 or newer. On Debian and Ubuntu: apt install postgresql"
NEEDED = ("initdb", "pg_ctl", "postgres")
USER = "bothways"


class NoPostgres(Exception):
    """PostgreSQL is not here, or cannot be used."""


def binaries() -> Path:
    """Return the folder of the server's programs, newest version first."""
    found = []
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(told.stdout.strip() or "/nowhere"))
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(
        installed, key=lambda path: [int(part) for part in path.parent.name.split(".")], reverse=True
    )
    for folder in found:
        if all((folder / name).is_file() for name in NEEDED):
            return folder
    raise NoPostgres(MISSING)


def free_port() -> int:
    """Return a port of the loopback at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One cluster; `url()` is its address. The server refuses to run as root, so root runs it as somebody else."""

    def __init__(self) -> None:
        self.binaries = binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="bothways-postgres-"))
        self.data = self.folder / "data"
        self.port = free_port()
        self._password = secrets.token_hex(16)
        self._as = self._owner() if os.geteuid() == 0 else []

    def _owner(self) -> list[str]:
        """Give the folder to somebody who is not root; returns the words that run a command as them."""
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                os.chown(self.folder, entry.pw_uid, entry.pw_gid)
                if runuser := shutil.which("runuser"):
                    return [runuser, "-u", name, "--"]
        raise NoPostgres("PostgreSQL does not run as root: run this as another user, or install runuser.")

    def _run(self, *words: str) -> None:
        log = self.folder / "commands.log"
        with log.open("ab") as told:
            done = subprocess.run(
                [*self._as, *words],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=told, stderr=told, check=False, timeout=120,
            )  # fmt: skip
        if done.returncode:
            lines = log.read_text(errors="replace").splitlines()[-8:]
            raise NoPostgres(f"{Path(words[0]).name} failed:\n" + "\n".join(lines))

    def make(self) -> None:
        """Make the cluster and begin it."""
        secret = self.folder / "password"
        secret.write_text(self._password + "\n")
        secret.chmod(0o644)  # its folder is closed to others
        self._run(
            str(self.binaries / "initdb"), "--pgdata", str(self.data), "--username", USER, "--auth=scram-sha-256",
            f"--pwfile={secret}", "--encoding=UTF8", "--locale=C", "--no-sync",
        )  # fmt: skip
        secret.unlink()
        self.start()

    def start(self) -> None:
        """Begin the server, and wait until it takes connections; tried again where an old one is still ending."""
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -c unix_socket_directories={self.folder}"
        deadline = time.monotonic() + 90
        while True:
            try:
                return self._run(
                    str(self.binaries / "pg_ctl"), "start", "--wait", "--silent", f"--pgdata={self.data}",
                    f"--log={self.folder / 'server.log'}", f"--options={options}",
                )  # fmt: skip
            except NoPostgres:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    @property
    def postmaster(self) -> int:
        """Process id of the server."""
        return int((self.data / "postmaster.pid").read_text().split("\n")[0])

    def kill(self) -> None:
        """End the server as a power cut of its process would: kill -9."""
        os.kill(self.postmaster, signal.SIGKILL)

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, as DATABASE_URL has it."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """End the server and remove every trace."""
        if (self.data / "postmaster.pid").exists():
            with contextlib.suppress(NoPostgres):
                self._run(
                    str(self.binaries / "pg_ctl"),
                    "stop",
                    "--mode=immediate",
                    "--wait",
                    f"--pgdata={self.data}",
                )
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Give a running cluster, and stop it whatever happens."""
    made = Cluster()
    try:
        made.make()
        yield made
    finally:
        made.stop()


def main(command: list[str]) -> int:
    """Run a command beside a cluster."""
    try:
        folder = binaries()
        if not command:
            return 0
        with cluster() as made:
            version = subprocess.run(
                [folder / "postgres", "--version"], capture_output=True, text=True, check=True
            )
            print(f"{version.stdout.strip()} at 127.0.0.1:{made.port}, for this run alone", flush=True)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
            environment = os.environ | {"TEST_DATABASE_URL": made.url()}
            return subprocess.run(command, env=environment, check=False).returncode
    except NoPostgres as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
