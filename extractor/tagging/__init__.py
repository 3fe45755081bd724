"""The third stage: sections in, mentions out. Amounts, dates, references, people and roles, normalised.

Each kind is a spaCy component in a module of its own that works alone on plain text. ``tag`` is the stage, ``pipeline``
builds what it runs. Nothing here knows of pages, of forms or of records.
"""
