import pytest

from bigmodel.evaluation.curves import describe, read_curves


def run(loss, held, best=None):
    return [
        {"kind": "epoch", "epoch": number + 1, "loss": a, "val_loss": b, "best": best or number + 1}
        for number, (a, b) in enumerate(zip(loss, held, strict=True))
    ]


@pytest.mark.parametrize(
    ("state", "loss", "held"),
    [
        ("learning", [0.5], [0.5]),
        ("learning", [0.5, 0.4, 0.3, 0.25], [0.5, 0.42, 0.35, 0.3]),
        ("learning", [0.5, 0.4, 0.3], [0.5, 0.42, 0.43]),
        ("memorising", [0.5, 0.3, 0.2, 0.1, 0.05], [0.5, 0.4, 0.38, 0.45, 0.6]),
        ("stuck", [0.69, 0.693, 0.692, 0.693, 0.69], [0.693] * 5),
        ("diverging", [0.5, 0.7, 2.0], [0.5, 0.9, 3.0]),
        ("diverging", [0.9, 0.2, 0.5], [0.9, 0.2, 0.6]),
        ("diverging", [0.5, float("nan")], [0.5, float("nan")]),
        ("diverging", [0.5, None], [0.5, None]),
        ("levelled", [0.5, 0.3, 0.2, 0.199, 0.199, 0.198], [0.5, 0.3, 0.25, 0.25, 0.2495, 0.25]),
    ],
)
def test_states(state, loss, held):
    assert read_curves(run(loss, held)).state == state


def test_no_epoch_yet():
    assert read_curves([{"kind": "step", "loss": 1.0}]).state == "waiting"


def test_the_best_epoch_is_named():
    events = run([0.5, 0.3, 0.2, 0.1, 0.05], [0.5, 0.4, 0.38, 0.45, 0.6], best=3)
    assert describe(events).endswith("Best epoch so far: 3.")
    assert "memorise" in describe(events)


def test_after_the_end_nothing_is_still_to_come():
    rising = run([0.5, 0.3, 0.2, 0.1, 0.05], [0.5, 0.4, 0.38, 0.45, 0.6], best=3)
    assert describe(rising, over=True).endswith("Epoch 3 was best.")
    falling = run([0.5, 0.4, 0.3, 0.25], [0.5, 0.42, 0.35, 0.3])
    assert describe(falling, over=True).startswith("Both losses still fell together when training ended")
    wavering = run([0.5, 0.4, 0.3], [0.5, 0.42, 0.43])
    assert describe(wavering, over=True).startswith("The network was still learning when training ended")
