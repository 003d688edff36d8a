"""The registers: who was expected and who came, one small book for each occurrence.

Reading them is in `register_folder`, changing them in `signup`, `checkin`, `grants` and
`settlement`; what is decided there are functions over entries: `capacity`, `checkin_rules`,
`fill_in`, `sheet_rules`, `settlement_rules`.
"""

from __future__ import annotations

from yigong.store.attendance.checkin import CheckIn
from yigong.store.attendance.grants import Grants
from yigong.store.attendance.settlement import Settlement
from yigong.store.attendance.signup import SignUp


class Registers(SignUp, CheckIn, Grants, Settlement):
    """The registers of a village."""
