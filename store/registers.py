"""The registers: who was expected and who came, one small book for each occurrence.

Reading them is in `store.shelf`, changing them in `store.before`, `store.door`, `store.granting`
and `store.afterwards`; what is decided there are functions over entries: `store.places`,
`store.desk`, `store.filling`, `store.typed`, `store.closing`.
"""

from __future__ import annotations

from store.afterwards import Afterwards
from store.before import BeforeTheDay
from store.door import AtTheDoor
from store.granting import Granting
from store.keeping import EARLY, LATE

__all__ = ["EARLY", "LATE", "Registers"]


class Registers(BeforeTheDay, AtTheDoor, Granting, Afterwards):
    """The registers of a village."""
