"""A FastDFS cluster for the tests: trackers and storage servers that speak the real protocol over real sockets.

    from tests.fastdfs_cluster import cluster

    with cluster(trackers=2, storages=2, groups=1, ip_size="ipv4") as it:
        it.trackers                    # ["127.0.0.1:21017", …], as FDFS_TRACKERS wants them
        it.trackers_[0].stop()         # and .start(): the same port again
        it.storages[1].stop()          # and .start(): the same port, all files kept
        it.storages[0].fault("status", status=28, command=UPLOAD, times=1)
        it.storages[0].mend()          # no fault any more
        it.storages[0].requests        # a Counter: command → how many came
        it.storages[0].connections     # how many were ever accepted
        it.storages[0].files()         # the paths of all files that it keeps
        it.wait_until_ready()          # every running storage has joined every running tracker, no other is known
        it.mend()                      # all of them

`storages` is the number in each group, `it.storages` holds them all, group by group. `ip_size` is "ipv4" or "ipv6":
answers of 40 or 70 bytes, as real trackers give. Each storage has an address of its own in 127.0.0.0/8, for a file id
holds the address of the server where the file was born. The storages of a group share one folder: what one accepts
is on all at once. `replicated=False` gives each its own, as when the copies have not been made yet.

`over="::1"` does all of it over IPv6, where storages have numbers instead.

The kinds of faults are in faults.py, each with a sentence. A fault lasts until `mend()`, or for `times` requests;
`command` limits it to one kind of request (names in wire.py).

`apart=True` runs every server in a process of its own: for measures of memory (`peak_memory()`) and speed, and for
`kill()`, which is kill -9. Then a stopped server answers no question, and has forgotten its counts when it comes back.
Each module says in which file of the FastDFS sources (github.com/happyfish100/fastdfs, 6.16) its facts are.
"""

from tests.fastdfs_cluster.clusters import Cluster, cluster

__all__ = ["Cluster", "cluster"]
