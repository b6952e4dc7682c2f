"""The code that both sites share: the API client, rendering, caches and addresses."""
