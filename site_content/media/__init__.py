"""Images and files: stored safely, prepared at publish, and closed to those who may not see them."""
