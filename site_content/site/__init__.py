"""The site of each audience: settings, alerts and navigation."""
