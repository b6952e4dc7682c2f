"""Words of a page: turn values into text, addresses and HTML."""
