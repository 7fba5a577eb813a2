"""The culture path: where units stand from initiative to instinct, and what one step further would look like."""
