"""How a person who signed in to the CMS is known on the staff site."""
