"""Image classification: which class each picture belongs to."""

from __future__ import annotations

from pathlib import Path

from bigmodel.spec import Costs, Words
from bigmodel.templates.template import Sample, Template


def _make(folder: Path) -> None:
    from bigmodel.templates.images.sample import make

    make(folder)


def _make_surface(folder: Path) -> None:
    from bigmodel.templates.images.surface import make

    make(folder)


TEMPLATE = Template(
    slug="images",
    title="Image classification",
    icon=":material/image_search:",
    summary="Which class each picture belongs to. Shows what is confused with what, and the pictures themselves.",
    takes="A folder or zip with one folder per class, a table of file names and classes, npz, or idx files as of MNIST",
    kind="images",
    words=Words(
        case="picture",
        cases="pictures",
        positive="hit",
        positives="hits",
        negative="no hit",
        flagged="picked out",
        passed="passed over",
        money="Net benefit",
    ),
    costs=Costs(false_alarm=1.0, miss=1.0, miss_is_amount=False, currency="€"),
    sample=Sample(
        name="handwritten_digits.zip",
        title="1,797 scanned handwritten digits (E. Alpaydin and C. Kaynak, UCI, CC BY 4.0)",
        simulated=False,
        make=_make,
    ),
    more_samples=(
        Sample(
            name="surface_defects.zip",
            title="1,000 simulated pictures of metal surfaces: fine, scratch, dent, stain or crack",
            simulated=True,
            make=_make_surface,
        ),
    ),
)
