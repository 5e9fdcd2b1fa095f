"""Questionnaires as data: one TOML file each in `definitions/`, a loader that checks it, one scorer for all."""
