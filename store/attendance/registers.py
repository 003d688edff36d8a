"""The registers of a village: who was expected and who came, one small book for each occurrence.

They are read by `register_folder` and changed by `signup`, `checkin`, `grants`, `settlement` and
`role_changes`,
which decide by functions over entries: `capacity`, `checkin_rules`, `sheet_rules`,
`settlement_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from yigong.store.attendance.checkin import CheckIn
from yigong.store.attendance.grants import Grants
from yigong.store.attendance.register import current_head
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.attendance.register_writer import RegisterWriter
from yigong.store.attendance.role_changes import RoleChanges
from yigong.store.attendance.settlement import Settlement
from yigong.store.attendance.sheet_rules import PeopleLookup
from yigong.store.attendance.signup import SignUp
from yigong.store.records import Head, Occurrence, Settings
from yigong.store.storage.history import History
from yigong.store.storage.session import Session


class Registers(RegisterFolder):
    """The registers of a village: it reads them, its five parts change them."""

    def __init__(
        self,
        folder: Path,
        history: History,
        session: Session,
        settings: Callable[[], Settings],
        people: PeopleLookup,
        squads_of: Callable[[int], tuple[int, ...]],
    ) -> None:
        """Open the registers.

        Args:
            folder: Their folder.
            history: The village's.
            session: Who changes them.
            settings: Gets the village's current settings.
            people: The roster.
            squads_of: The squads somebody is in.
        """
        super().__init__(folder, history)
        writer = self._writer = RegisterWriter(self, session, settings, people, squads_of)
        self.signup = SignUp(writer)
        self.checkin = CheckIn(writer)
        self.grants = Grants(writer)
        self.settlement = Settlement(writer)
        self.roles = RoleChanges(writer, self.settlement)

    def head(self, occurrence: Occurrence) -> Head:
        """The head by which an occurrence's register is counted now (see `current_head`)."""
        kinds = self._writer.settings().kinds
        return current_head(self.read(occurrence.key), occurrence, kinds)
