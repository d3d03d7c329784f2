"""MATLAB files of version 7.3, which are HDF5, from anybody: nothing outside the file is read, and bombs are refused.

A variable is a dataset at the root whose attribute ``MATLAB_class`` says what it is; HDF5 counts its dimensions in the
order opposite to MATLAB's (MathWorks, "MAT-File Versions"; The HDF Group, "HDF5 File Format Specification 3.0").
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bigmodel.data.memory import most_bytes
from bigmodel.spec import Problem
from bigmodel.tasks.signals.unpacked import too_large, unpacked

MOST_VARIABLES = 2_000
DEFLATE, SHUFFLE = 1, 2
PIPELINES = ((), (DEFLATE,), (SHUFFLE, DEFLATE))
"""How MATLAB and those who write its files pack chunks; other filters would be programs loaded from elsewhere."""


def is_mat73(path: Path) -> bool:
    """Whether a file is HDF5."""
    import h5py

    return bool(h5py.is_hdf5(path))


def read_mat73(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of numbers and text at the root of a file; structures and cells are passed over.

    Raises:
        Problem: It is damaged, too large once unpacked, packed in an unknown way, or points to other files.
    """
    import h5py

    try:
        with h5py.File(path, "r", locking=False) as file:
            if len(file) > MOST_VARIABLES:
                raise Problem(f"The file holds more than {MOST_VARIABLES:,} variables", where=path.name)
            # Only what lies in this very file: soft and external links are not followed.
            names = [name for name in file if isinstance(file.get(name, getlink=True), h5py.HardLink)]
            found = {name: file[name] for name in names if isinstance(file[name], h5py.Dataset)}
            arrays = {name: each for name, each in found.items() if _is_array(each)}
            if sum(each.size * each.dtype.itemsize for each in arrays.values()) > most_bytes() // 2:
                raise too_large(path)
            for name, each in arrays.items():
                _refuse_unsafe(each, f"{path.name}, {name}")
            return {name: _values(each) for name, each in arrays.items()}
    except Problem:
        raise
    except MemoryError:
        raise too_large(path) from None
    except Exception as error:  # HDF5 tells damage by half a dozen types
        raise Problem(
            "The file is damaged or no MATLAB file", where=path.name, remedy="Save or copy it again."
        ) from error


def _is_array(dataset: Any) -> bool:
    return dataset.dtype.kind in "biuf" and dataset.shape is not None and "MATLAB_empty" not in dataset.attrs


def _refuse_unsafe(dataset: Any, where: str) -> None:
    """See that a dataset lies in the file and unpacks to what it says.

    Raises:
        Problem: It does not.
    """
    if dataset.external or dataset.is_virtual:
        raise Problem("This variable lies in another file", where=where, remedy="Save it whole with save in MATLAB.")
    plan = dataset.id.get_create_plist()
    filters = tuple(plan.get_filter(place)[0] for place in range(plan.get_nfilters()))
    if filters not in PIPELINES:
        raise Problem("This variable is packed in an unknown way", where=where, remedy="Save it with save in MATLAB.")
    if DEFLATE not in filters:
        return
    most = int(np.prod(dataset.chunks, dtype=object)) * dataset.dtype.itemsize
    if most > most_bytes() // 2:
        raise Problem("This variable is damaged", where=where, remedy="Save or copy it again.")
    for place in range(dataset.id.get_num_chunks()):
        offset = dataset.id.get_chunk_info(place).chunk_offset
        _, packed = dataset.id.read_direct_chunk(offset)
        if unpacked(packed, most) > most:
            raise Problem("This variable is damaged", where=where, remedy="Save or copy it again.")


def _values(dataset: Any) -> NDArray[Any]:
    values = np.asarray(dataset[()]).T
    kind = dataset.attrs.get("MATLAB_class", b"")
    if kind not in (b"char", "char"):
        return values
    rows = values.reshape(1, -1) if values.ndim < 2 else values
    return np.array(["".join(map(chr, row)).rstrip() for row in rows.tolist()])
