"""The formats that records are read from."""
