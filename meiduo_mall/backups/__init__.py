"""Back-ups of what nobody can make again, and the way back: docs/decisions/0019-backups.md.

<folder>/<moment>/          one back-up, whole or not there: manifest.json, the database, kept Redis, a list of files
<folder>/files/ab/<sha256>  pictures by their content, shared by all back-ups of the folder
<folder>/.lock              one back-up or pruning at a time
"""
