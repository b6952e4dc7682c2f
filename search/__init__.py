"""Search: reads a query, shapes an answer, and has two engines."""
