"""The comparison: shows what two checkouts answer over one database, key and fixed clock (docs/comparing.md)."""
