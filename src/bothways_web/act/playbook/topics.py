"""What organisations call the domains of their own question sets, and which practices fit these topics.

One line a topic. A word stands under one topic alone, in small letters; whoever misses one adds it here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

#: A longer label is a sentence, and what is inside it says little about its topic.
MOST_WORDS = 6


class Topic(NamedTuple):
    """A topic: what it is called, the domains whose practices fit it, and single practices that fit as well."""

    words: tuple[str, ...]
    metrics: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()


def _topic(en: str, de: str, es: str, metrics: str = "", practices: str = "") -> Topic:
    words = (word.strip() for text in (en, de, es) for word in text.split(",") if word.strip())
    return Topic(tuple(dict.fromkeys(words)), tuple(metrics.split()), tuple(practices.split()))


TOPICS = (
    _topic("workload, work load, amount of work, work pressure, time pressure, pace, staffing",
           "arbeitsmenge, arbeitslast, arbeitsbelastung, arbeitspensum, zeitdruck, personaldecke",
           "carga de trabajo, volumen de trabajo, presión de tiempo, ritmo de trabajo", "harmony.workload"),
    _topic("after hours, after-hours load, overtime, being reachable, on call",
           "überstunden, erreichbarkeit, feierabend", "horas extra, fuera de horario", "harmony.after_hours"),
    _topic("rest, breaks, recovery", "erholung, pausen, ruhe", "descanso, pausas, recuperación", "harmony.rest"),
    _topic("work-life balance, work life balance, balance, family",
           "work-life-balance, vereinbarkeit, familie", "conciliación, equilibrio, familia",
           "harmony.harmony lever.family"),
    _topic("flexibility, working hours, working time, rota, schedule, shifts",
           "flexibilität, arbeitszeit, arbeitszeiten, dienstplan, schichten",
           "flexibilidad, horario, horarios, turnos", "harmony.flexibility lever.freedom"),
    _topic("tools, technology, systems, software, equipment, work equipment",
           "werkzeuge, arbeitsmittel, technik, systeme, ausstattung",
           "herramientas, tecnología, sistemas, equipamiento", "lever.technology"),
    _topic("rules, bureaucracy, red tape, paperwork, processes, approvals",
           "regeln, bürokratie, vorschriften, prozesse, abläufe, papierkram",
           "reglas, normas, burocracia, trámites, procesos", "lever.rules"),
    _topic("recognition, appreciation, praise, thanks, being valued",
           "anerkennung, wertschätzung, lob, dank", "reconocimiento, aprecio, valoración, agradecimiento",
           practices="names-go-up-with-the-praise thanks-arrive-within-a-day thank-you-comes-first"),
    _topic("promotion, career, careers, advancement", "beförderung, karriere, aufstieg",
           "ascenso, ascensos, promoción, carrera", "lever.promotion"),
    _topic("leadership, leaders, management, managers, supervisor, direct lead",
           "führung, leitung, vorgesetzte, führungskräfte", "liderazgo, jefes, mandos, dirección",
           "lever.leadership culture.leaders"),
    _topic("learning, training, development, skills, growth",
           "lernen, weiterbildung, fortbildung, schulung, entwicklung",
           "aprendizaje, formación, desarrollo, habilidades", "lever.learning culture.learning"),
    _topic("open conversation, openness, speaking up, psychological safety, candour, candor, communication",
           "offenes gespräch, offenheit, psychologische sicherheit, kommunikation",
           "conversación abierta, apertura, seguridad psicológica, comunicación", "psych_safety.open_conversation"),
    _topic("mistakes, errors, failure, dealing with mistakes", "fehler, fehlerkultur, umgang mit fehlern",
           "errores, fallos", "psych_safety.risk_failure"),
    _topic("willingness to help, help, teamwork, cooperation, collaboration, team spirit",
           "hilfsbereitschaft, hilfe, zusammenarbeit, teamarbeit, zusammenhalt, teamgeist",
           "disposición a ayudar, ayuda, trabajo en equipo, cooperación, colaboración, compañerismo",
           "psych_safety.willingness_to_help"),
    _topic("inclusion, belonging, diversity, respect", "zugehörigkeit, inklusion, vielfalt, respekt",
           "inclusión, pertenencia, diversidad, respeto", "psych_safety.inclusion drive.relatedness"),
    _topic("autonomy, self-determination, freedom to decide", "autonomie, selbstbestimmung, spielraum, freiraum",
           "autonomía, libertad de decisión", "drive.autonomy lever.freedom"),
    _topic("purpose, meaning", "sinn, sinnhaftigkeit", "propósito, sentido", "drive.purpose"),
    _topic("engagement, motivation, commitment", "engagement, motivation, einsatz, bindung",
           "implicación, compromiso, motivación",
           "engagement.energy engagement.care engagement.attention engagement.initiative"),
    _topic("exhaustion, burnout, stress, strain, wellbeing, well-being, health",
           "erschöpfung, stress, belastung, wohlbefinden, gesundheit",
           "agotamiento, estrés, desgaste, bienestar, salud", "burnout.exhaustion burnout.strain"),
    _topic("trust", "vertrauen", "confianza",
           "dyadic_trust.goodwill dyadic_trust.integrity dyadic_trust.reliance"),
    _topic("being heard, employee voice, say, participation", "mitsprache, beteiligung, gehört werden",
           "participación, ser escuchado", "culture.voice"),
    _topic("customer focus, customer orientation, customer insight", "kundenorientierung, kundennähe",
           "orientación al cliente, foco en el cliente", "culture.insight"),
    _topic("problem solving, solving problems", "problemlösung, probleme lösen",
           "resolución de problemas", "culture.problem_solving"),
    _topic("onboarding, induction, first weeks", "einarbeitung, erste wochen", "incorporación, acogida",
           "onboarding.day7 onboarding.day30"),
    _topic("change, changes", "veränderung, veränderungen, wandel", "cambio, cambios",
           "readiness.need readiness.support readiness.means"),
)  # fmt: skip


def topic_of(label: str) -> Topic | None:
    """Return the topic of a label: that of the longest word for it that the label is, or holds; none where two fit.

    Examples
    --------
    >>> topic_of("Our tools and systems").metrics
    ('lever.technology',)
    >>> topic_of("Parking") is None, topic_of("Trust and teamwork") is None
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
def _known() -> dict[tuple[str, ...], Topic]:
    return dict(_all_words(TOPICS))


def _all_words(topics: Iterable[Topic]) -> Iterable[tuple[tuple[str, ...], Topic]]:
    for one in topics:
        for word in one.words:
            yield tuple(plain_words(word)), one
