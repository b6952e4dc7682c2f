"""The pages both sites have."""
