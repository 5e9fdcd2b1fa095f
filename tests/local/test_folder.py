"""A data folder is ours, or refused with a sentence that says what to do."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from poh.local import LocalError, folder, local_secret
from poh.local.folder import open_folder


def test_folder_that_does_not_exist_is_made_private(data: Path):
    opened = open_folder(data)

    assert opened.path == data
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert sorted(path.name for path in data.iterdir()) == [".poh-data", "log", "run"]


def test_folder_of_ours_opens_again_with_anything_in_it(data: Path):
    open_folder(data)
    (data / "anything").write_text("kept")

    open_folder(data)

    assert (data / "anything").read_text() == "kept"


def test_folder_with_only_what_comes_before_a_first_start_is_taken(data: Path):
    (data / "test").mkdir(parents=True)

    assert open_folder(data).path == data


def test_foreign_folder_is_refused_and_left_as_it_was(data: Path):
    data.mkdir()
    (data / "vakantie.jpg").write_text("foto")

    with pytest.raises(LocalError) as refusal:
        open_folder(data)

    assert str(refusal.value) == (
        f"{data} is geen gegevensmap van POH: er staat al iets anders in (vakantie.jpg). "
        "Kies met POH_DATA een lege of nieuwe map."
    )
    assert os.listdir(data) == ["vakantie.jpg"]


def test_folder_of_another_format_is_refused(data: Path):
    open_folder(data)
    (data / ".poh-data").write_text("9\n")

    with pytest.raises(LocalError, match="andere versie van POH"):
        open_folder(data)


def test_mark_that_a_full_disk_left_empty_counts_as_ours(data: Path):
    open_folder(data)
    (data / ".poh-data").write_text("")

    assert open_folder(data).path == data


def test_file_in_place_of_folder_is_refused(data: Path):
    data.write_text("")

    with pytest.raises(LocalError, match="is een bestand, geen map"):
        open_folder(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_folder_of_another_user_is_refused_by_name(data: Path):
    data.mkdir()
    os.chown(data, 65534, 65534)

    with pytest.raises(LocalError) as refusal:
        open_folder(data)

    assert str(refusal.value) == (
        f"{data} is van gebruiker nobody en dit is root. "
        "Start POH als die gebruiker, of kies met POH_DATA een andere map."
    )


def test_folder_below_a_file_is_refused(data: Path):
    data.write_text("")

    with pytest.raises(LocalError, match=r"Kan niet schrijven in .*: een deel van dit pad is geen map"):
        open_folder(data / "deeper")


def test_full_disk_is_refused_with_what_is_free(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folder, "NEEDED_BYTES", 10**18)

    with pytest.raises(LocalError, match=r"De schijf is vol: bij .* is nog \d+ MB vrij"):
        open_folder(data)


def test_secret_is_made_once_and_only_for_its_owner(data: Path):
    first = local_secret(data)

    assert len(first) == 64
    assert local_secret(data) == first
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600


def test_secrets_of_two_folders_differ(data: Path):
    assert local_secret(data / "one") != local_secret(data / "two")


def test_sockets_lie_in_the_data_folder(data: Path):
    assert open_folder(data).sockets() == data / "sockets"


def test_sockets_of_a_long_path_lie_in_a_short_private_folder_that_is_kept(data: Path):
    opened = open_folder(data / ("long" * 25))

    sockets = opened.sockets()

    assert sockets.parent == Path(tempfile.gettempdir())
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert opened.sockets() == sockets
    sockets.rmdir()
    assert opened.sockets() != sockets
