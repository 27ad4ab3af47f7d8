"""Passwords and PINs after a word that says so, in the languages that customers write.

"Password: ..." and "my password is ..." name one; "my password is not accepted" does not. What
follows must look like one: letters with digits or signs, digits alone, or after a colon a single
word that ends the line and is none that people write there ("forgotten"). In `type=password` and
`name='password'` the word is what is given, and says nothing of what follows.
"""

# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pharos.safety.cues import Pieces, cue, cues_in
from pharos.safety.findings import Span

# On folded text (`words.fold`).
CUE: Final = cue(
    r"(?:(?<![/.\-])pass(?:word|wort)s?|(?<![a-z0-9_/.\-])(?:pass(?:wd|code|phrase|e)?s?|pwd?s?"
    r"|p/w|pin))(?:[ \-](?:code|number))?\b"
    r"|\bcontrasena\b|\bclave\b|\bsenha\b|\bmdp\b|\bkennwort\b|\bgeheimzahl\b|\bпарол[ьяюе]м?\b"
    r"|\bпин(?:[ \-]?код)?\b|\bmat khau\b|\bmk\b|\bma pin\b|\bsifre(?:m|si|niz)?\b|\bparola(?:m"
    r"|si)?\b"
    r"|密码|密碼|口令|비밀\s?번호|비번|패스\s?워드|핀\s?번호|パスワード|暗証\s?番号|パスコード"
)
_PIECES: Final[Pieces] = (
    ("pass", "pw", "p/w", "pin", "contrasena", "clave", "senha", "mdp", "kennwort", "geheimzahl",
     "mat khau", "mk", "ma pin", "sifre", "parola"),
    ("парол", "пин", "密码", "密碼", "口令", "비밀", "비번", "패스", "핀", "パス", "暗証"),
)  # fmt: skip
# Before a cue that is itself what is given to an attribute or a name, and after it: its value ends,
# and neither a sign nor `value=` leads on.
GIVEN: Final = re.compile(r"[\s\S]*[a-z0-9_\-\]][ \t]?=[ \t]?[a-z0-9_]*")
ENDED: Final = re.compile(r"(?!\s{0,2}(?:[:=]|->|=>|→|value\s?=))(?:[\"'>\]/,;&)}\s]|$)")
_BEFORE: Final = 24
# How a cue leads to its value: by a sign, by a word such as "is", or at once.
BY_SIGN: Final = re.compile(
    r"[\"']?(?:\s[\w'@.]{1,24}){0,4}\s{0,2}(?:\([^)\n]{0,24}\)\s?)?(?:[:=]|->|=>|→)\s{0,3}"
)
BY_IS: Final = re.compile(
    r"(?:\s[^\s,;:.?!]{1,24}){0,3}?"
    r"\s{1,2}(?:is|was|are|es|era|e|est|etait|ist|lautet|war|это|la|olarak)\s{1,2}"
    r"|\s{0,2}(?:[是为為]|就是|은|는|이|가|は|が)[:\s]{0,3}"
)
AT_ONCE: Final = re.compile(
    r"(?:\s(?:\w{1,6}\s){0,2}(?:account|login|wallet|e-?mail|cuenta|conta|compte|konto"
    r"|аккаунта|кошелька|почты|계정))?\s{1,2}(?:[\-–—>]{1,2}\s{1,2})?|(?<=[\u3040-\ud7ff])"
)
# Of a PIN four digits are enough without more words.
PIN: Final = re.compile(r"pin|пин|핀|geheimzahl|暗証")
QUOTED: Final = re.compile(r"[\"“”«»„'‘’`「『]([^\"“”«»„'‘’`」』\n]{4,64})[\"“”«»'‘’`」』]")
TOKEN: Final = re.compile(r"[!-~]{4,64}")
_TRAILING: Final = ".,;)]}>\"'"
# The last is a list of sentences, in which programs say what is wrong with it.
_NO_BEGINNING: Final = re.compile(r"[\]){}<>/,.;:]|\[[\"']")
NEXT: Final = re.compile(r"[ \t]*(?:$|[\n\r,;|/.])")

_LETTER: Final = re.compile(r"[A-Za-z]")
_DIGIT: Final = re.compile(r"[0-9]")
_SIGN_IN_WORD: Final = re.compile(r"[!@#$%^&*_+=~?|<>{}\[\]\\]")
_HUMPS: Final = re.compile(r"[a-z][A-Z]")
HIDDEN: Final = re.compile(r"[*•.xX_\-#?]+|\[.*|<.*>?|\{.*\}?|\$[A-Z_]+|%\w+%")
# What stands for one in instructions.
STANDS_FOR: Final = re.compile(r"[a-z]{0,8}[_\-]?pass(?:word|phrase|code)", re.IGNORECASE)
# An address, a mail address, a hash, a page, an amount, a time: something else was said.
OTHER: Final = re.compile(
    r"https?:.*|www\..*|[\w.+\-]+@[\w\-]+\.[\w.]+|(?:0x)?[0-9a-fA-F]{40,}"
    r"|[0-9]{1,3}(?:[.,:][0-9]+)+"
    r"|[0-9]+(?:st|nd|rd|th|h|min|s|x|%|am|pm|k|usdt|btc)|2fa|mfa|[a-z]+/[a-z]+|[A-Z]{2,6}-[0-9]+"
    r"|\(?[a-zA-Z]+\)?[?!]*|[a-zA-Z]+(?:[-'./][a-zA-Z]+)+[?!]*|v?[0-9]+(?:\.[0-9]+)+",
)
COUNTED: Final = cue(
    r"\s?(?:characters?|chars?|digits?|letters?|symbols?|times?|days?|hours?|min\w*|attempts?"
    r"|caracteres"
    r"|zeichen|stellen|символ\w*|знак\w*|ky tu|karakter|hane|자리|자|글자|번|회|일|位|个|個|次|天"
    r"|文字|桁)"
)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_FEWEST_DIGITS: Final = 4
_ORDINARY: Final = """
forgot forgotten forget lost reset resetting change changed changing wrong incorrect invalid
required missing none null true false string text same hidden strong weak this that here below
above optional help please expired unknown correct empty blank stolen leaked hacked known works
working fails failed rejected denied protected manager managers policy rules recovery login
security account update updated what when where with your yours mine enter confirm repeat never
dont only also then they have will would should must need needs make sure just like show hide
olvidada olvide olvidado perdida perdi cambiar cambio cambiada incorrecta correcta restablecer
esqueci esquecida alterar trocar incorreta mudar oublie oubliee perdu perdue changer modifier
invalide vergessen falsch andern zurucksetzen geandert verloren quen doi sai mat unuttum yanlis
degistir kayip unutuldu hatali para pero como cuando donde porque pour avec mais quand dans aber
oder nicht bitte neue neues altes
"""
WORDS: Final = frozenset(_ORDINARY.split())


def passwords(text: str, folded: str) -> Iterator[Span]:
    """Where passwords and PINs stand."""
    at = 0
    for named in cues_in(folded, CUE, _PIECES):
        if named.start() < at or _is_given(folded, named):
            continue
        for link, is_named in ((BY_SIGN, True), (BY_IS, True), (AT_ONCE, False)):
            met = link.match(folded, named.end())
            is_sure = is_named or PIN.search(named.group()) is not None
            found = _value(text, met.end(), link, is_named=is_sure) if met else None
            if found:
                at = found[1]
                yield Span(*found, "password")
                break


def _is_given(folded: str, named: re.Match[str]) -> bool:
    """Whether the cue is a value itself, bare or in quotation marks of its own."""
    before = folded[max(0, named.start() - _BEFORE) : named.start()]
    after = folded[named.end() : named.end() + 1]
    if after in ("'", '"'):
        before = before.removesuffix(after)
    return GIVEN.fullmatch(before) is not None and ENDED.match(folded, named.end()) is not None


def _value(text: str, at: int, link: re.Pattern[str], *, is_named: bool) -> tuple[int, int] | None:
    quoted = QUOTED.match(text, at) if is_named else None
    if quoted and STANDS_FOR.fullmatch(quoted[1]):
        return None
    if quoted and not _is_word(quoted[1]):
        return quoted.span(1)
    return _bare(text, at, link, is_named=is_named)


def _bare(text: str, at: int, link: re.Pattern[str], *, is_named: bool) -> tuple[int, int] | None:
    token = TOKEN.match(text, at)
    if token is None:
        return None
    value = token.group().rstrip(_TRAILING)
    end = at + len(value)
    if len(value) < _FEWEST_DIGITS or _NO_BEGINNING.match(value) or HIDDEN.fullmatch(value):
        return None
    if _looks_chosen(value, text, end, is_named=is_named):
        return at, end
    is_last_of_line = NEXT.match(text, end) is not None
    if link is BY_SIGN and is_last_of_line and value.isalpha() and value.lower() not in WORDS:
        return at, end
    return None


def _is_word(quoted: str) -> bool:
    """Whether it is hidden, a sentence, or what programs say of a password."""
    is_said = " " in quoted.strip() or quoted.lower() in WORDS
    return is_said or HIDDEN.fullmatch(quoted) is not None


def _looks_chosen(value: str, text: str, end: int, *, is_named: bool) -> bool:
    if value.strip("*_~").isalpha() and not value.isalpha():
        return False  # a word in bold type
    if value.isdigit():
        is_counted = COUNTED.match(text, end) or _YEAR.fullmatch(value)
        return (is_named or len(value) >= 6) and not is_counted  # noqa: PLR2004
    if OTHER.fullmatch(value):
        return is_named and value.isalpha() and _HUMPS.search(value) is not None
    has_letter = _LETTER.search(value) is not None
    return has_letter and bool(_DIGIT.search(value) or _SIGN_IN_WORD.search(value[:-1]))
