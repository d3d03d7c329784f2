"""Pictures in classes: the task behind image classification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from numpy.typing import NDArray

from bigmodel.data.outcome import outcome_or_none
from bigmodel.inference.pictures import encode_pictures
from bigmodel.runs.folder import RunFolder
from bigmodel.spec import Block, Field, Finding, Plan, Record, Role, Schema, Split, Words
from bigmodel.spec.hparams import Training
from bigmodel.tasks.held_out import PART
from bigmodel.tasks.images.augmented import augment_blocks
from bigmodel.tasks.images.choose import suggest_for
from bigmodel.tasks.images.cost import picture_seconds
from bigmodel.tasks.images.dataset import PictureDataset
from bigmodel.tasks.images.duplicates import COPIES
from bigmodel.tasks.images.findings import check_pictures
from bigmodel.tasks.images.networks import NETWORKS
from bigmodel.tasks.images.options import PictureOptions
from bigmodel.tasks.images.profile import profile
from bigmodel.tasks.images.read import preview_pictures, read_pictures, sniff_pictures
from bigmodel.tasks.images.score import score_pictures
from bigmodel.tasks.images.stock import PICTURE_ENDINGS
from bigmodel.tasks.images.views.looked_at import LookedAt
from bigmodel.tasks.images.views.try_picture import TryPicture
from bigmodel.tasks.images.what_if import WHAT_IFS
from bigmodel.tasks.task import Dataset, Input, Scored, Sources, View, WhatIf
from bigmodel.tasks.views.abstain import Abstain
from bigmodel.tasks.views.baselines import Baselines
from bigmodel.tasks.views.classes import Classes
from bigmodel.tasks.views.decide import Decide
from bigmodel.tasks.views.headline import Headline
from bigmodel.tasks.views.mistakes import Mistakes

ENDINGS = (".zip", ".gz", ".npz", ".csv", ".tsv", *PICTURE_ENDINGS)
PREVIEW_PICTURES = 24


class ImagesTask:
    """One picture a case, each in one class."""

    kind = "images"
    trainer = "bigmodel.tasks.images.train:train"
    inputs: Sequence[Input] = (
        Input(
            "data",
            "Pictures",
            ENDINGS,
            "A folder or zip with one folder per class, pictures with a table of file names and classes (CSV), a NumPy "
            "archive (npz), or MNIST-style idx .gz files.",
            many=True,
            folders=True,
        ),
        Input("test", "Separate test pictures", ENDINGS, "Pictures kept apart for the test.", many=True, folders=True),
    )
    roles: Sequence[Role] = (
        Role(name="target", title="Class", help="The class of the picture.", required=True),
        Role(name="feature", title="Picture", help="What the model looks at.", required=True),
        Role(name="id", title="Name", help="The picture's file name.", many=True),
        Role(name="group", title="Group", help="Pictures of one group stay on one side of the split."),
        Role(name="ignore", title="Ignore", help="Left out.", many=True),
    )
    splits: Sequence[str] = ("stratified", "group", "column")
    networks: Mapping[str, type[Training]] = NETWORKS
    options: type[Record] | None = None
    what_ifs: Sequence[WhatIf] = WHAT_IFS
    views: Sequence[View] = (
        Headline(),
        Decide(),
        Classes(two=True, matrix=False),
        Mistakes(),
        LookedAt(),
        Abstain(),
        TryPicture(),
        Baselines(),
    )

    def sniff(self, sources: Sources) -> PictureOptions:
        """The size in which pictures are kept, and the column with the class where a list is among the files."""
        return sniff_pictures(sources["data"])

    def preview(self, sources: Sources, options: Record | None) -> Sequence[Block]:
        """Some pictures of each class."""
        return preview_pictures(sources["data"], cast(PictureOptions | None, options), PREVIEW_PICTURES)

    def read(self, sources: Sources, options: Record | None, folder: Path) -> PictureDataset:
        """Decode, bring to one size and pack."""
        chosen = cast(PictureOptions | None, options)
        return read_pictures(sources["data"], sources.get("test", ()), chosen, folder)

    def open(self, folder: Path) -> PictureDataset:
        """Open pictures of the workspace."""
        return PictureDataset(folder)

    def suggest(
        self, data: Dataset, template: str, fixed: Mapping[str, str], fragments: Mapping[str, Sequence[str]]
    ) -> Plan:
        """The folder names are the classes; size and number of pictures choose the network."""
        cases = cast(PictureDataset, data).cases
        fields = [
            Field(name="picture", kind="picture", role="feature", reason="the picture itself"),
            Field(name="label", kind="category", role="target", reason="the name of the folder or label file"),
            Field(name="name", kind="text", role="id", reason="the file's name"),
        ]
        split = Split()
        if PART in cases.column_names:
            fields.append(Field(name=PART, kind="category", role="ignore", reason="says what is test"))
            split = Split(kind="column", column=PART)
        if COPIES in cases.column_names:
            fields.append(Field(name=COPIES, kind="category", role="group", reason="pictures that show the same"))
        return Plan(
            template=template,
            fields=tuple(fields),
            outcome=outcome_or_none(cases, "label"),
            split=split,
            network=suggest_for(cast(PictureDataset, data))[0],
        )

    def check(self, data: Dataset, plan: Plan) -> Sequence[Finding]:
        """Labels, split, copies and balance, and what was noticed while reading."""
        pictures = cast(PictureDataset, data)
        return check_pictures(pictures.cases, plan, pictures.notes)

    def profile(self, data: Dataset, plan: Plan, words: Words) -> Sequence[Block]:
        """Thumbnails and number of pictures per class."""
        return profile(cast(PictureDataset, data), plan)

    def preview_training(self, data: Dataset, plan: Plan) -> Sequence[Block]:
        """Some pictures as they are changed before each epoch."""
        return augment_blocks(cast(PictureDataset, data), plan)

    def seconds(self, data: Dataset, plan: Plan) -> float:
        """Estimated seconds from click to result."""
        hparams = self.networks[plan.network].make(plan.hparams)
        return picture_seconds(plan.network, hparams, len(data), cast(PictureDataset, data).shape)

    def encode(self, cases: Any, schema: Schema) -> Mapping[str, NDArray[Any]]:
        """Pictures to the size that the model takes."""
        return encode_pictures(cases, schema.encoder)

    def score_file(self, run: RunFolder, sources: Sources, out: Path) -> Scored:
        """Score pictures and write name, class and probabilities."""
        return score_pictures(run, sources["data"], out)


TASK = ImagesTask()
