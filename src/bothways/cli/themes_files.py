"""What bothways themes writes into its folder and says on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from bothways.themes import Comments, Precedence, Themes

FILES = ("themes.csv", "themes.json", "comments_themes.parquet", "shares.csv", "unknown.csv")


def tables_of(read: Comments, found: Themes) -> dict[str, pd.DataFrame]:
    """Return the tables that can be told of these comments."""
    from bothways.themes import theme_shares, unknown_themes

    groups = [name for name in ("side", "unit", "period") if name in read.columns]
    if (read.side >= 0).any():
        groups = ["side", *groups]
    by_comment = found.by_comment
    tables = {
        "themes.csv": found.table,
        "comments_themes.parquet": by_comment.assign(row=by_comment["record"] + 2),
    }
    tables["shares.csv"] = theme_shares(read, found, by=groups)
    if all((read.side[read.written] == side).any() for side in (0, 1)):
        tables["unknown.csv"] = unknown_themes(read, found)
    return tables


def writers_of(
    found: Themes, tables: dict[str, pd.DataFrame], precedence: Precedence | None
) -> dict[str, Any]:
    """Return what writes each file, in the order in which files are told."""
    from bothways.reports.precedence import precedence_writers
    from bothways.tables import write_table
    from bothways.themes import themes_to_json

    def writer(frame: pd.DataFrame) -> Any:
        return lambda path: write_table(frame, path)

    def write_json(path: Path) -> None:
        path.write_text(themes_to_json(found), encoding="utf-8")

    written = {name: writer(frame) for name, frame in tables.items()} | {"themes.json": write_json}
    told = {name: written[name] for name in FILES if name in written}
    return told | (precedence_writers(precedence) if precedence else {})


def tell(
    found: Themes,
    tables: dict[str, pd.DataFrame],
    precedence: Precedence | None,
    files: tuple[Path, ...],
) -> None:
    """Say what was found."""
    print(found.sentence)
    for one in found.themes:
        told = "named by software" if one.named_by == "software" else "your name"
        print(f"  {one.id:>4}  {100 * one.share:5.1f} of 100 people  {one.label} ({told})")
    _tell_unknown(tables.get("unknown.csv"))
    if precedence is not None:
        from bothways.reports.precedence import precedence_lines

        print(*precedence_lines(precedence), sep="\n")
    for remark in found.remarks:
        print(f"Note: {remark}")
    print(
        "This is your own file: no privacy ledger guards these numbers, and small groups can point to people."
    )
    print(f"Files: {', '.join(str(path) for path in files)}")


def _tell_unknown(unknown: pd.DataFrame | None) -> None:
    if unknown is None:
        return
    for state, silent in (("employees only", "customers"), ("customers only", "employees")):
        labels = list(unknown.loc[unknown["state"] == state, "label"])
        if labels:
            print(f"What {silent} have not said: {'; '.join(labels)}")
