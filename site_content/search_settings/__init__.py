"""What editors decide about search, in the admin and live at once."""
