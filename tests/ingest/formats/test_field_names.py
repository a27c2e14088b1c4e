"""Where values lie in a record."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import field_names

KEYS = st.sampled_from(["a", "b", "error"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, 1, "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=6,
)
RECORDS = st.dictionaries(KEYS, VALUES, max_size=2)


@given(RECORDS, RECORDS)
def test_skeleton_decides_the_places(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Records of one skeleton have the same places; so what one of them taught need not be learned again."""
    same_places = list(field_names.places(first)) == list(field_names.places(second))
    assert same_places or field_names.skeleton(first) != field_names.skeleton(second)


def test_skeleton_ignores_values() -> None:
    """Values do not matter, and of a list only its first object does."""
    first = {"msg": "a", "error": {"kind": "x"}, "causes": [{"why": 1}, {"who": 2}], "ids": [1, 2]}
    second = {"msg": None, "error": {"kind": ["y"]}, "causes": [{"why": None}], "ids": 7}
    assert field_names.skeleton(first) == field_names.skeleton(second)
