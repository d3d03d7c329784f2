"""Hyper-parameters of networks that see changed copies of their training pictures."""

from __future__ import annotations

from pydantic import Field

from bigmodel.spec.hparams.training import ADVANCED, Training


class ChangedPictures(Training):
    """Changes that leave a picture's class as it is; each training picture is seen changed anew at every epoch.

    Only who knows the pictures knows which changes keep the class: a mirrored shoe is a shoe, a mirrored 2 is no 2.
    """

    shift: float = Field(
        0.0,
        ge=0,
        le=0.5,
        title="Shift",
        description="Moves pictures by up to this share of their side.",
        json_schema_extra=ADVANCED,
    )
    flip: bool = Field(
        False,
        title="Mirror left and right",
        description="Only where a mirrored picture keeps its class; not for letters, digits or left and right parts.",
    )
    rotation: float = Field(
        0.0,
        ge=0,
        le=180,
        title="Rotation",
        description="Turns pictures by up to this many degrees either way.",
        json_schema_extra=ADVANCED,
    )
    zoom: float = Field(
        0.0,
        ge=0,
        le=0.5,
        title="Zoom",
        description="Makes what is shown larger or smaller by up to this share.",
        json_schema_extra=ADVANCED,
    )
    crop: float = Field(
        0.0,
        ge=0,
        le=0.5,
        title="Crop",
        description="Cuts away up to this share of height and width, anywhere, and enlarges the rest.",
        json_schema_extra=ADVANCED,
    )
    brightness: float = Field(
        0.0,
        ge=0,
        le=0.8,
        title="Brightness",
        description="Makes pictures lighter or darker by up to this share.",
        json_schema_extra=ADVANCED,
    )

    @property
    def augments(self) -> bool:
        """Whether any change is asked for."""
        return bool(self.shift or self.flip or self.rotation or self.zoom or self.crop or self.brightness)
