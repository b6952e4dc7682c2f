"""Accounts: know on the staff site the person who signed in to the CMS."""
