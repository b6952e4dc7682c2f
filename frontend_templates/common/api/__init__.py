"""How a site asks the API: the client, its cache and its breaker."""
