"""Privacy for editors: the dialog that sets who may read a page, and the forms that copy and move one."""
