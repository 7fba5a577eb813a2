"""Answers of past surveys, brought as files of other survey tools."""
