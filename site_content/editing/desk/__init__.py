"""The editors' desk: counts reviews, approvals, old pages, hard text and searches without results."""
