"""What the child is told of the program that reads pictures, in its environment."""

from __future__ import annotations

from typing import Final

# The program, the languages as it wants them ("eng+kor"), and how it finds the lines (1: however
# the picture was turned, 3: upright only).
PROGRAM: Final = "PHAROS_TESSERACT"
LANGUAGES: Final = "PHAROS_TESSERACT_LANGUAGES"
LAYOUT: Final = "PHAROS_TESSERACT_LAYOUT"
