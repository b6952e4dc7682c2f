"""The intranet: bookmarks, saved searches, questions and tasks of a member of staff."""
