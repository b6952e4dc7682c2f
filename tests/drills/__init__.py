"""Days and hours at which date-bound tests run, besides today."""
