"""The serving side of a site: app, pages, headers, errors and caches."""
