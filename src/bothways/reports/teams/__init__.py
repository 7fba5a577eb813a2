"""How units are: the page, the table and the terminal print of a diagnosis."""

from bothways.reports.teams.files import diagnosis_table
from bothways.reports.teams.page import teams_html
from bothways.reports.teams.terminal import print_diagnosis
from bothways.reports.teams.writing import write_teams

__all__ = ["diagnosis_table", "print_diagnosis", "teams_html", "write_teams"]
