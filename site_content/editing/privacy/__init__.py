"""Privacy as editors set it: the dialog, and the forms that copy and move pages."""
