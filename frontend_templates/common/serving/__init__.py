"""How a site answers: the app, pages, headers, errors and caches."""
