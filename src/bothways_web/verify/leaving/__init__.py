"""Who leaves, as groups only: retention, turnover, reasons, cost."""
