"""Two ways of using a page: with a pointer, or with the keyboard alone."""

MOST_STOPS = 200


class Pointer:
    """What somebody does who clicks or touches."""

    def __init__(self, window):
        self.window = window

    def follow(self, locator):
        """Press a link or a button; gives the answer of the server."""
        with self.window.expect_navigation() as led:
            locator.click()
        return led.value

    def write(self, locator, text):
        locator.fill(text)

    def unfold(self, words):
        """Open the fold whose summary says `words`."""
        self.window.locator("summary", has_text=words).click()

    def choose(self, locator, label):
        locator.select_option(label=label)

    def check(self, locator):
        locator.check()


class Keyboard(Pointer):
    """The same with Tab, Enter and letters; an element that Tab never reaches fails the test."""

    def reach(self, locator):
        for _ in range(MOST_STOPS):
            if locator.evaluate("element => element === document.activeElement"):
                return
            self.window.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {locator}")

    def follow(self, locator):
        self.reach(locator)
        with self.window.expect_navigation() as led:
            self.window.keyboard.press("Enter")
        self.window.wait_for_load_state()
        return led.value

    def write(self, locator, text):
        self.reach(locator)
        self.window.keyboard.press("Control+A")
        self.window.keyboard.type(text)

    def unfold(self, words):
        self.reach(self.window.locator("summary", has_text=words))
        self.window.keyboard.press("Enter")

    def choose(self, locator, label):
        self.reach(locator)
        self.window.keyboard.type(label[:12])
        assert locator.evaluate("field => field.selectedOptions[0].label") == label

    def check(self, locator):
        self.reach(locator)
        self.window.keyboard.press("Space")
        assert locator.is_checked()
