"""Garbage is looked for as usual again once the last thread is done."""

import gc
from threading import Barrier, Thread

from site_content.followers.copies.garbage import RARELY, seldom_collected


def test_two_threads_leave_the_usual_behind() -> None:
    usual = gc.get_threshold()
    both, one_is_done = Barrier(2, timeout=30), Barrier(2, timeout=30)
    seen: list[int] = []

    def first() -> None:
        with seldom_collected():
            both.wait()
        one_is_done.wait()

    def second() -> None:
        with seldom_collected():
            both.wait()
            one_is_done.wait()
            seen.append(gc.get_threshold()[0])

    threads = [Thread(target=first), Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert seen == [RARELY]
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)
