"""Files that no row has any more, until the storage has deleted them.

A transaction that takes a file from its row notes the name with it, so that neither a storage that is away nor the end
of a process keeps the file for ever: what is not deleted right after the commit is tried again by the clock.
"""
