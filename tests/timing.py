"""How long something takes by the clock of the processor, whatever else goes on."""

import gc
from time import process_time


def processor_time(made, *args):
    """The seconds of processor time that `made(*args)` takes.

    Other work does not count, nor does the collection of garbage, which takes longer the more tests went before.
    """
    gc.collect()
    gc.disable()
    try:
        begin = process_time()
        made(*args)
        return process_time() - begin
    finally:
        gc.enable()
