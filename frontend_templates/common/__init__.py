"""What both sites share: the API client, rendering, caches, addresses; nothing about one site in particular."""
