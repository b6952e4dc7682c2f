"""Set-up, run and check scripts; the Makefile calls them."""
