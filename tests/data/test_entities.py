import pyarrow as pa

from bigmodel.data.guess import guess_fields


def roles(terminals: int) -> dict[str, str]:
    rows = 3000
    table = pa.table(
        {
            "customer": [f"c{row % 700}" for row in range(rows)],
            "terminal": [f"t{row % terminals}" for row in range(rows)],
            "channel": [f"way {row % 3}" for row in range(rows)],
            "fraud": [int(row % 17 == 0) for row in range(rows)],
        }
    )
    return {field.name: field.role for field in guess_fields(table)}


def test_a_second_entity_with_many_names_is_left_out():
    found = roles(terminals=400)
    assert found["customer"] == "group"
    assert found["terminal"] == "ignore"
    assert found["channel"] == "feature"


def test_one_with_few_names_is_a_feature():
    assert roles(terminals=12)["terminal"] == "feature"
