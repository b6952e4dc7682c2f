"""The server side of the Django processes: takes requests off the network before the few threads see them."""
