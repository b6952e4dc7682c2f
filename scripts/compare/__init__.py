"""Compares what two checkouts answer over one database, one key and one fixed clock (docs/comparing.md)."""
