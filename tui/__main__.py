"""``python -m tui`` is ``yigong``."""

import sys

from tui.main import main

sys.exit(main())
