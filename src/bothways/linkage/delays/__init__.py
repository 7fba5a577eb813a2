"""Longer delays: does anything come before, up to several periods back, and how long does it take?"""

from bothways.linkage.delays.joint import FEWEST_PERIODS, LAGS, Lags, joint_lags
from bothways.linkage.delays.profile import Profile, profile

__all__ = ["FEWEST_PERIODS", "LAGS", "Lags", "Profile", "joint_lags", "profile"]
