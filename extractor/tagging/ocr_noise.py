"""What scans do to print: which letters are read for which digits, and which words look alike to an OCR engine.

What enters is text as read; what leaves is what may have been printed. It must not know what the text means.
"""

# Confusions seen with Tesseract and RapidOCR on the bench's photocopies; the keys are what is read, the values what was printed.
_DIGITS = str.maketrans({
    "O": "0", "o": "0", "Q": "0", "D": "0",
    "l": "1", "I": "1", "|": "1", "!": "1", "i": "1", "]": "1",
    "Z": "2", "z": "2",
    "S": "5", "s": "5",
    "B": "8",
})  # fmt: skip
LOOKALIKES = "OoQlI|!iZzSsB"
_SKELETON = str.maketrans({
    "0": "o", "q": "o", "1": "l", "i": "l", "|": "l", "!": "l", "j": "l", "t": "l", "f": "l", "5": "s", "8": "b", "6": "b", "2": "z", "4": "a",
})  # fmt: skip


def as_digits(text: str) -> str:
    """Return the text with the letters that look like digits made digits.

    >>> as_digits("1,5OO")
    '1,500'
    """
    return text.translate(_DIGITS)


def skeleton(word: str) -> str:
    """Return what is left of a word when look-alikes are made one: equal for a word and a misreading of it.

    >>> skeleton("Ju1y") == skeleton("July")
    True
    """
    folded = word.casefold().replace("rn", "m").replace("vv", "w").replace("ii", "u").replace("cl", "d")
    return folded.translate(_SKELETON)
