"""The form of the first start, which makes a village or opens the demo village."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store import language
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village, is_village
from yigong.tui.screens.base.form import Form
from yigong.tui.screens.base.page import HELP_F1, NEXT_FIELD
from yigong.tui.screens.village.settings_page import LANGUAGES, login
from yigong.tui.view.form_fields import Field
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.wrapped_text import WrappedText


class FirstStartPage(Form[None]):
    """Asks for what a new village needs."""

    PURPOSE = N_("Make a village of your own, or look at the demo.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s", "save", N_("Open the village"), tooltip=N_("Make the village, and open it.")
        ),
        NEXT_FIELD,
        Binding("ctrl+d", "demo", N_("Look at the demo village"), priority=True),
        Binding("shift+tab,up", "app.focus_previous", show=False),
        Binding("escape", "quit", N_("Quit")),
        HELP_F1,
    ]

    def body(self) -> ComposeResult:
        """A welcome above the fields."""
        yield WrappedText(
            [
                (_("Welcome. There is no village in this folder yet:"), STRONG),
                f"  {self.context.folder}",
                _("A few answers open it; everything can be changed later."),
            ]
        )
        yield from super().body()

    def side(self) -> Iterable[Widget]:
        """No column: there is no village whose day it could show."""
        return ()

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("First start"), STRONG)]

    def fields(self) -> Sequence[Field]:
        """The village, the organiser, language and zone."""
        return [
            Field("name", _("Village"), "", hint=_("village or neighbourhood")),
            Field("me", _("My name"), "", hint=_("signs what I do")),
            Field("desk", _("Desk"), self.context.actor.desk, hint=_("where I sit: east gate")),
            Field(
                "first",
                _("Villager V0001"),
                True,
                options=[(True, _("is me")), (False, _("nobody yet"))],
                hint=_("who is a villager can be checked in and lead a squad"),
            ),
            Field("language", _("Language"), language.current_language(), options=LANGUAGES),
            Field("zone", _("Time zone"), "Asia/Shanghai"),
        ]

    def reload(self) -> None:
        """There is nothing to read yet."""

    def fingerprint(self) -> object:
        """There is no book to watch yet."""
        return None

    def refuse_reader(self) -> None:
        """Nobody is refused: saving makes the folder, or says why it cannot."""

    def save(self, values: Mapping[str, object]) -> None:
        """Make the village and open its calendar."""
        me = str(values["me"])
        if not str(values["name"]):
            raise Refused("{what} is empty.", what=_("The village's name"))
        if not me and not self.context.shared:
            raise Refused("{what} is empty.", what=_("My name"))
        actor = Actor(me or self.context.actor.by, str(values["desk"]))
        village = Village.create(
            self.context.folder,
            Settings(
                name=str(values["name"]),
                zone=str(values["zone"]),
                language=str(values["language"]),
                organisers={login(): me} if me and not self.context.shared else {},
            ),
            actor,
            clock=self.context.clock,
        )
        if me and values["first"]:
            village.people.add(Volunteer(number=0, name=me))
        self.context.sign_as(actor)
        self.call_after_refresh(self.context.enter_village, self.context.folder)

    def action_demo(self) -> None:
        """Open a made-up village to look around in.

        It is made in a folder of its own.
        """
        self.status.show(_("The demo village is being made ..."))
        self.call_after_refresh(self._demo)

    def _demo(self) -> None:
        from yigong.store.demo.activities import EAST
        from yigong.store.demo.demo_village import make_demo
        from yigong.store.demo.english import said_actor, wording

        with self.report_refusals():
            folder = self.context.folder.with_name(f"{self.context.folder.name}-demo")
            if not is_village(folder):
                spoken = language.current_language()
                make_demo(folder, clock=self.context.clock, language=spoken)
            say = wording(Village.open(folder).settings.language)
            self.context.actor = said_actor(EAST, say)
            self.dismiss(None)
            self.call_after_refresh(self.context.enter_village, folder)

    def action_quit(self) -> None:
        """Quit; nothing was made."""
        self.app.exit(0)
