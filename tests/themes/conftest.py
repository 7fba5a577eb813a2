"""One fit that many tests look at."""

from __future__ import annotations

import pandas as pd
import pytest
from said import draw

from bothways.themes import Comments, Themes, fit_themes, read_comments


@pytest.fixture(scope="session")
def table() -> pd.DataFrame:
    return draw(300)


@pytest.fixture(scope="session")
def comments(table: pd.DataFrame) -> Comments:
    return read_comments(table.drop(columns="topic"))


@pytest.fixture(scope="session")
def themes(comments: Comments) -> Themes:
    return fit_themes(comments)
