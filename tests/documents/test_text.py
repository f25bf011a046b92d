"""Files that cannot be read: each is a problem with the file, and a sentence."""

import os

import pytest

from eks_shared_vpc.documents.text import read_text
from eks_shared_vpc.errors import InputError


def refused(path):
    with pytest.raises(InputError) as caught:
        read_text(path, "shown", "--from")
    [found] = caught.value.problems
    assert (found.id, found.where, found.place.partition(":")[0]) == ("unreadable", "--from", "shown")
    return found.message


def test_a_file_is_read_as_utf_8_with_or_without_a_byte_order_mark(tmp_path):
    (tmp_path / "plain").write_bytes("tür".encode())
    (tmp_path / "marked").write_bytes("tür".encode("utf-8-sig"))
    assert read_text(tmp_path / "plain", "", "") == read_text(tmp_path / "marked", "", "") == "tür"


def test_a_missing_file_is_refused(tmp_path):
    assert refused(tmp_path / "none") == "there is no such file"


def test_a_file_in_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file" / "inside") == "this file cannot be read: not a directory"


def test_a_folder_is_refused(tmp_path):
    assert refused(tmp_path) == "this is a folder, and not a file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission_is_refused(tmp_path):
    (tmp_path / "file").touch(mode=0o000)
    assert refused(tmp_path / "file") == "this file may not be read"


def test_no_permission_is_said_as_such(tmp_path, monkeypatch):
    def forbidden(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "read_bytes", forbidden)
    assert refused(tmp_path / "file") == "this file may not be read"


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    assert refused(tmp_path / "a\0b") == "this file cannot be read: no file can have this name"
    assert refused(tmp_path / ("a" * 5000)) == "this file cannot be read: file name too long"
