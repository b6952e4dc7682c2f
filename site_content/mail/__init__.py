"""Email: stores each letter in the transaction of its cause, and the worker sends it."""
