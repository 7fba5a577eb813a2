"""What comments are about: themes, who writes of them, and what one side has not said."""

from bothways.themes.applying import apply_themes
from bothways.themes.cells import theme_cells
from bothways.themes.comments import Comments, read_comments
from bothways.themes.files import read_themes, themes_to_json
from bothways.themes.fit import fit_themes
from bothways.themes.language import detect_language, stop_words
from bothways.themes.lists import OwnTheme
from bothways.themes.matching import match_themes, merge, rename
from bothways.themes.meaning import local_encoder
from bothways.themes.preceding import Precedence, ThemeLead, precede
from bothways.themes.results import Theme, Themes
from bothways.themes.sentiment import Feeling, feeling
from bothways.themes.shares import theme_shares
from bothways.themes.unknown import unknown_themes

__all__ = [
    "Comments",
    "Feeling",
    "OwnTheme",
    "Precedence",
    "Theme",
    "ThemeLead",
    "Themes",
    "apply_themes",
    "detect_language",
    "feeling",
    "fit_themes",
    "local_encoder",
    "match_themes",
    "merge",
    "precede",
    "read_comments",
    "read_themes",
    "rename",
    "stop_words",
    "theme_cells",
    "theme_shares",
    "themes_to_json",
    "unknown_themes",
]
