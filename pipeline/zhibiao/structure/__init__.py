"""Structure: what the layout of a sentence and of a section says of the numbers in it."""

from zhibiao.structure.frames import Frame, frames_of

__all__ = ["Frame", "frames_of"]
