"""What only our own processes and sites ask: the feed of the log, previews, health."""
