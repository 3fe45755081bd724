"""The application that a person reviews records with: a queue, a desk, a drop zone, in the browser of this machine."""
