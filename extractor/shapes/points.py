"""The labels of points: numbers, letters, Roman numerals, bullets, as printed and as OCR reads them."""

import re

BULLETS = frozenset("•●▪◦○■□‣·-–—*oe»¢")
# "1)", "1.", "1.1", "(a)", "a)", "(ii)", "ii."; l and O as OCR's 1 and 0.
LABEL = re.compile(
    r"^(?:\((?:[0-9lIO]{1,2}|[a-zA-Z]|[ivxlIVX]{1,5})\)|(?:[0-9lI][0-9O]?|[a-zA-Z]|[ivxIVX]{1,5})[).]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)$"
)
