import keras
import numpy as np
import pytest

from bigmodel.inference.session import open_session
from bigmodel.networks import envelope_cnn, order_lines, signal_gru, wdcnn
from bigmodel.networks.envelope import BandEnvelopes, OrderSpectrum
from bigmodel.networks.resonances import BandLevels
from bigmodel.networks.signal_inputs import SignalInputs
from bigmodel.networks.signal_noise import VarySignals
from bigmodel.networks.standing_out import GAIN, StandingOut
from bigmodel.spec import Problem
from bigmodel.spec.hparams import WDCNN, EnvelopeCNN, OrderLines, SignalGRU
from bigmodel.training.arrays import Arrays
from bigmodel.training.export import export_bundle
from bigmodel.training.fit import fit

RATE, WINDOW = 4000.0, 512
KNOWN = SignalInputs(WINDOW, 1, RATE, 20.0, 25.0)
UNKNOWN = SignalInputs(WINDOW, 2, RATE)
SMALL = {"noise": 0.2, "dropout": 0.2, "epochs": 2}
NETWORKS = {
    "envelope_cnn": (envelope_cnn.build, EnvelopeCNN(members=2, bands=2, resonances="none", **SMALL)),
    "with resonances": (envelope_cnn.build, EnvelopeCNN(members=1, bands=2, resonances="all", **SMALL)),
    "half with resonances": (envelope_cnn.build, EnvelopeCNN(members=2, bands=2, **SMALL)),
    "order_lines": (order_lines.build, OrderLines(bands=2, **SMALL)),
    "wdcnn": (wdcnn.build, WDCNN(**SMALL)),
    "gru": (signal_gru.build, SignalGRU(width=8, **SMALL)),
}


def windows(count, inputs, seed=0):
    random = np.random.default_rng(seed)
    signals = random.standard_normal((count, inputs.window, inputs.channels)).astype(np.float32)
    speed = random.uniform(15, 25, (count, 1)).astype(np.float32)
    speed[::3] = np.nan
    return {"signals": signals, "speed": speed}


def beating(orders, speed, carrier=1000.0, seconds=2.0, rate=RATE):
    """A carrier that swells ``orders`` times a turn of a shaft at ``speed`` Hz, float32 (1, window, 1)."""
    time = np.arange(int(seconds * rate)) / rate
    swell = 1 + 0.8 * np.cos(2 * np.pi * orders * speed * time)
    noise = 0.01 * np.random.default_rng(1).standard_normal(len(time))
    return (swell * np.sin(2 * np.pi * carrier * time) + noise).astype(np.float32)[None, :, None]


def strongest(signals, speed, inputs):
    """Order (or frequency) at which the envelope beats most, over all bands."""
    envelopes, spectrum = envelope_cnn.front(4, inputs)
    level = np.asarray(spectrum(envelopes(signals), np.array([[speed]], np.float32)))[0]
    return float(spectrum.axis()[int(level.max(axis=0).argmax())])


@pytest.mark.parametrize(
    ("said", "members", "listening"),
    [("none", 4, []), ("half", 4, [1, 3]), ("half", 1, []), ("all", 3, [0, 1, 2]), (True, 2, [0, 1]), (False, 2, [])],
)
def test_which_members_listen_to_resonances(said, members, listening):
    hparams = EnvelopeCNN(members=members, resonances=said)
    assert list(envelope_cnn.listeners(hparams)) == listening
    if members < 4:
        names = {layer.name for layer in envelope_cnn.build(hparams, KNOWN, 3).layers}
        assert {f"rings_{each}" for each in listening} == {name for name in names if name.startswith("rings_")}


@pytest.mark.parametrize(
    ("name", "inputs"),
    [*((name, KNOWN) for name in NETWORKS), ("envelope_cnn", UNKNOWN), ("order_lines", UNKNOWN), ("gru", UNKNOWN)],
)
def test_it_builds_and_the_exported_model_answers_alike(name, inputs, tmp_path):
    build, hparams = NETWORKS[name]
    model = build(hparams, inputs, 3)
    example = windows(6, inputs)
    assert np.isfinite(np.asarray(model(example, training=True))).all()
    export_bundle(model, tmp_path, example)  # refuses a difference of more than 1e-5
    session = open_session(tmp_path / "model.onnx")
    again = keras.models.load_model(tmp_path / "model.keras")
    feeds = {put.name: example[put.name] for put in session.get_inputs()}
    assert np.allclose(session.run(["scores"], feeds)[0], np.asarray(again(example)), atol=1e-5)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_training_that_was_interrupted_ends_with_the_same_weights(name, tmp_path):
    build, hparams = NETWORKS[name]
    data = Arrays(windows(40, KNOWN), (np.arange(40) % 2).astype(np.int32))

    def run(folder, *, resume, stop_after=None):
        folder.mkdir(exist_ok=True)
        done = []
        model = build(hparams, KNOWN, 2)
        fit(
            model,
            data,
            data,
            hparams,
            emit=lambda *_, **__: None,
            stopped=lambda: stop_after is not None and len(done) >= stop_after,
            on_epoch=lambda epoch, _: done.append(epoch) or {"select": float(epoch)},
            checkpoints=folder,
            resume=resume,
        )
        return model.get_weights()

    whole = run(tmp_path / "whole", resume=False)
    run(tmp_path / "halves", resume=False, stop_after=1)
    halves = run(tmp_path / "halves", resume=True)
    assert all(np.array_equal(a, b) for a, b in zip(whole, halves, strict=True))


@pytest.mark.parametrize("orders", [3.0, 5.4])
def test_the_envelope_shows_how_often_a_signal_beats(orders):
    inputs = SignalInputs(8000, 1, RATE, 20.0, 25.0)
    assert strongest(beating(orders, 20.0), 20.0, inputs) == pytest.approx(orders, abs=0.1)


def test_without_a_speed_it_shows_the_frequency():
    assert strongest(beating(4.0, 20.0), np.nan, SignalInputs(8000, 1, RATE)) == pytest.approx(80.0, abs=2.0)


def test_an_unknown_speed_counts_as_the_median_of_training():
    inputs = SignalInputs(8000, 1, RATE, 20.0, 25.0)
    assert strongest(beating(4.0, 20.0), np.nan, inputs) == pytest.approx(4.0, abs=0.1)


def test_orders_stay_where_they_are_when_the_shaft_turns_faster():
    inputs = SignalInputs(8000, 1, RATE, 20.0, 25.0)
    found = [strongest(beating(4.0, speed), speed, inputs) for speed in (15.0, 20.0, 25.0)]
    assert max(found) - min(found) < 0.1


def test_strength_of_the_signal_and_of_the_sensor_do_not_count():
    inputs = SignalInputs(8000, 1, RATE, 20.0, 25.0)
    envelopes, spectrum = envelope_cnn.front(2, inputs)
    speed, signal = np.array([[20.0]], np.float32), beating(4.0, 20.0)
    weak, strong = (np.asarray(spectrum(envelopes(signal * factor + 3), speed)) for factor in (0.1, 10.0))
    assert np.allclose(weak, strong, atol=0.02)


def test_long_windows_keep_the_matrix_of_the_spectrum_small():
    spectrum = OrderSpectrum(rate=3000.0, bins=512, low=0.2, high=18.0, speed=30.0, highest=700.0)
    matrix, _ = spectrum.waves(6000)
    assert matrix.shape[1] <= 2 * 1500


def test_a_line_stands_out_whatever_the_slope_below_it_and_the_spread():
    bins, line = 128, 60
    spectrum = np.random.default_rng(0).normal(0, 0.1, bins)
    spectrum[line] += 2
    slope = np.linspace(3, -3, bins)
    given = np.stack([spectrum, 5 * spectrum, spectrum + slope])[None].astype(np.float32)
    plain, strong, sloping = np.asarray(StandingOut()(given))[0]
    assert plain.argmax() == strong.argmax() == sloping.argmax() == line
    assert np.allclose(plain, strong, atol=0.01)
    inner = slice(bins // 4, -bins // 4)
    assert np.corrcoef(plain[inner], sloping[inner])[0, 1] > 0.95


def test_lines_are_as_high_as_spreads_whatever_the_environment_says(monkeypatch):
    given = np.random.default_rng(0).normal(0, 1, (1, 1, 128)).astype(np.float32)
    layer = StandingOut()
    out = given @ layer.matrix(128)
    expected = GAIN * np.maximum(out, 0) / out.std()
    monkeypatch.setenv("GAIN", "1")
    assert np.asarray(layer(given)) == pytest.approx(expected, abs=1e-3)


def test_what_lies_below_its_surroundings_counts_as_nothing():
    given = np.zeros((1, 1, 128), np.float32)
    given[0, 0, 40] = -3
    assert np.asarray(StandingOut()(given))[0, 0, 40] == 0


def test_in_logarithms_one_strong_shock_does_not_drown_the_rest():
    inputs = SignalInputs(8000, 1, RATE, 20.0, 25.0)
    signals = beating(4.0, 20.0)
    signals[0, 4000:4020] += 60
    envelopes, spectrum = envelope_cnn.front(4, inputs, order_lines.ORDERS, order_lines.QUIET)
    levels = np.asarray(spectrum(envelopes(signals), np.array([[20.0]], np.float32)))[0]
    assert spectrum.axis()[int(levels.max(axis=0).argmax())] == pytest.approx(4.0, abs=0.1)


def test_bands_tell_at_which_frequency_a_signal_rings():
    time = np.arange(WINDOW) / RATE
    levels = np.asarray(BandLevels(32)(np.sin(2 * np.pi * 1300 * time).astype(np.float32)[None, :, None]))[0]
    assert (levels.argmax() + 0.5) * RATE / 64 == pytest.approx(1300, abs=RATE / 64)


def test_signals_vary_in_training_only():
    layer = VarySignals(0.5, shift=True, scale=0.2, seed=3)
    signals = windows(4, KNOWN)["signals"]
    assert np.array_equal(np.asarray(layer(signals, training=False)), signals)
    first, second = (np.asarray(layer(signals, training=True)) for _ in range(2))
    assert not np.allclose(first, signals)
    assert not np.allclose(first, second)


def test_a_shift_goes_round_and_loses_nothing():
    shifted = np.asarray(VarySignals(0.0, shift=True, scale=0.0)(windows(4, KNOWN)["signals"], training=True))
    assert np.allclose(np.sort(shifted, axis=1), np.sort(windows(4, KNOWN)["signals"], axis=1))


@pytest.mark.parametrize("name", NETWORKS)
def test_windows_that_are_too_short_are_refused(name):
    build, hparams = NETWORKS[name]
    with pytest.raises(Problem, match="too short"):
        build(hparams, SignalInputs(16, 1, RATE), 2)


def test_a_constant_window_gives_numbers():
    envelopes = BandEnvelopes(2, 2)(np.ones((1, 64, 1), np.float32))
    assert np.isfinite(np.asarray(envelopes)).all()
