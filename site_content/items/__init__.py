"""Items: audiences, tables, schemas, and how an item is made."""
