"""What only the staff site asks of the CMS: sign-in, what a person keeps, their tasks, the editors' desk."""
