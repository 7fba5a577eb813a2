"""Question sets as people write them: a plain one, and one with a question of every kind."""

from bothways_web.listen.writing import draft as drafts


def example(language="en"):
    made = drafts.empty_draft("Shop floor", language)
    made = drafts.put_question(made, "s1", None, {language: "I have what I need."}, "agree5", turned=False)
    made = drafts.put_question(made, "s1", None, {language: "Waiting slows me."}, "often5", turned=True)
    made = drafts.add_section(made, {language: "Team", "de": "Gruppe"})
    return drafts.put_question(
        made, "s4", None, {language: "How much do you trust us?"}, "zero_ten", turned=False
    )


def labels(*words):
    return [{"id": f"o{number}", "label": {"en": one}} for number, one in enumerate(words, start=1)]


def rows(*words):
    return [{"id": f"r{number}", "text": {"en": one}} for number, one in enumerate(words, start=1)]


#: A question of each kind, in the order in which `every_kind` has them: q2 to q9.
BODIES = (
    {"kind": "scale", "text": {"en": "I have what I need."}, "scale": "agree5", "turned": False},
    {"kind": "single", "text": {"en": "Where do you eat?"}, "last": 3,
     "options": labels("Canteen", "Desk", "None of these")},
    {"kind": "multiple", "text": {"en": "What do you miss there?"}, "last": 3, "most": 2,
     "options": labels("Light", "Quiet", "Time")},
    {"kind": "matrix", "text": {"en": "How often is this so?"}, "last": 2, "scale": "often5", "turned": False,
     "rows": rows("I can sit down", "The food is warm")},
    {"kind": "ranking", "text": {"en": "What comes first?"}, "last": 3, "options": labels("Price", "Taste", "Speed")},
    {"kind": "number", "text": {"en": "How many breaks do you have?"}, "low": 0, "high": 9},
    {"kind": "date", "text": {"en": "When did you begin?"}, "first": "2020-01-01", "last": "2026-12-31"},
    {"kind": "text", "text": {"en": "Why {answer:q3}?"}, "most": 500},
)  # fmt: skip


def every_kind():
    """Return a set with all kinds: q4 is asked of those at a desk, q9 repeats where people eat."""
    made = drafts.empty_draft("Breaks", "en")
    for body in BODIES:
        made = drafts.place_question(made, "s1", None, body)
    return drafts.ask_only(made, "q4", "q3", ["o2"])
