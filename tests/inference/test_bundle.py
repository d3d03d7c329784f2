from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from bigmodel.inference.bundle import CHUNK, Bundle
from bigmodel.inference.encode import encode
from bigmodel.inference.score import score_stream
from bigmodel.spec import Problem


def tensors(rows: int) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(0)
    numbers = generator.normal(size=(rows, 1)).astype(np.float32)
    return {"numbers": numbers, "codes": generator.integers(0, 4, (rows, 1), dtype=np.int32)}


def softmax(given: dict[str, np.ndarray], classes: int) -> np.ndarray:
    logits = given["numbers"] @ (np.arange(classes)[None] / 10) + given["codes"] * np.arange(classes)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("rows", [0, 1, CHUNK, 3 * CHUNK + 17])
def test_two_classes_give_the_positive_ones_probability(make_bundle: Callable, rows: int, threads: int) -> None:
    bundle, given = Bundle.load(make_bundle(), threads), tensors(rows)
    score = bundle.score(given)
    assert score.dtype == np.float32
    assert score.shape == (rows,)
    np.testing.assert_allclose(score, softmax(given, 2)[:, 1], atol=1e-6)


def test_more_classes_give_all_probabilities(make_bundle: Callable) -> None:
    given = tensors(300)
    score = Bundle.load(make_bundle(("a", "b", "c"))).score(given)
    np.testing.assert_allclose(score, softmax(given, 3), atol=1e-6)


@pytest.mark.parametrize("name", ["model.onnx", "schema.json"])
def test_gone_and_damaged_files_are_said(make_bundle: Callable, name: str) -> None:
    folder: Path = make_bundle()
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(Problem, match=name):
        Bundle.load(folder)
    (folder / name).unlink()
    with pytest.raises(Problem, match=f"{name}.* gone"):
        Bundle.load(folder)


def test_a_model_of_another_run_is_refused(make_bundle: Callable) -> None:
    with pytest.raises(Problem, match="does not give 2 scores"):
        Bundle.load(make_bundle(outputs=3))


def test_another_layout_is_refused(make_bundle: Callable) -> None:
    folder: Path = make_bundle()
    schema = Bundle.load(folder).schema
    schema.model_copy(update={"version": 9}).save(folder / "schema.json")
    with pytest.raises(Problem, match="layout 9"):
        Bundle.load(folder)


def test_an_encoder_that_lacks_a_part_is_refused(make_bundle: Callable) -> None:
    folder: Path = make_bundle()
    schema = Bundle.load(folder).schema
    schema.model_copy(update={"encoder": {**schema.encoder, "dates": []}}).save(folder / "schema.json")
    Bundle.load(folder)
    schema.model_copy(update={"encoder": {"rows": 1, "columns": []}}).save(folder / "schema.json")
    with pytest.raises(Problem, match="lacks categories, dates, numbers"):
        Bundle.load(folder)


def test_tensors_that_do_not_fit_are_refused(make_bundle: Callable) -> None:
    bundle, given = Bundle.load(make_bundle()), tensors(3)
    with pytest.raises(Problem, match="'numbers' of shape"):
        bundle.score({**given, "numbers": np.zeros((3, 2), np.float32)})
    with pytest.raises(Problem, match="given nothing"):
        bundle.score({"numbers": given["numbers"]})
    with pytest.raises(Problem, match="could not score"):
        bundle.score({**given, "numbers": given["numbers"].astype(np.float64)})
    with pytest.raises(Problem, match="no number for 1 of 3 rows"):
        bundle.score({**given, "numbers": np.array([[np.inf], [1], [2]], np.float32)})


def test_a_stream_scores_like_the_whole(make_bundle: Callable, training: pa.Table) -> None:
    bundle = Bundle.load(make_bundle())
    seen: list[tuple[list[int], np.ndarray]] = []
    new = training.set_column(2, "shop", pa.array(["new"] * 8))
    streamed = score_stream(
        [training.slice(0, 3), training.slice(3), new],
        bundle,
        lambda part, score: seen.append((part["id"].to_pylist(), score)),
    )
    assert streamed.rows == 16
    assert streamed.differences == [
        "In shop, one value in 8 rows was not seen in training and counts as unknown: new (8)."
    ]
    assert [rows for rows, _ in seen] == [[0, 1, 2], [3, 4, 5, 6, 7], list(range(8))]
    whole = bundle.score(encode(pa.concat_tables([training, new]), bundle.schema))
    np.testing.assert_array_equal(np.concatenate([score for _, score in seen]), whole)


def test_unknown_kinds_of_data_are_refused(make_bundle: Callable, training: pa.Table) -> None:
    schema = Bundle.load(make_bundle()).schema.model_copy(update={"task": "sound"})
    with pytest.raises(Problem, match="'sound'"):
        encode(training, schema)


def test_scoring_needs_neither_tensorflow_nor_pandas() -> None:
    code = (
        "import sys, bigmodel.inference.score, bigmodel.inference.encode\n"
        "sys.exit(any(name in sys.modules for name in ('tensorflow', 'keras', 'pandas', 'sklearn', 'streamlit')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
