"""What there is one of for each audience: settings, alerts and navigation."""
