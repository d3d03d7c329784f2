"""The networks for pictures by name."""

from __future__ import annotations

from collections.abc import Mapping

from bigmodel.spec.hparams import CNN, Backbone, ResNet, Training

NETWORKS: Mapping[str, type[Training]] = {"resnet": ResNet, "backbone": Backbone, "cnn": CNN}
