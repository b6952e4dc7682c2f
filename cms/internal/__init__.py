"""Internal routes, for our own processes and sites: the feed of the log, previews and health."""
