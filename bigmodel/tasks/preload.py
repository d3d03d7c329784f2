"""Import every trainer, so that a process forked from the one that imported this starts to train at once.

Only imports: a TensorFlow operation before a fork would hang the child.
"""

from __future__ import annotations

import importlib
import pkgutil
from importlib.util import find_spec

import tensorflow as tf

import bigmodel.tasks


def import_trainers() -> list[str]:
    """Import ``train`` of each kind of data, and what it loads late; returns the modules' names."""
    names = [
        f"bigmodel.tasks.{kind.name}.train" for kind in pkgutil.iter_modules(bigmodel.tasks.__path__) if kind.ispkg
    ]
    found = [name for name in names if find_spec(name) is not None]
    for name in (*found, *LATE):
        importlib.import_module(name)
    # Python walks all subclasses of an abstract class once to learn that a list is none of them, here for a third of
    # a second; TensorFlow asks at the first gradient. Asked before the fork, every run's process knows it.
    issubclass(list, tf.TypeSpec)
    return found


LATE = ("sklearn.ensemble", "sklearn.linear_model", "pyarrow.parquet")
"""Imported by functions of the trainers when they are called."""

import_trainers()
