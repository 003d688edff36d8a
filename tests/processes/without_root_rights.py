"""Becomes another program for which files' modes count, also where root runs the tests.

Arguments: the program and its own. On Linux root may write everything by CAP_DAC_OVERRIDE (and read
by CAP_DAC_READ_SEARCH); what is dropped from the bounding set stays dropped after an exec.
"""

from __future__ import annotations

import ctypes
import os
import sys

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2

if os.geteuid() == 0:
    libc = ctypes.CDLL(None, use_errno=True)
    for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        if libc.prctl(PR_CAPBSET_DROP, right, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "a right of root could not be dropped")
os.execv(sys.argv[1], sys.argv[1:])
