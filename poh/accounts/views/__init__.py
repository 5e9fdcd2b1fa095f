"""Pages about people: the staff of a practice, the practice itself, oneself, and the session."""
