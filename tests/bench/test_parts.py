"""Which parts there are, and what each must have."""

import pytest

from bench import parts


def test_every_part_has_its_name_and_can_run():
    found = parts.chosen([])

    assert sorted(part.__name__.rpartition(".")[2] for part in found) == sorted(parts.names())
    assert all(part.__name__.rpartition(".")[2] == part.NAME for part in found)
    assert all(callable(part.run) and part.__doc__ for part in found)


def test_parts_come_in_their_own_order():
    assert [part.NAME for part in parts.chosen(["patient", "search"])] == ["search", "patient"]


def test_unknown_part_is_refused_by_name():
    with pytest.raises(SystemExit, match="Onbekend deel: snelheid"):
        parts.chosen(["snelheid"])
