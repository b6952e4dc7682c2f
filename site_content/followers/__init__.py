"""What follows the log: who keeps what up to date, how far each has come, and the worker that drives them."""
