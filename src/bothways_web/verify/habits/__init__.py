"""Habits that pay: how much more often people who do a thing answer well."""
