"""Worlds, families and a company whose truth is known: demo, tests and evidence live on them."""

from bothways.simulate.company import CompanyFiles, write_company
from bothways.simulate.families import Family, draw_family
from bothways.simulate.plan import SHAPES, Shape
from bothways.simulate.programme import ProgrammeCompany, draw_programme
from bothways.simulate.recipe import Recipe
from bothways.simulate.tidy import TidyWorld, world_to_tidy
from bothways.simulate.work_year import WorkDone, WorkPlan, WorkYear, draw_work_plan, simulate_year
from bothways.simulate.worlds import Truth, World, draw_world

__all__ = [
    "SHAPES",
    "CompanyFiles",
    "Family",
    "ProgrammeCompany",
    "Recipe",
    "Shape",
    "TidyWorld",
    "Truth",
    "WorkDone",
    "WorkPlan",
    "WorkYear",
    "World",
    "draw_family",
    "draw_programme",
    "draw_work_plan",
    "draw_world",
    "simulate_year",
    "world_to_tidy",
    "write_company",
]
