"""Two sites over one code: JSON over HTTP in, HTML out. Knows nothing of the other rooms."""
