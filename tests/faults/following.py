"""A process that follows a log kept in a file into a copy, and builds the copy again now and then, until it is killed.

python -m tests.faults.following LOG COPY
"""

import pickle
import sys
import time
from pathlib import Path

from site_content.followers.copies import follow, rebuild
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.source import SourcePage
from tests.site_content.followers.copies.made import MemorySource


class SlowSource(MemorySource):
    """A log that is read slowly, so that there is time to be killed in the middle of everything."""

    def page(self, after: int, limit: int) -> SourcePage:
        """See ``Source``."""
        time.sleep(0.002)
        return super().page(after, limit)


def main(log_file: Path, copy: Path) -> None:
    """Follow; never ends by itself."""
    follow.BATCH, rebuild.PAGE = 3, 10
    source = SlowSource(pickle.loads(log_file.read_bytes()))
    follower = CopyFollower(copy, "public", source)
    follower.catch_up()
    while True:
        print(follower.position, flush=True)
        # From a little before the end, so that catching up is half of the work.
        whole = source.log
        source.log = whole.copy()
        source.log.head = whole.head - 40
        source.log.rows = {key: row for key, row in whole.rows.items() if row.seq <= source.log.head}
        follower.rebuild()
        source.log = whole
        follower.catch_up()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
