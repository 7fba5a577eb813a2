"""Commands of keeping: the whole site out, released numbers, and what is held about one person.

They are for whoever runs the server, who can read all of it anyway; no page of an administrator does any of this.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bothways_web.web.commands import load_settings


def archive(
    file: Annotated[
        Path, typer.Argument(help="The file to write, such as site.zip; only its owner may read it.")
    ],
) -> None:
    """Take the whole site out into one file, without passwords and keys."""
    load_settings()
    from bothways_web.keeping.archive.making import make_archive

    made = make_archive(file)
    print(
        f"{file}: {len(made['parts'])} parts. It holds people's answers: keep it as you keep personnel files."
    )


def export(
    file: Annotated[Path, typer.Argument(help="Ends in .csv, .parquet, .xlsx, .sav or .qualtrics.csv.")],
    population: Annotated[
        str, typer.Option(help="employees, customers, surveyed or candidates; all where not given.")
    ] = "",
    round: Annotated[str, typer.Option(help="Only this round.")] = "",
    metric: Annotated[str, typer.Option(help="Only this metric.")] = "",
) -> None:
    """Write the numbers that were released, as they were released."""
    load_settings()
    from bothways_web.keeping.exports.files import ending_of, write_numbers
    from bothways_web.keeping.exports.reach import EVERYTHING
    from bothways_web.keeping.exports.rows import chosen_from

    chosen = chosen_from({"population": population, "round": round, "metric": metric})
    rows = write_numbers(file, ending_of(file.name), EVERYTHING, chosen, None)
    print(f"{file}: {rows} rows.")


def personal(
    who: Annotated[str, typer.Argument(help="Code or e-mail address, exactly as in the records.")],
    file: Annotated[Path, typer.Argument(help="The file to write, such as about.zip.")],
) -> None:
    """Take out what is held about one person, with the answers that no page hands out."""
    load_settings()
    from bothways_web.keeping.personal.subject import find_subject
    from bothways_web.keeping.personal.takeout import take_out

    content = take_out(find_subject(who), answers=True)
    with file.open("xb") as stream:
        file.chmod(0o600)
        stream.write(content)
    print(f"{file}: hand it to this person and to nobody else.")
