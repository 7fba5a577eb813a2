"""What organisations call the domains of their own question sets, and which practices fit them.

One line for words that mean the same here. A word stands in one line alone; whoever misses one adds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

#: A longer label is a sentence, and what is inside it says little about the whole.
MOST_WORDS = 6


class Synonyms(NamedTuple):
    """Words for the same thing, the domains whose practices fit it, and single practices that fit as well."""

    words: tuple[str, ...]
    metrics: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()


def _line(en: str, de: str, es: str, metrics: str = "", practices: str = "") -> Synonyms:
    words = (word.strip() for text in (en, de, es) for word in text.split(",") if word.strip())
    return Synonyms(tuple(dict.fromkeys(words)), tuple(metrics.split()), tuple(practices.split()))


SYNONYMS = (
    _line("workload, work load, amount of work, work pressure, time pressure, pace, staffing",
           "arbeitsmenge, arbeitslast, arbeitsbelastung, arbeitspensum, zeitdruck, personaldecke",
           "carga de trabajo, volumen de trabajo, presión de tiempo, ritmo de trabajo", "harmony.workload"),
    _line("after hours, after-hours load, overtime, being reachable, on call",
           "überstunden, erreichbarkeit, feierabend", "horas extra, fuera de horario", "harmony.after_hours"),
    _line("rest, breaks, recovery", "erholung, pausen, ruhe", "descanso, pausas, recuperación", "harmony.rest"),
    _line("work-life balance, work life balance, balance, family",
           "work-life-balance, vereinbarkeit, familie", "conciliación, equilibrio, familia",
           "harmony.harmony lever.family"),
    _line("flexibility, working hours, working time, rota, schedule, shifts",
           "flexibilität, arbeitszeit, arbeitszeiten, dienstplan, schichten",
           "flexibilidad, horario, horarios, turnos", "harmony.flexibility lever.freedom"),
    _line("tools, technology, systems, software, equipment, work equipment",
           "werkzeuge, arbeitsmittel, technik, systeme, ausstattung",
           "herramientas, tecnología, sistemas, equipamiento", "lever.technology"),
    _line("rules, bureaucracy, red tape, paperwork, processes, approvals",
           "regeln, bürokratie, vorschriften, prozesse, abläufe, papierkram",
           "reglas, normas, burocracia, trámites, procesos", "lever.rules"),
    _line("recognition, appreciation, praise, thanks, being valued",
           "anerkennung, wertschätzung, lob, dank", "reconocimiento, aprecio, valoración, agradecimiento",
           practices="names-go-up-with-the-praise thanks-arrive-within-a-day thank-you-comes-first"),
    _line("promotion, career, careers, advancement", "beförderung, karriere, aufstieg",
           "ascenso, ascensos, promoción, carrera", "lever.promotion"),
    _line("leadership, leaders, management, managers, supervisor, direct lead",
           "führung, leitung, vorgesetzte, führungskräfte", "liderazgo, jefes, mandos, dirección",
           "lever.leadership culture.leaders"),
    _line("learning, training, development, skills, growth",
           "lernen, weiterbildung, fortbildung, schulung, entwicklung",
           "aprendizaje, formación, desarrollo, habilidades", "lever.learning culture.learning"),
    _line("open conversation, openness, speaking up, psychological safety, candour, candor, communication",
           "offenes gespräch, offenheit, psychologische sicherheit, kommunikation",
           "conversación abierta, apertura, seguridad psicológica, comunicación", "psych_safety.open_conversation"),
    _line("mistakes, errors, failure, dealing with mistakes", "fehler, fehlerkultur, umgang mit fehlern",
           "errores, fallos", "psych_safety.risk_failure"),
    _line("willingness to help, help, teamwork, cooperation, collaboration, team spirit",
           "hilfsbereitschaft, hilfe, zusammenarbeit, teamarbeit, zusammenhalt, teamgeist",
           "disposición a ayudar, ayuda, trabajo en equipo, cooperación, colaboración, compañerismo",
           "psych_safety.willingness_to_help"),
    _line("inclusion, belonging, diversity, respect", "zugehörigkeit, inklusion, vielfalt, respekt",
           "inclusión, pertenencia, diversidad, respeto", "psych_safety.inclusion drive.relatedness"),
    _line("autonomy, self-determination, freedom to decide", "autonomie, selbstbestimmung, spielraum, freiraum",
           "autonomía, libertad de decisión", "drive.autonomy lever.freedom"),
    _line("purpose, meaning", "sinn, sinnhaftigkeit", "propósito, sentido", "drive.purpose"),
    _line("engagement, motivation, commitment", "engagement, motivation, einsatz, bindung",
           "implicación, compromiso, motivación",
           "engagement.energy engagement.care engagement.attention engagement.initiative"),
    _line("exhaustion, burnout, stress, strain, wellbeing, well-being, health",
           "erschöpfung, stress, belastung, wohlbefinden, gesundheit",
           "agotamiento, estrés, desgaste, bienestar, salud", "burnout.exhaustion burnout.strain"),
    _line("trust", "vertrauen", "confianza",
           "dyadic_trust.goodwill dyadic_trust.integrity dyadic_trust.reliance"),
    _line("being heard, employee voice, say, participation", "mitsprache, beteiligung, gehört werden",
           "participación, ser escuchado", "culture.voice"),
    _line("customer focus, customer orientation, customer insight", "kundenorientierung, kundennähe",
           "orientación al cliente, foco en el cliente", "culture.insight"),
    _line("problem solving, solving problems", "problemlösung, probleme lösen",
           "resolución de problemas", "culture.problem_solving"),
    _line("onboarding, induction, first weeks", "einarbeitung, erste wochen", "incorporación, acogida",
           "onboarding.day7 onboarding.day30"),
    _line("change, changes", "veränderung, veränderungen, wandel", "cambio, cambios",
           "readiness.need readiness.support readiness.means"),
)  # fmt: skip


def synonyms_of(label: str) -> Synonyms | None:
    """Return the line of a label: that of the longest word that the label is, or holds; none where two lines fit.

    Examples
    --------
    >>> synonyms_of("Our tools and systems").metrics
    ('lever.technology',)
    >>> synonyms_of("Parking") is None, synonyms_of("Trust and teamwork") is None
    (True, True)
    """
    words = plain_words(label)
    known = _known()
    if tuple(words) in known:
        return known[tuple(words)]
    if len(words) > MOST_WORDS:
        return None
    for size in range(len(words) - 1, 0, -1):
        runs = (tuple(words[at : at + size]) for at in range(len(words) - size + 1))
        found = {known[run] for run in runs if run in known}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def plain_words(text: str) -> list[str]:
    """Return the words of a text in small letters without accents.

    Examples
    --------
    >>> plain_words("Umgang mit Fehlern: Übung, Après-ski")
    ['umgang', 'mit', 'fehlern', 'ubung', 'apres', 'ski']
    """
    split = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(one for one in split if not unicodedata.combining(one)))


@lru_cache(maxsize=1)
def _known() -> dict[tuple[str, ...], Synonyms]:
    return dict(_all_words(SYNONYMS))


def _all_words(lines: Iterable[Synonyms]) -> Iterable[tuple[tuple[str, ...], Synonyms]]:
    for one in lines:
        for word in one.words:
            yield tuple(plain_words(word)), one
