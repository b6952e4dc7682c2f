"""What is published: audiences, the tables, the schemas and how an item is made."""
