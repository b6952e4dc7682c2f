"""The API client of a site, with its cache and its breaker."""
