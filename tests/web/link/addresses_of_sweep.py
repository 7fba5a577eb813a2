"""Addresses of the analysts' table, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from address_table_lines import ONLY_POST, Address, everybody, form, opens

#: Of the one round that passed the ledger there is no table, so its file is not there for anybody.
ADDRESSES: list[Address] = [
    Address("sweep", opens("hao")),
    Address("sweep_table", opens()),
    Address("ask_for_sweep", everybody(ONLY_POST), sends=form()),
]
