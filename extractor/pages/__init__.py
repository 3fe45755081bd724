"""A document's pages for other programs: hOCR, ALTO, and a PDF whose scans can be searched."""
