"""What scans do to print: which letters are read for which digits, and which words look alike to an OCR engine.

What enters is text as read; what leaves is what may have been printed. It must not know what the text means.
"""

# Letters and digits of one shape; the keys are what is read, the values what was printed.
_DIGITS = str.maketrans("OoQDlI|!i]ZzSsB", "000011111122558")
LOOKALIKES = "OoQlI|!iZzSsB"
# Every character of a group becomes the last of it.
_SKELETON = str.maketrans("0q1i|!jtf586b24", "oolllllllsbbbza")


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
    folded = word.casefold().replace("rn", "m").replace("vv", "w")
    return folded.translate(_SKELETON)
