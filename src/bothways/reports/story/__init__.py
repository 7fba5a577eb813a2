"""One story in four forms: a page, a PDF, slides and a spreadsheet, with the same texts and the same numbers."""

from bothways.reports.story.page import story_html
from bothways.reports.story.paper import story_pdf
from bothways.reports.story.slides import story_pptx
from bothways.reports.story.spreadsheet import story_xlsx
from bothways.reports.story.story import Figure, Line, Section, Story, Words

__all__ = [
    "Figure",
    "Line",
    "Section",
    "Story",
    "Words",
    "story_html",
    "story_pdf",
    "story_pptx",
    "story_xlsx",
]
