"""What furniture is taken out with: the stream of lines, and which of its words are the form's own print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractor.splitting.candidates import CellKey
from extractor.splitting.line_stream import FlowLine


@dataclass(slots=True)
class FormPrint:
    """The lines of a document, and for each which of its words are furniture.

    ``signed_cells`` and ``signed_lines`` are where a signature is asked for, ``posts`` the lines that name who is to sign on
    the line before or above, ``captions`` what asks for a signature, and ``scrawl`` the lines that are what OCR made of one.
    """

    flow: Sequence[FlowLine]
    out: dict[int, set[int]] = field(default_factory=dict)
    signed_cells: set[CellKey] = field(default_factory=set)
    signed_lines: set[int] = field(default_factory=set)
    posts: set[int] = field(default_factory=set)
    captions: list[FlowLine] = field(default_factory=list)
    scrawl: set[int] = field(default_factory=set)

    def drop(self, line: int, words: Iterable[int] | None = None) -> None:
        """Take ``words`` of a line out, all of them where None."""
        dropped = set(range(len(self.flow[line].words)) if words is None else words)
        if dropped:
            self.out.setdefault(line, set()).update(dropped)

    def dropped_whole(self, line: int) -> bool:
        """Tell whether nothing of a line is left."""
        return len(self.out.get(line, ())) == len(self.flow[line].words)
