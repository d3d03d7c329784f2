import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from picture_files import idx_bytes

from bigmodel.spec import Problem
from bigmodel.tasks.images.idx import read_idx


@given(array=arrays(np.uint8, array_shapes(min_dims=1, max_dims=4, max_side=6)), packed=st.booleans())
def test_what_was_written_is_read(tmp_path_factory, array, packed):
    path = tmp_path_factory.mktemp("idx") / "file.gz"
    content = idx_bytes(array)
    path.write_bytes(gzip.compress(content) if packed else content)
    np.testing.assert_array_equal(read_idx(path), array)


@given(content=st.binary(max_size=64))
def test_anything_else_gets_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("idx") / "file"
    path.write_bytes(content)
    try:
        read_idx(path)
    except Problem as problem:
        assert problem.where == "file"


def test_a_header_that_promises_too_much_is_refused(tmp_path):
    path = tmp_path / "huge"
    path.write_bytes(bytes([0, 0, 8, 3]) + struct.pack(">3I", 2**31, 2**31, 2**31))
    with pytest.raises(Problem, match="impossible size"):
        read_idx(path)


def test_a_cut_file_is_refused(tmp_path):
    path = tmp_path / "cut.gz"
    whole = gzip.compress(idx_bytes(np.arange(200, dtype=np.uint8)))
    path.write_bytes(whole[:-12])
    with pytest.raises(Problem, match="damaged"):
        read_idx(path)
    path.write_bytes(gzip.compress(idx_bytes(np.arange(200, dtype=np.uint8))[:-5]))
    with pytest.raises(Problem, match="promises 200 bytes, the file holds 195"):
        read_idx(path)


def test_an_archive_that_unpacks_to_far_more_than_pictures_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("bigmodel.data.source.FREE_BYTES", 1 << 20)
    path = tmp_path / "zeros.gz"
    path.write_bytes(gzip.compress(idx_bytes(np.zeros((10, 1_000, 1_000), np.uint8))))
    with pytest.raises(Problem, match="150 times its size"):
        read_idx(path)
