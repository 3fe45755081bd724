"""The splitting stage: a document into decisions, decisions into sections and entries."""
