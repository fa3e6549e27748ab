"""Exit status 0 when the mall in this container answers.

`healthcheck.py` asks whether this process answers: nothing is gained by restarting it while something else is away.
`healthcheck.py ready` asks whether database, Redis, broker and storage answer it, too.
"""

import sys
import urllib.request

_ADDRESS = f"http://127.0.0.1:8000/healthz/{'ready' if 'ready' in sys.argv[1:] else 'live'}"

try:
    with urllib.request.urlopen(_ADDRESS, timeout=4) as response:
        sys.exit(response.status != 200)
except OSError as error:
    sys.exit(f"The mall does not answer: {error}")
