"""Search settings: editors change them in the admin, and they work at once."""
