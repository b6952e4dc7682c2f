"""Routes of the staff site alone: sign-in, bookmarks, tasks and the editors' desk."""
