"""State-space likelihood of a bivariate panel VAR(1) with random intercepts and known sampling noise."""
