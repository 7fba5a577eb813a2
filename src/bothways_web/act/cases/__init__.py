"""Cases: an unhappy customer, an owner, a clock, and what the team learns."""
