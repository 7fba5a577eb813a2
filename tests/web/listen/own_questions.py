"""A question set as people write one."""

from bothways_web.listen.writing import draft as drafts


def example(language="en"):
    made = drafts.empty_draft("Shop floor", language)
    made = drafts.put_question(made, "s1", None, {language: "I have what I need."}, "agree5", turned=False)
    made = drafts.put_question(made, "s1", None, {language: "Waiting slows me."}, "often5", turned=True)
    made = drafts.add_section(made, {language: "Team", "de": "Gruppe"})
    return drafts.put_question(
        made, "s4", None, {language: "How much do you trust us?"}, "zero_ten", turned=False
    )
