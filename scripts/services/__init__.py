"""Real servers for tests and benchmarks: Elasticsearch, PostgreSQL, Chromium, nginx and wrk."""
