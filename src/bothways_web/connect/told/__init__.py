"""What other programs tell: that a ticket was closed, that a response came in."""
