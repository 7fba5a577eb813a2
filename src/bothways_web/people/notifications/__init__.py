"""What the app says to people outside its pages: which kinds there are, when each may come, and the one door out."""
