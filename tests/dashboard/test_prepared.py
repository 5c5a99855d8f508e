"""What is made ready before the first person comes."""

import gc

from dashboard.prepared import YOUNG, prepare
from vector.stats.outbreak.scatter import loss_of


def test_tables_are_filled_and_what_is_loaded_is_not_looked_through_again(app):
    loss_of.cache_clear()
    usual = gc.get_threshold()
    try:
        prepare(app)
        assert loss_of.cache_info().currsize == 1
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] == YOUNG
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
