"""``python manage.py first_editor``: somebody who can sign in on the first day."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

EDITOR = ("editor", "editor@example.org")
READER = ("reader", "reader@example.org")
READERS = "Staff readers"
# Four words of these and four digits are over 40 bits: enough for a door that a person types at.
WORDS = [
    "amber",
    "anchor",
    "apple",
    "apron",
    "arrow",
    "autumn",
    "badge",
    "bakery",
    "banner",
    "barley",
    "basket",
    "beacon",
    "bedrock",
    "berry",
    "birch",
    "blanket",
    "bluebell",
    "bonfire",
    "bottle",
    "bramble",
    "breeze",
    "bridge",
    "bronze",
    "brook",
    "bucket",
    "butter",
    "button",
    "cabin",
    "candle",
    "canvas",
    "caravan",
    "carpet",
    "castle",
    "cedar",
    "chalk",
    "cherry",
    "chimney",
    "cinder",
    "clover",
    "cobble",
    "comet",
    "compass",
    "copper",
    "coral",
    "cottage",
    "crayon",
    "cricket",
    "crystal",
    "curtain",
    "daisy",
    "dolphin",
    "drizzle",
    "driftwood",
    "eagle",
    "ember",
    "engine",
    "fabric",
    "falcon",
    "feather",
    "fender",
    "fern",
    "ferry",
    "fiddle",
    "field",
    "flannel",
    "flint",
    "forest",
    "fossil",
    "fountain",
    "galaxy",
    "garden",
    "garnet",
    "ginger",
    "glacier",
    "goblet",
    "granite",
    "grape",
    "gravel",
    "gull",
    "hammock",
    "harbour",
    "harvest",
    "hazel",
    "heather",
    "hedge",
    "heron",
    "hillside",
    "honey",
    "horizon",
    "iceberg",
    "indigo",
    "island",
    "ivory",
    "ivy",
    "jacket",
    "jasmine",
    "jigsaw",
    "juniper",
    "kettle",
    "kingfisher",
    "kitchen",
    "kite",
    "ladder",
    "lagoon",
    "lantern",
    "larch",
    "lavender",
    "lemon",
    "lighthouse",
    "lilac",
    "linen",
    "lobster",
    "magnet",
    "mallet",
    "mango",
    "maple",
    "marble",
    "market",
    "meadow",
    "mellow",
    "mint",
    "mirror",
    "mitten",
    "moonlight",
    "mosaic",
    "mountain",
    "nectar",
    "nettle",
    "nutmeg",
    "oak",
    "oatmeal",
    "ocean",
    "olive",
    "orbit",
    "orchard",
    "otter",
    "owl",
    "paddle",
    "paper",
    "parsley",
    "pebble",
    "pepper",
    "piano",
    "picnic",
    "pillow",
    "pine",
    "plum",
    "pocket",
    "poppy",
    "puffin",
    "pumpkin",
    "quartz",
    "quill",
    "quilt",
    "rabbit",
    "rainbow",
    "raven",
    "reed",
    "ribbon",
    "ripple",
    "river",
    "robin",
    "rocket",
    "rosemary",
    "saddle",
    "saffron",
    "sandal",
    "satchel",
    "seagrass",
    "shell",
    "silver",
    "skylark",
    "slate",
    "sparrow",
    "spruce",
    "starling",
    "stone",
    "sunrise",
    "swallow",
    "tartan",
    "teapot",
    "thimble",
    "thistle",
    "thunder",
    "tidal",
    "timber",
    "topaz",
    "trellis",
    "tulip",
    "tunnel",
    "turnip",
    "umbrella",
    "valley",
    "velvet",
    "village",
    "violet",
    "walnut",
    "waterfall",
    "willow",
    "window",
    "winter",
    "woodland",
    "yarrow",
    "zephyr",
]


def readable_password() -> str:
    """Return a password a person can read out and type."""
    words = [secrets.choice(WORDS) for _ in range(4)]
    return "-".join([*words, f"{secrets.randbelow(9_000) + 1_000}"])


class Command(BaseCommand):
    """Makes the first editor, who may do everything, and a reader of the staff site. Prints them once, and only once."""

    help = "Make the first editor and a staff reader and print their passwords once; silent when an editor exists."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make both accounts in one transaction, or do nothing."""
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        made = []
        with transaction.atomic():
            for (name, email), make in ((EDITOR, users.create_superuser), (READER, users.create_user)):
                if not users.filter(username=name).exists():
                    password = readable_password()
                    user = make(name, email, password)
                    if name == READER[0]:
                        user.groups.add(Group.objects.get_or_create(name=READERS)[0])
                    made.append((name, password))
        if not made:
            return
        about = {EDITOR[0]: "signs in to the CMS, and may do everything", READER[0]: "reads the staff site"}
        lines = [f"  {name:8} password  {password:40} {about[name]}" for name, password in made]
        line = "-" * max(map(len, lines))
        self.stdout.write("\n".join([line, "Your accounts. These passwords are shown once: keep them.", *lines, line]))
