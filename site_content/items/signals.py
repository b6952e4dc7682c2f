"""Signals of change: owners of publishable objects send them, and publishing receives them.

Send them in the transaction of the change: publishing writes its queue there, so that both are kept or neither is.
"""

from django.dispatch import Signal

# ``keys``: the objects that changed, were deleted, or whose address or readers may differ.
publishables_changed = Signal()
# ``keys``: the objects that list or show a changed one beside themselves, such as the section it lies in.
listings_changed = Signal()
