"""From values to words, addresses and HTML."""
