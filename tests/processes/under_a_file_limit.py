"""Becomes another program that may not write files longer than so many bytes, as on a full disk.

Arguments: the most bytes of a file, then the program and its arguments.
"""

from __future__ import annotations

import os
import resource
import sys

os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # or the limit would cut compiled modules short
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
os.execv(sys.argv[2], sys.argv[2:])
