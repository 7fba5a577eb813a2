"""docs/evidence/fairness.md."""


def page(commit, rows):
    return ""
