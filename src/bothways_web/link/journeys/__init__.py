"""Journeys: what customers and employees do, feel and need from stage to stage, with live numbers and pain points."""
