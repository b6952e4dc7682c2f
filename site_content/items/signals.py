"""Signals of change: owners of publishable objects send them, and publishing receives them.

Send them in the transaction of the change: publishing writes its queue there, so that both are kept or neither is.
"""

from django.dispatch import Signal

# ``keys``: the objects that readers have lost or may have lost: unpublished, restricted, moved, deleted.
readers_lost = Signal()
# ``audience``, ``path`` and ``groups``: what lies at and below a path may no longer be read by its audience, or only by
# whom these rings let through (None: by nobody). The objects are told of besides, one by one.
places_closed = Signal()
# ``keys``: the objects that changed, were deleted, or whose address or readers may differ.
publishables_changed = Signal()
# ``keys``: the objects below one that changed, whose addresses or readers follow from it; there may be thousands.
subtrees_changed = Signal()
# ``keys``: the objects that list or show a changed one beside themselves, such as the section it lies in.
listings_changed = Signal()
