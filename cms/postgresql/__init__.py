"""Django's PostgreSQL engine with time limits on our side too: a server that stands still keeps no thread for ever."""
