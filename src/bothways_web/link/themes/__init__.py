"""What comments are about, of both voices, and what one voice raises and the other has not."""
