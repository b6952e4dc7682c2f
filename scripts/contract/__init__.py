"""The promise of v1 of the API: it only adds (docs/comparing.md)."""
