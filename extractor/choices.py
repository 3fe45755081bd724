"""The closed sets that settings and options are chosen from. Light to import: the command line's help needs no more."""

from typing import Literal

EngineName = Literal["cascade", "tesseract", "rapidocr"]
TextLayerUse = Literal["trust", "check", "ignore"]
Variant = Literal["segmentation", "scale", "binarisation"]
Opinion = Literal[EngineName, Variant]
PageFormat = Literal["hocr", "alto", "pdf"]
