"""What a number, day, name, post, body or point's label looks like: known once, for splitting, tagging and assembling."""
