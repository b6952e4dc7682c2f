"""The editors' desk: what is due, waiting, ageing, hard to read or not found."""
