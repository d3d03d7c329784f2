import stat
import struct
import zipfile
from pathlib import Path

import pytest

from bigmodel.data.archive import Limits, read_zip, refuse_bomb
from bigmodel.spec import Problem


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_files_are_given_in_order(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"cat/": b"", "cat/1.PNG": b"one", "dog\\2.png": b"two", "readme.txt": b"three"})
    assert list(read_zip(path)) == [("cat/1.PNG", b"one"), ("dog/2.png", b"two"), ("readme.txt", b"three")]
    assert [name for name, _ in read_zip(path, endings=(".png",))] == ["cat/1.PNG", "dog/2.png"]


@pytest.mark.parametrize("name", ["../x.png", "a/../../x.png", "/etc/x.png", "C:\\x.png", "..\\x.png", "C:x.png"])
def test_paths_that_climb_out(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", {"good.png": b"x", name: b"y"})
    with pytest.raises(Problem, match="leads out of its folder"):
        next(read_zip(path))


def test_links(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    entry = zipfile.ZipInfo("link.png")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(Problem, match="a link"):
        list(read_zip(path))


def test_limits(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {f"{n}.png": b"0" * 100_000 for n in range(5)})
    with pytest.raises(Problem, match="holds 5 files"):
        list(read_zip(path, Limits(entries=4)))
    with pytest.raises(Problem, match="fill memory"):
        list(read_zip(path, Limits(total=400_000)))
    with pytest.raises(Problem, match="fill memory"):
        list(read_zip(path, Limits(free=1_000)))
    with pytest.raises(Problem, match="larger than"):
        list(read_zip(path, Limits(entry=50_000)))


def test_a_declared_size_that_is_false_is_seen_through(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.xml": b"0" * 50_000_000})
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 1_000)))
    with pytest.raises(Problem, match=r"a\.zip, a\.xml: .*fill memory"):
        refuse_bomb(path, Limits(free=1_000_000))
    # The content that is given never exceeds what was declared and checked.
    with pytest.raises(Problem, match="damaged"):
        list(read_zip(path))


def test_passwords_and_damage(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.png": b"x" * 50})
    content = bytearray(path.read_bytes())
    locked = bytearray(content)
    locked[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(locked)
    with pytest.raises(Problem, match="password"):
        list(read_zip(path))
    broken = bytearray(content)
    broken[36:38] = b"\xff\xff"
    path.write_bytes(broken)
    with pytest.raises(Problem, match="damaged"):
        list(read_zip(path))
    path.write_bytes(content[:40])
    with pytest.raises(Problem, match="damaged"):
        list(read_zip(path))
