"""Action plans: what a team will do, what it expects, and how it goes."""
