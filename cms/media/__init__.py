"""Pictures and files over HTTP: for everybody, for staff, for editors, and for who looks at a preview."""
