"""Reading: a PDF in, its words with places and doubts in reading order out."""
