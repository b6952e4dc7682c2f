"""Who may read a page, as its editor says: the dialog, and the forms that copy and move."""
