"""Input about participations and versions."""
