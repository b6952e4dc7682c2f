"""What readers did, as counts by day and never as people: searches, clicks on results, page feedback."""
