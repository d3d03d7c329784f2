"""Hyper-parameters: one class a network, from which forms, checks and the command line are made."""

from bigmodel.spec.hparams.backbone import Backbone
from bigmodel.spec.hparams.changed_pictures import ChangedPictures
from bigmodel.spec.hparams.cnn import CNN
from bigmodel.spec.hparams.envelope_cnn import EnvelopeCNN
from bigmodel.spec.hparams.gru4rec import GRU4Rec
from bigmodel.spec.hparams.mlp import MLP
from bigmodel.spec.hparams.order_lines import OrderLines
from bigmodel.spec.hparams.resnet import ResNet
from bigmodel.spec.hparams.sasrec import SASRec
from bigmodel.spec.hparams.signal_gru import SignalGRU
from bigmodel.spec.hparams.tabm import TabM
from bigmodel.spec.hparams.training import Training
from bigmodel.spec.hparams.wdcnn import WDCNN

__all__ = [
    "CNN",
    "MLP",
    "WDCNN",
    "Backbone",
    "ChangedPictures",
    "EnvelopeCNN",
    "GRU4Rec",
    "OrderLines",
    "ResNet",
    "SASRec",
    "SignalGRU",
    "TabM",
    "Training",
]
