"""What chat rooms are told beside that a survey opens: that it closes, that results are open, what is new this week."""
