"""Attacks on what was published: would anybody be exposed?"""
