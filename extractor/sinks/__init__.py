"""Where records go: each sink takes records one by one and makes a whole of them when it is closed."""
