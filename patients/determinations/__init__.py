"""Determinations as data: one TOML file a field of care, read and checked before anything is stored."""
