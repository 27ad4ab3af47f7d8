"""From bytes to text, whatever the sender calls their character set."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from charset_normalizer import from_bytes

from pharos.channels.mail.reading.mail import Problem

# What mail calls them; on the right, the largest set that contains what is really sent.
_KNOWN_AS: Final = {
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "x-windows-949": "cp949",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_3",
    "cp50220": "iso2022_jp_3",
    "cp50221": "iso2022_jp_3",
    "tis-620": "cp874",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "utf": "utf-8",
    "x-user-defined": "cp1252",
}
# Python knows more codecs than these; some are no character sets, and slow on purpose.
_TEXT: Final = re.compile(
    r"ascii|utf[-_](7|8|8[-_]sig|16|16[-_]?[bl]e|32|32[-_]?[bl]e)|cp\d+|iso8859[-_]\d+|koi8[-_][rtu]|kz1048"
    r"|mac[-_]\w+|gb\w+|big5\w*|hz|johab|euc[-_]\w+|shift[-_]\w+|iso2022[-_]\w+|hp[-_]roman8|ptcp154|tis[-_]620"
)
_WESTERN: Final = frozenset({"ascii", "cp1252", "iso8859-15", "mac-roman"})
# Bytes that are looked at to guess; a longer look is slow and says no more.
_SAMPLE: Final = 4_096
_REPLACED: Final = "\ufffd"
# Of all characters, in text whose character set is still believed.
_MOST_REPLACED: Final = 0.05
# What mail without a name of its character set is written in. Looking for more takes longer.
_LIKELY: Final = re.split(
    " ",
    "utf_8 cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 koi8_r "
    "koi8_u cp866 iso8859_2 iso8859_5 gb18030 big5hkscs cp949 cp932 euc_jp mac_cyrillic "
    "mac_roman",
)
# Narrow katakana, single letters of Hangul, private letters.
_ODD: Final = re.compile("[\uff61-\uff9f\u3131-\u318e\ue000-\uf8ff]")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_AS_LIKELY: Final = 0.02
_NEIGHBOURS: Final = frozenset(
    re.split(
        " ",
        "cp1250 cp1252 cp1254 cp1257 latin_1 iso8859_2 iso8859_4 iso8859_9 iso8859_10 "
        "iso8859_13 iso8859_14 iso8859_15 iso8859_16 mac_roman mac_latin2 cp437 cp850 cp852 "
        "cp858 hp_roman8",
    )
)
# Fewer characters may be UTF-8 by accident, where others use two bytes for a letter as well.
_SURELY_UTF_8: Final = 4


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what was wrong with its bytes. Where it is not exact, the bytes must be kept."""

    text: str
    problem: Problem | None = None
    is_exact: bool = True


def decoded(data: bytes, label: str = "", hint: str = "", *, may_guess: bool = True) -> Decoded:
    """The text of these bytes. `hint` is the character set of what stands around them.

    Guessing is slow; without it, what has no other name is western.
    """
    if data.isascii() and not _may_be_shifted(data, label):
        return Decoded(data.decode("ascii"))
    name = codec_of(label) if label else None
    wrong: Problem | None = "charset_unknown" if label and name is None else None
    if is_plainly_utf_8(data, name):
        others = name not in (None, "utf-8", "utf-8-sig")
        return Decoded(data.decode("utf-8-sig"), "charset_wrong" if others else wrong)
    for candidate in dict.fromkeys((name, _shifted(data), codec_of(hint) if hint else None)):
        if candidate and (text := _strict(data, candidate)) is not None:
            return Decoded(text, None if candidate == name else wrong)
    return _guessed(data, name, wrong) if may_guess else _western(data)


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """Python's name of a character set; None if it is none."""
    plain = label.strip().strip("\"'").lower().partition("*")[0]
    plain = _KNOWN_AS.get(plain, plain)
    try:
        name = codecs.lookup(plain).name
    except (LookupError, ValueError, UnicodeError):
        digits = re.fullmatch(r"(?:x-)?(?:windows|win|cp|ibm|ansi)[-_]?(\d{3,5})", plain)
        return codec_of(f"cp{digits[1]}") if digits and not plain.startswith("cp") else None
    return name if _TEXT.fullmatch(name) else None


def is_plainly_utf_8(data: bytes, declared: str | None) -> bool:
    """Whether this is UTF-8, whatever was declared."""
    if declared is not None and declared.startswith(("utf-16", "utf-32", "utf-7")):
        return False
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if declared is None or declared in _WESTERN or declared.startswith("utf-8"):
        return not text.isascii()
    return len(text) - len(text.encode("ascii", "ignore")) >= _SURELY_UTF_8


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError, LookupError):
        return None


def _may_be_shifted(data: bytes, label: str) -> bool:
    """Whether seven bits may still mean other letters: escapes, `~{`, UTF-7, UTF-16."""
    if b"\x1b" in data or b"\x00" in data:
        return True
    name = codec_of(label) if label else None
    return name is not None and name.startswith(("hz", "utf-7", "utf-16", "utf-32", "iso2022"))


def _shifted(data: bytes) -> str | None:
    """What seven bits with escapes are."""
    if b"\x1b$)C" in data:
        return "iso2022_kr"
    return "iso2022_jp_3" if b"\x1b$" in data or b"\x1b(" in data else None


def _guessed(data: bytes, declared: str | None, wrong: Problem | None) -> Decoded:
    """The declared one with some characters missing, or the most likely one."""
    if declared is not None:
        text = data.decode(declared, "replace")
        if text.count(_REPLACED) <= max(1, len(text) * _MOST_REPLACED):
            return Decoded(text, "charset_broken", is_exact=False)
        wrong = "charset_wrong"
    name = _likeliest(data[:_SAMPLE]) or "cp1252"
    return Decoded(data.decode(name, "replace"), wrong or "charset_unknown", is_exact=False)


def _western(data: bytes) -> Decoded:
    return Decoded(data.decode("cp1252", "replace"), "charset_unknown", is_exact=False)


def _likeliest(sample: bytes) -> str | None:
    """The most likely character set; the western one where it is as likely as its neighbours."""
    matches = from_bytes(sample, cp_isolation=_LIKELY, preemptive_behaviour=False)
    likely = [match for match in matches if not _is_odd(str(match))]
    best = likely[0] if likely else matches.best()
    if best is None:
        return None
    near = [match.encoding for match in matches if match.chaos <= best.chaos + _AS_LIKELY]
    is_western = any(name in ("cp1252", "latin_1") for name in near)
    return "cp1252" if is_western and best.encoding in _NEIGHBOURS else codec_of(best.encoding)


def _is_odd(text: str) -> bool:
    """Whether nobody writes so: letters that stand beside others only where bytes were misread."""
    odd = len(_ODD.findall(text))
    hangul, han = len(_HANGUL.findall(text)), len(_HAN.findall(text))
    return odd > len(text) // 10 or min(hangul, han) > len(text) // 10
