"""Celebrations: thanks for what somebody did for customers or colleagues. Nobody counts them by person."""
