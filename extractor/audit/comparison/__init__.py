"""Comparison of what was extracted with what is true: two sides enter, scores with confidence intervals leave."""
