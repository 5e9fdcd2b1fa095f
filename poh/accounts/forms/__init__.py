"""What people type about people, practices and themselves, by subject."""
