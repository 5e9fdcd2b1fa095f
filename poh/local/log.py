"""One log for all that a POH runs: each line with the name of its part."""

import os
import sys
import threading
from collections.abc import Callable
from typing import TextIO

COLOURS = {"postgres": 34, "redis": 31, "web": 32, "worker": 35, "beat": 36, "poh": 1}
NAME_WIDTH = 9


class Log:
    """Writes whole lines of several parts to one stream, coloured on a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.is_broken = False
        self._in_colour = self.stream.isatty() and "NO_COLOR" not in os.environ
        self._turn = threading.Lock()

    def sink(self, name: str) -> Callable[[str], None]:
        """The function that takes the lines of one part."""
        label = f"{name:<{NAME_WIDTH}}|"
        if self._in_colour:
            label = f"\033[{COLOURS.get(name, 33)}m{label}\033[0m"
        return lambda line: self.write(f"{label} {line}")

    def say(self, sentence: str) -> None:
        """A line of POH itself."""
        self.sink("poh")(sentence)

    def write(self, text: str) -> None:
        """One or more lines as they are; a reader that went away is remembered, not an error."""
        with self._turn:
            try:
                print(text, file=self.stream, flush=True)
            except BrokenPipeError:
                self.is_broken = True
