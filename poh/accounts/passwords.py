"""Refuse passwords that somebody who knows the trade guesses first."""

import re
import unicodedata
from pathlib import Path

from django.core.exceptions import ValidationError

_WORDS = (Path(__file__).parent / "guessable_words.txt").read_text().split()
_KNOWN = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_LOOKALIKES = str.maketrans("01345@$!|", "oieasasil")

# So many different letters must be left when the guessable words are taken out.
_LETTERS_LEFT = 5


class GuessableWordsValidator:
    """A password is more than words of the practice, seasons and years put together."""

    def validate(self, password: str, user=None) -> None:
        plain = unicodedata.normalize("NFKD", password).casefold()
        for spelling in (plain, plain.translate(_LOOKALIKES)):
            rest, found = _KNOWN.subn("", spelling)
            letters = {letter for letter in rest if letter.isalpha()}
            if (found and len(letters) < _LETTERS_LEFT) or len(set(spelling)) < _LETTERS_LEFT:
                raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return (
            "Woorden als praktijk, huisarts of welkom, seizoenen en jaartallen zijn snel geraden. "
            "Kies een zin van eigen woorden."
        )
