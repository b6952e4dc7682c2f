"""What a signed-in member of staff keeps: bookmarks and saved searches; and what waits for them."""
