"""Acts on protocols and participations."""
