"""Care protocols as versioned data: what is asked, when it is due, and what follows from a value."""
