"""Every page, block and state of both sites with example content: looked at, and held to its promises."""
