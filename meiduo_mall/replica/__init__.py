"""Reading from replicas of the database, with a shopper's own writes always seen.

Off while REPLICA_DATABASE_URLS is empty: no router, no middleware, no cost. With it, pages that may be a few seconds
late (reading.py lists them) are read from a replica; everything else, and everything outside of a page, from the
primary. watching.py knows whether a replica may be asked, backend/ asks the primary when one fails in the middle of a
page. docs/decisions/0017-replica.md says why.
"""
