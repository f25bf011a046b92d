"""Says what to install when this Python cannot hold the project; written so that any Python 3 can run it."""

import sys

NEEDED = (3, 11)

if sys.version_info < NEEDED:
    sys.exit(
        "Python 3.11 or newer is needed, and this is {}.{}. Install it, then say which it is: "
        "make preview PYTHON=python3.11".format(*sys.version_info[:2])
    )
try:
    import ensurepip
    import venv
except ImportError:
    sys.exit(
        "This Python has no venv module. On Debian or Ubuntu: apt install python{}.{}-venv".format(
            *sys.version_info[:2]
        )
    )
del ensurepip, venv
