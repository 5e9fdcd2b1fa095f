"""Reads about protocols, participations and what is due."""
