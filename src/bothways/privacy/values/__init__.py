"""How numbers about people may be shown: bands, coded means, clipped shares, events, intervals, words."""

from bothways.privacy.values.agreement import AgreementWord, agreement_word
from bothways.privacy.values.bands import band, band_low
from bothways.privacy.values.choices import choice_shares, fill_choices
from bothways.privacy.values.coding import Coded, Coding, code_mean, coding, consistent_totals
from bothways.privacy.values.distribution import distribution
from bothways.privacy.values.events import code_events
from bothways.privacy.values.intervals import interval, pooled_spread
from bothways.privacy.values.shares import clip_count, clip_nps, consistent_counts, nps, share, share_of

__all__ = [
    "AgreementWord",
    "Coded",
    "Coding",
    "agreement_word",
    "band",
    "band_low",
    "choice_shares",
    "clip_count",
    "clip_nps",
    "code_events",
    "code_mean",
    "coding",
    "consistent_counts",
    "consistent_totals",
    "distribution",
    "fill_choices",
    "interval",
    "nps",
    "pooled_spread",
    "share",
    "share_of",
]
