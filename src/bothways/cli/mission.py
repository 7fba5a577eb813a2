"""bothways mission-check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.app import app
from bothways.cli.options import Quiet, refuse_unknown

if TYPE_CHECKING:
    from bothways.mission import MissionCheck

KINDS = ("posting", "kit", "packet")
LANGUAGES = (None, "en", "de", "es")


@app.command("mission-check")
def mission_check(
    file: Annotated[
        Path, typer.Argument(help="Job posting, interview kit or onboarding packet: DOCX, PDF, HTML, text.")
    ],
    mission: Annotated[
        Path, typer.Option(help="YAML file: sentence, and parts with id, promise, words, against.")
    ],
    kind: Annotated[str, typer.Option(help="What sort of text it is: posting, kit or packet.")] = "posting",
    language: Annotated[
        str | None, typer.Option(help="en, de or es. Told from the text if not given.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File for the result as JSON.")] = None,
    quiet: Quiet = False,
) -> None:
    """Tell where a text speaks of your mission, leaves it out, or says the opposite."""
    from bothways.mission import check_text, check_to_json, read_document, read_mission

    refuse_unknown(kind, KINDS, "--kind")
    refuse_unknown(language, LANGUAGES, "--language")
    read = read_mission(mission)
    check = check_text(read_document(file), read, kind=kind, language=language)
    if out is not None:
        _write(out, check_to_json(check))
    if not quiet:
        _tell(check, out)


def _write(out: Path, text: str) -> None:
    from bothways.errors import FileError

    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(
            "The result cannot be written there.", remedy="Name another place.", file=out.name
        ) from error


def _tell(check: MissionCheck, out: Path | None) -> None:
    """Say what was found, part by part."""
    if not check.judged:
        print(f"Not judged: {check.refused}")
        return
    width = max(len(one.part.id) for one in check.parts)
    for one in check.parts:
        mentioned = " (mentioned in a slogan only)" if one.strength == "mentioned" else ""
        print(f"  {one.part.id:<{width}}  {one.verdict.value}{mentioned}  {one.part.promise}")
        for found in one.evidence:
            turned = f", turned by {', '.join(found.turns)}" if found.turns else ""
            print(f"  {'':<{width}}    {found.speaks}: “{found.quote}” [{found.rule}{turned}]")
        if one.suggestion is not None:
            print(f"  {'':<{width}}    In {one.suggestion.where}: {one.suggestion.text}")
        if not one.topics:
            print(
                f"  {'':<{width}}    No rule knows this promise: its own words alone were looked for. Add words: to it."
            )
    if check.unread:
        print(
            f"Note: {100 * check.unread:.0f} of 100 words stand in paragraphs of another language and were not read."
        )
    print("Rules look at words. Somebody has to read the text.")
    if out is not None:
        print(f"Files: {out}")
