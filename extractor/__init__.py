"""Scanned public decisions in, validated records out."""
