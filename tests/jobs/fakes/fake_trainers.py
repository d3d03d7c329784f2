"""Trainers without a network; the plan's hyper-parameters say how long they take and how they fail."""

import errno
import os
import sys
import time

from bigmodel.spec import Interval, Problem, Report


def train(data, spec, folder, stopped, resume):
    """Count epochs in a checkpoint file, so that a resumed run can be seen to go on."""
    hparams = spec.plan.hparams
    epochs, seconds = int(hparams.get("epochs", 2)), float(hparams.get("seconds", 0.02))
    assert (data / "rows.bin").exists()
    counter = folder.checkpoints / "epoch"
    done = int(counter.read_text()) if resume and counter.exists() else 0
    cut_short = False
    folder.checkpoints.mkdir(exist_ok=True)
    folder.set_status("training")
    folder.emit("begin", epochs=epochs, steps=1, rows=spec.rows, first_epoch=done, classes=2)
    print(f"training from epoch {done}")
    for epoch in range(done + 1, epochs + 1):
        _pause(seconds, stopped, heed=not hparams.get("deaf"))
        if stopped() and not hparams.get("deaf"):
            cut_short = True
            break
        _count(counter, epoch)
        folder.emit("epoch", epoch=epoch, loss=1 / epoch, val_loss=2 / epoch, pr_auc=0.5, best=epoch, threshold=None)
    folder.set_status("evaluating", cut_short=cut_short)
    _pause(float(hparams.get("evaluating", 0)), stopped, heed=False)
    if resume and hparams.get("linger"):  # the new scores are written, the new report is not
        (folder.bundle / "model.onnx").write_bytes(b"anew")
        time.sleep(60)
    report(folder, epochs)


def _count(counter, epoch):
    """Write the epoch in one step: a process that is killed meanwhile must not leave an empty file."""
    fresh = counter.with_suffix(".part")
    fresh.write_text(str(epoch))
    fresh.replace(counter)


def _pause(seconds, stopped, heed):
    until = time.monotonic() + seconds
    while time.monotonic() < until and not (heed and stopped()):
        time.sleep(0.01)


def report(folder, epochs=1):
    """Write a small report and a bundle."""
    folder.bundle.mkdir(exist_ok=True)
    (folder.bundle / "model.onnx").write_bytes(b"not really")
    metrics = {"test": {"pr_auc": Interval(value=0.5), "ndcg@10": Interval(value=0.25)}}
    Report(best_epoch=1, epochs=epochs, threshold=0.5, metrics=metrics, baselines={}, counts={}, seconds=0.1).save(
        folder.report_path
    )


def problem(data, spec, folder, stopped, resume):
    """Refuse the data."""
    raise Problem("The target has one class", where="claims.csv", remedy="Choose another target.")


def bug(data, spec, folder, stopped, resume):
    """Fall over."""
    print("before the fall", file=sys.stderr)
    raise ValueError("shapes (3,) and (4,) do not fit\nsecond line")


def memory(data, spec, folder, stopped, resume):
    """Ask for too much."""
    raise MemoryError


def full(data, spec, folder, stopped, resume):
    """Meet a full disk in the first checkpoint."""
    folder.checkpoints.mkdir(exist_ok=True)
    (folder.checkpoints / "newest.part").write_bytes(b"half")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder.checkpoints / "weights.h5"))


def full_later(data, spec, folder, stopped, resume):
    """Meet a full disk after an epoch was kept."""
    folder.checkpoints.mkdir(exist_ok=True)
    (folder.checkpoints / "newest.npz").write_bytes(b"kept")
    full(data, spec, folder, stopped, resume)


def full_for_all(data, spec, folder, stopped, resume):
    """Meet a disk so full that not even the status can be written any more."""

    def fail(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    os.utime = fail
    folder.set_status("training")


def silent(data, spec, folder, stopped, resume):
    """End without a result."""


def leave(data, spec, folder, stopped, resume):
    """Leave in the middle, as a library that calls exit does."""
    os._exit(3)


def first_line(data, spec, folder, stopped, resume):
    """Say when the trainer began and what its process is like."""
    folder.emit(
        "log",
        message="first line",
        began=time.time(),
        heavy="tensorflow" in sys.modules,
        nice=os.getpriority(os.PRIO_PROCESS, 0),
        argv=sys.orig_argv,
    )
    if spec.plan.hparams.get("operation"):
        import keras

        value = keras.ops.convert_to_numpy(keras.ops.ones((2, 2)) @ keras.ops.ones((2, 2)))
        folder.emit("log", message="operation", value=float(value.sum()), ended=time.time())
    report(folder)
