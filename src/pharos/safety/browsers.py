"""The same rules and word lists for browsers, made from ours, so that the two cannot differ.

What browsers do with them is written once more, in the widget's `secrets`; what needs arithmetic
on keys they leave to us.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pharos.safety import cards, chinese, codes, cues, keys, passwords, phrases, tokens
from pharos.safety.chinese_pairs import PAIRS
from pharos.safety.findings import KINDS
from pharos.safety.words import CHINESE, LANGUAGES, folded_words

# What is loaded when a text has letters of this script.
SCRIPTS: Final[dict[str, tuple[str, ...]]] = {
    "hangul": ("korean",),
    "kana": ("japanese",),
    "cyrillic": ("russian",),
    "latin": tuple(sorted(set(LANGUAGES) - {"korean", "japanese", "russian"})),
}

_PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    "cards": cards.NUMBER,
    "cardTail": cards.TAIL,
    "issuers": cards.ISSUERS,
    "rarer": cards.RARER,
    "card": cues.CARD,
    "numbered": cues.NUMBERED,
    "codes": codes.DIGITS,
    "codeCue": codes.CUE,
    "codeHarmless": codes.HARMLESS,
    "codeHarmlessBefore": codes.HARMLESS_BEFORE,
    "codeUnit": codes.UNIT,
    "codeDate": codes.DATE,
    "codePurpose": codes.PURPOSE,
    "codeEnd": codes.SENTENCE_END,
    "isCode": codes.IS_CODE,
    "cardCodes": codes.CARD_CODE,
    "passwords": passwords.CUE,
    "given": passwords.GIVEN,
    "ended": passwords.ENDED,
    "bySign": passwords.BY_SIGN,
    "byIs": passwords.BY_IS,
    "pin": passwords.PIN,
    "atOnce": passwords.AT_ONCE,
    "quoted": passwords.QUOTED,
    "token": passwords.TOKEN,
    "next": passwords.NEXT,
    "hidden": passwords.HIDDEN,
    "standsFor": passwords.STANDS_FOR,
    "other": passwords.OTHER,
    "counted": passwords.COUNTED,
    "known": tokens.KNOWN,
    "otpauth": tokens.OTPAUTH,
    "secrets": tokens.CUE,
    "secretValue": tokens.VALUE,
    "address": tokens.ADDRESS,
    "program": tokens.PROGRAM,
    "apps": tokens.APP_CUE,
    "base32": tokens.BASE32,
    "key": cues.KEY,
    "otherThanKey": cues.OTHER,
    "extended": keys.EXTENDED,
    "pem": keys.PEM,
    "numbers": keys.NUMBERS,
    "code": phrases.CODE,
    "tag": phrases.TAG,
}
_LETTERS: Final = r"\p{L}\p{N}_"


def rules() -> dict[str, Any]:
    """The patterns as browsers read them (`u`; with `i` where the second of a pair is true)."""
    patterns = {
        name: [for_browsers(each), bool(each.flags & re.IGNORECASE)]
        for name, each in _PATTERNS.items()
    }
    return {
        "kinds": list(KINDS),
        "patterns": patterns,
        "words": sorted(passwords.WORDS),
        "ordinals": sorted(phrases.ORDINALS),
        "fewest": phrases.FEWEST,
        "different": phrases.FEWEST_DIFFERENT,
        "alike": phrases.FEWEST_ALIKE,
        "gap": phrases.WIDEST_GAP,
        "noise": phrases.MOST_NOISE,
    }


def words_of(script: str) -> dict[str, str]:
    """The folded words of each list of this script, or the characters of the Chinese ones."""
    if script == "han":
        lists = {
            language: "".join(one.places)
            for language, one in zip(CHINESE, chinese.SCRIPTS, strict=True)
        }
        return lists | {"pairs": "".join(sorted(PAIRS))}
    return {language: " ".join(folded_words(language)) for language in SCRIPTS[script]}


def for_browsers(pattern: re.Pattern[str]) -> str:
    r"""The same pattern in the browsers' dialect with `u`.

    There `\w` knows Latin letters only, and nothing is escaped that needs not be.
    """
    made, in_class, at, source = [], False, 0, pattern.pattern
    while at < len(source):
        piece = source[at : at + 2] if source[at] == "\\" else source[at]
        at += len(piece)
        if piece == "\\w":
            piece = _LETTERS if in_class else f"[{_LETTERS}]"
        elif piece in ('\\"', "\\'", "\\ ", "\\#") or (piece == "\\-" and not in_class):
            piece = piece[1]
        elif piece in ("[", "]"):
            in_class = piece == "["
        made.append(piece)
    return "".join(made)
