"""Every page, block and state of the public site with example content: looked at, and held to its promises."""
