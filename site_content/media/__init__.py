"""Images and files: stored safely, made ready at publish, kept from whoever may not see them."""
