"""``python -m yigong`` is ``yigong``."""

import sys

from yigong.tui.main import main

sys.exit(main())
