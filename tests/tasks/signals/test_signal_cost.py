import pytest

from bigmodel.spec.hparams import WDCNN, EnvelopeCNN, OrderLines, SignalGRU
from bigmodel.tasks.signals.cost import signal_seconds

SAMPLE = (1280, 1024, 1)


@pytest.mark.parametrize("kind", [EnvelopeCNN, OrderLines, WDCNN, SignalGRU])
def test_presets_take_longer_one_after_the_other(kind):
    seconds = [signal_seconds(kind.make({"preset": preset}), *SAMPLE) for preset in ("quick", "balanced", "thorough")]
    assert seconds == sorted(seconds)
    assert seconds[0] > 5


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"members": 8}, {"members": 2}),
        ({"bands": 8}, {"bands": 4}),
        ({"epochs": 40}, {"epochs": 20}),
    ],
)
def test_what_is_more_work_takes_longer(more, less):
    assert signal_seconds(EnvelopeCNN.make(more), *SAMPLE) > signal_seconds(EnvelopeCNN.make(less), *SAMPLE)


def test_longer_windows_and_more_channels_take_longer():
    hparams = EnvelopeCNN()
    seconds = [signal_seconds(hparams, 1000, *shape) for shape in ((512, 1), (1024, 1), (1024, 2), (4096, 2))]
    assert seconds == sorted(seconds)
    assert len(set(seconds)) == 4


def test_a_machine_with_more_cores_is_quicker(monkeypatch):
    monkeypatch.setattr("bigmodel.tasks.signals.cost.os.cpu_count", lambda: 2)
    slow = signal_seconds(EnvelopeCNN(), *SAMPLE)
    monkeypatch.setattr("bigmodel.tasks.signals.cost.os.cpu_count", lambda: 16)
    assert signal_seconds(EnvelopeCNN(), *SAMPLE) < slow
