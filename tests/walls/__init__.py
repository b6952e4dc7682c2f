"""The walls round what the public may not read: twin worlds, a sweep for canaries, and who may ask for what."""
