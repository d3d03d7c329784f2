"""Hyper-parameters: one class a network, from which forms, checks and the command line are made."""

from bigmodel.spec.hparams.cnn import CNN
from bigmodel.spec.hparams.mlp import MLP
from bigmodel.spec.hparams.tabm import TabM
from bigmodel.spec.hparams.training import Training

__all__ = ["CNN", "MLP", "TabM", "Training"]
