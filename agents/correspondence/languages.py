"""Which language a text is written in that is not read here. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from py3langid.langid import MODEL_FILE, LanguageIdentifier

READ = frozenset({"en", "de", "fr", "nl"})
# So near to one of them that a few words may be either.
LIKE_READ = frozenset({"af", "fy", "lb", "oc", "wa"})
# Below the first it may be any, above the second it may be one that is read: measured on 790 mails in five languages,
# of which none that is read was called another.
SURE, OUGHT_NOT = 0.35, 0.2
# What has figures in it, addresses and abbreviations are of no language.
NO_WORDS = re.compile(r"[!-~]*[\d@/][!-~]*|\b[A-Z]{3,}\b")
LETTERS = re.compile(r"[^\W\d_]")
LEAST_LETTERS = 15
# Latin, Greek and Cyrillic letters stand before it.
LAST_OF_EUROPE = 0x052F
MOST_LETTERS = 4000
ANOTHER = "another language"


def unread_language(text: str) -> str | None:
    """The language of a text that is in none of those that are read; none where it is, or where too little is said."""
    words = NO_WORDS.sub(" ", text[:MOST_LETTERS])
    # A sign of Chinese says as much as a word.
    letters = LETTERS.findall(words)
    if len(letters) < LEAST_LETTERS and not any(ord(letter) > LAST_OF_EUROPE for letter in letters):
        return None
    shares = _identifier().rank(" ".join(words.split()))
    best, share = next((one for one in shares if one[0] not in LIKE_READ), ("", 0.0))
    read = sum(each for language, each in shares if language in READ | LIKE_READ)
    if best in READ or share < SURE or read > OUGHT_NOT:
        return None
    return str(Locale("en").languages.get(best, ANOTHER))


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
