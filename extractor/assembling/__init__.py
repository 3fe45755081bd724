"""The stage that makes records: entries and mentions in, validated records out."""
