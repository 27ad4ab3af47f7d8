"""Secrets of programs: API secrets, tokens of sessions, and keys of authenticator apps.

They are known by the shape that their makers gave them, or by a word before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pharos.safety.cues import NUMBERED, Pieces, cue, cues_in, names, nearest_before
from pharos.safety.findings import Span

SHORTEST_TOKEN: Final = 16

# Shapes that their makers chose so that they are known when they leak.
KNOWN: Final = re.compile(
    r"(?<![0-9A-Za-z_\-])(?:"
    r"[sr]k[-_](?:live|test|proj|ant)[-_][0-9A-Za-z_\-]{16,200}|sk-[0-9A-Za-z_\-]{32,200}"
    r"|gh[pousr]_[0-9A-Za-z]{36,255}|github_pat_[0-9A-Za-z_]{40,255}|glpat-[0-9A-Za-z_\-]{20,64}"
    r"|xox[abeoprs]-[0-9A-Za-z\-]{20,255}|AIza[0-9A-Za-z_\-]{35}|(?:AKIA|ASIA)[0-9A-Z]{16}"
    r"|SG\.[0-9A-Za-z_\-]{16,32}\.[0-9A-Za-z_\-]{32,64}|[0-9]{8,10}:AA[0-9A-Za-z_\-]{32,35}"
    r"|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|whsec_[0-9A-Za-z+/=]{24,100}|ya29\.[0-9A-Za-z_\-]{20,500}"
    r"|eyJ[0-9A-Za-z_\-]{10,2000}\.eyJ[0-9A-Za-z_\-]{10,4000}\.[0-9A-Za-z_\-]{16,2000}"
    r")(?![0-9A-Za-z_])"
)
_KNOWN_PIECES: Final = (
    "sk-", "sk_", "rk_", "rk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-",
    "xox", "AIza", "AKIA", "ASIA", "SG.", ":AA", "shp", "whsec_", "ya29.", "eyJ", "auth", "AUTH",
    "Auth",
)  # fmt: skip
# On folded text (`words.fold`).
CUE: Final = cue(
    r"\bapi[ _\-]{0,2}(?:secret|token|pass\w{0,6}|key)s?(?:[ _\-]{0,2}(?:secret|key))?|\bapi\b"
    r"|secret[ _\-]{0,2}(?:access[ _\-]{0,2})?key|\bsecret\b|(?:client"
    r"|access)[ _\-]{0,2}(?:secret|token)"
    r"|(?:auth|session|refresh)[ _\-]{0,2}token|\btoken\s?[:=]|密[钥鑰]|\bbearer\b"
    r"|clave (?:de )?(?:la )?(?:api|secreta)"
    r"|secreto (?:de )?(?:la )?api|chave (?:de |da )?(?:api|secreta)|cle (?:d'|secrete)"
    r"|geheim\w{0,3} schlussel|секретн\w{0,3} ключ|ключ api|gizli anahtar|khoa (?:api|bi mat)"
    r"|시크릿|シークレット|秘密\s?키"
)
_PIECES: Final[Pieces] = (
    ("api", "secret", "client", "access", "token", "auth", "session", "refresh", "bearer", "clave",
     "chave", "cle ", "geheim", "gizli", "khoa"),
    ("секретн", "密钥", "密鑰", "ключ api", "시크릿", "シークレット", "秘密"),
)  # fmt: skip
VALUE: Final = re.compile(
    r"(?<![0-9A-Za-z_+/\-])[0-9A-Za-z+/][0-9A-Za-z_\-+/=.]{15,500}(?![0-9A-Za-z_+/=\-])"
)
PROGRAM: Final = re.compile("api|client|access|token|bearer")
_HEX: Final = re.compile(r"[0-9a-fA-F]{64}|[0-9a-fA-F]{128}")
# What stands after "token:" is often the token's contract.
ADDRESS: Final = re.compile(
    r"0x[0-9a-fA-F]{40}|[13T][1-9A-HJ-NP-Za-km-z]{25,34}|(?:bc1|ltc1|addr1|cosmos1)[0-9a-z]{25,100}"
)
_BETWEEN: Final = 32
_LETTER, _DIGIT, _PATH = re.compile("[A-Za-z]"), re.compile("[0-9]"), re.compile("[/.]")

OTPAUTH: Final = re.compile(r"otpauth(?:-migration)?://[^\s<>\"']{4,2000}", re.IGNORECASE)
APP_CUE: Final = cue(
    r"\b[2m]fa\b|\btotp\b|\botp\b|authenticat|\bauthy\b|\bauth\b|\bgoogle (?:auth|key)"
    r"|two[ \-]factor"
    r"|setup key|manual key"
    r"|backup key|base32|autenticador|autenticacion|authentification|zwei-?faktor|двухфактор"
    r"|аутентификат"
    r"|dogrulayici|xac thuc|谷歌|身份验证器|身份驗證器|双重|二次验证|两步|구글\s?(?:otp|인증)"
    r"|인증\s?앱|2단계"
    r"|認証アプリ|二段階|2段階"
)
_APP_PIECES: Final[Pieces] = (
    ("2fa", "mfa", "otp", "auth", "google", "factor", "faktor", "key", "base32", "autentic",
     "autenticador", "dogrulayici", "xac thuc"),
    ("фактор", "аутент", "谷歌", "身份", "双重", "二次", "两步", "구글", "인증", "2단계", "認証",
     "段階"),
)  # fmt: skip
BASE32: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Z2-7]{16,64}|[a-z2-7]{16,64}"
    r"|(?:[A-Za-z2-7]{4}[ \-]){3,15}[A-Za-z2-7]{4})"
    r"(?:={1,6})?(?![0-9A-Za-z])"
)
_APP_REACH: Final = 60
_VOWEL: Final = re.compile("[AEIOU]")


def known_tokens(text: str) -> Iterator[Span]:
    """Where secrets stand that are known by their shape alone."""
    if not any(piece in text for piece in _KNOWN_PIECES):
        return
    for match in KNOWN.finditer(text):
        yield Span(match.start(), match.end(), "api_secret")
    for match in OTPAUTH.finditer(text):
        yield Span(match.start(), match.end(), "authenticator_key")


def api_secrets(text: str, folded: str) -> Iterator[Span]:
    """Where secrets of interfaces and tokens of sessions stand after a word that says so."""
    for named in cues_in(folded, CUE, _PIECES):
        value = VALUE.search(text, named.end(), named.end() + _BETWEEN + 500)
        if value is None or not _is_secret(value.group()):
            continue
        # The rules of private keys decide on what has their shape and may be one.
        is_key = _HEX.fullmatch(value.group()) and not PROGRAM.search(named.group())
        if not is_key and _leads(folded, named.end(), value.start()):
            yield Span(value.start(), value.end(), "api_secret")


def _leads(folded: str, cue_end: int, at: int) -> bool:
    """Whether nothing between the two says that it is about something else."""
    between = folded[cue_end:at]
    return at - cue_end <= _BETWEEN and not NUMBERED.search(between)


def _is_secret(value: str) -> bool:
    """Letters and digits mixed as in no word; paths and addresses are none."""
    if (value.islower() and _PATH.search(value)) or ADDRESS.fullmatch(value):
        return False
    digits = sum(map(str.isdigit, value))
    is_drawn = digits == 1 and len(value) >= 32 and not (value.islower() or value.isupper())  # noqa: PLR2004
    return _LETTER.search(value) is not None and (digits > 1 or is_drawn)


def authenticator_keys(text: str, folded: str) -> Iterator[Span]:
    """Where keys of authenticator apps stand after a word that says so."""
    if not names(folded, _APP_PIECES):
        return
    for match in BASE32.finditer(text):
        if _may_be_base32(match.group()) and nearest_before(
            APP_CUE, folded, match.start(), _APP_REACH
        ) > nearest_before(NUMBERED, folded, match.start(), _APP_REACH):
            yield Span(match.start(), match.end(), "authenticator_key")


def _may_be_base32(value: str) -> bool:
    """Four words of four letters in a row are none, nor is a long word in small letters."""
    if not (value.isupper() or value.islower()):
        return False
    if _DIGIT.search(value):
        return True
    if value.isalpha():
        return value.isupper()
    return value.isupper() and not all(map(_VOWEL.search, re.findall("[A-Z]{1,4}", value)))
