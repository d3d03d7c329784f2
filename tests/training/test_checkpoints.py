import numpy as np
import pytest

from bigmodel.spec import Problem
from bigmodel.training import checkpoints as kept
from bigmodel.training.checkpoints import Checkpoint, Progress

MADE_FOR = {"hparams": {"width": 3, "schedule": "cosine"}, "rows": 10}


def checkpoint(epoch):
    state = [np.full((2, 3), epoch, np.float32), np.array([1, 2], np.uint32), np.array(7, np.int64)]
    return Checkpoint(
        Progress(epoch=epoch, best_epoch=1, best=0.5, best_loss=0.25, seconds=1.5), state, [np.full(4, 0.5)]
    )


def test_the_newest_comes_back_as_it_was(tmp_path):
    kept.save(tmp_path, checkpoint(1), MADE_FOR)
    kept.save(tmp_path, checkpoint(2), MADE_FOR)
    back = kept.load(tmp_path, MADE_FOR)
    assert back.progress == checkpoint(2).progress
    for a, b in zip(back.state, checkpoint(2).state, strict=True):
        assert a.dtype == b.dtype
        assert np.array_equal(a, b)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before.npz", "newest.npz"]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 broken", None])
def test_a_damaged_newest_gives_way_to_the_one_before(tmp_path, damage):
    kept.save(tmp_path, checkpoint(1), MADE_FOR)
    kept.save(tmp_path, checkpoint(2), MADE_FOR)
    newest = tmp_path / "newest.npz"
    whole = newest.read_bytes()
    newest.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert kept.load(tmp_path, MADE_FOR).progress.epoch == 1


def test_a_flipped_bit_is_noticed(tmp_path):
    kept.save(tmp_path, checkpoint(1), MADE_FOR)
    kept.save(tmp_path, checkpoint(2), MADE_FOR)
    newest = tmp_path / "newest.npz"
    data = bytearray(newest.read_bytes())
    data[data.index(np.full((2, 3), 2, np.float32).tobytes())] ^= 1
    newest.write_bytes(data)
    assert kept.load(tmp_path, MADE_FOR).progress.epoch == 1


def test_nothing_kept_is_nothing(tmp_path):
    assert kept.load(tmp_path, MADE_FOR) is None
    kept.save(tmp_path, checkpoint(1), MADE_FOR)
    kept.clear(tmp_path)
    assert kept.load(tmp_path, MADE_FOR) is None


def test_state_of_other_settings_is_refused(tmp_path):
    kept.save(tmp_path, checkpoint(1), MADE_FOR)
    with pytest.raises(Problem, match="other settings"):
        kept.load(tmp_path, {**MADE_FOR, "rows": 11})
