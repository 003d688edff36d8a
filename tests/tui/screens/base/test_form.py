"""A form on a terminal that is as narrow as a phone, or low."""

from support.screens import opened


async def test_a_narrow_form_says_the_hint_of_its_field_below_it(village, clock):
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("p", "ctrl+n")
        await screen.wait(0)
        assert "needed" in screen.lines[3]
        await screen.press("down")
        await screen.wait(0)
        assert "pinyin" in screen.lines[4] and "needed" not in screen.text


async def test_what_is_refused_in_a_narrow_form_stands_below_its_field(village, clock):
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("p", "ctrl+n", *["down"] * 4, "=12", "down")
        await screen.wait(0)
        at = next(n for n, line in enumerate(screen.lines) if line.split() == ["Born", "12"])
        assert "four digits" in screen.lines[at + 1]


async def test_a_low_form_says_how_much_is_below(village, clock):
    async with opened(village.folder, clock=clock, size=(80, 12)) as screen:
        await screen.press("p", "ctrl+n")
        await screen.wait(0)
        assert "more below" in screen.text and "Note" not in screen.text
        await screen.press("up")
        await screen.wait(0)
        assert "Note" in screen.text and "more below" not in screen.text


async def test_the_cursor_goes_to_the_field_for_which_a_form_is_not_saved(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+n", "=张小明", *["down"] * 4, "=12", "down", "down")
        await screen.press("ctrl+s")
        assert "four digits" in screen.status
        await screen.press("=1980", "ctrl+s")
        assert village.people.get(1).born == 1980
