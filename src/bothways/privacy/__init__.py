"""What may be shown: the ledger, what is Released, rounds, sealed ballots."""
