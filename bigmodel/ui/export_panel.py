"""The model to take away: ONNX, Keras, or all that is needed to score elsewhere in one zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from bigmodel.runs.folder import RunFolder
from bigmodel.ui import text

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The date inside the zip, so that the same bundle gives the same bytes."""


@dataclass(frozen=True)
class Export:
    """A download: its words, the file of the bundle it needs, and its bytes when asked."""

    title: str
    icon: str
    summary: str
    file: str
    ending: str
    content: Callable[[Path], bytes]


def zipped(bundle: Path) -> bytes:
    """Every file of a bundle in one zip, always the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bundle.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(bundle).as_posix(), FIXED_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()


EXPORTS = (
    Export(
        "ONNX model",
        ":material/deployed_code:",
        "Runs without TensorFlow, in any language that has ONNX Runtime.",
        "model.onnx",
        "onnx",
        lambda bundle: (bundle / "model.onnx").read_bytes(),
    ),
    Export(
        "Keras model",
        ":material/neurology:",
        "To go on with in Python: fine-tune it, look inside, convert it.",
        "model.keras",
        "keras",
        lambda bundle: (bundle / "model.keras").read_bytes(),
    ),
    Export(
        "Whole bundle",
        ":material/package_2:",
        "Model, columns, categories and threshold: all that scoring elsewhere needs.",
        "schema.json",
        "zip",
        zipped,
    ),
)


def draw_exports(run: RunFolder) -> None:
    """Draw one card a download; what the bundle lacks is said on its card."""
    st.header("Take the model with you", anchor=False)
    with st.grid(3, min_column_width=220) as grid:
        for export in EXPORTS:
            with grid.container(border=True, height="stretch"):
                _card(export, run)


def _card(export: Export, run: RunFolder) -> None:
    st.subheader(f"{export.icon} {export.title}", anchor=False)
    st.markdown(export.summary)
    st.space("stretch")
    needed = run.bundle / export.file
    if not needed.exists():
        st.caption("This run has none.")
        return
    st.download_button(
        f"Download {export.title}",
        data=lambda: export.content(run.bundle),
        file_name=f"{run.id}.{export.ending}",
        icon=":material/download:",
        key=f"export-{export.ending}",
        on_click="ignore",
        help=text.size(needed.stat().st_size) if export.ending != "zip" else None,
    )
