"""Posts and people, found together by a fitted model: words enter, the places of posts and names leave."""
