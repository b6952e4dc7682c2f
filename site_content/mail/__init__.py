"""E-mail: written down with what it tells of, in one transaction, and sent by the worker."""
