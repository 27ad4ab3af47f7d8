"""Codes of a few digits that open something: one-time codes, and the code on the back of a card.

Six digits are anything, so a word must say that they are a code: before them, with at most a few
words between, or after them as in "123456 is your code". The nearest word decides, and codes
that open nothing (error, postal, referral) are named as such.
"""

# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pharos.safety.cues import NUMBERED, Pieces, cue, cues_in, names
from pharos.safety.findings import Span

# All on folded text (`words.fold`).
CUE: Final = cue(
    r"codes?\b|\botp\b|\b[2m]fa\b|\btotp\b|\bpasscode|\bauthenticator\b|\bone[ \-]time\b"
    r"|\bcodigos?\b|\bclave (?:dinamica|temporal|sms)\b|\bcodice\b|\btan\b"
    r"|\bgoogle auth\b|\bverification(?: number| pin|(?=\s?[:=]))|\bma la\b"
    r"|\bкод(?:а|ы|ом|у)?\b|\bkod(?:u|um|umuz|unuz|lar)?\b|\bma (?:xac (?:thuc|nhan|minh)|otp"
    r"|bao mat|sms|2fa|pin)\b"
    r"|验证码|驗證碼|校验码|校驗碼|动态码|動態碼|动态密码|动态口令|确认码|確認碼|短信码|谷歌码"
    r"|google码|谷歌验证"
    r"|安全码|驗證"
    r"|인증\s?(?:번호|코드)|확인\s?코드|보안\s?코드|일회용\s?(?:비밀번호|코드)|구글\s?인증"
    r"|(?:認証|確認|検証|セキュリティ|ワンタイム)\s?(?:コード|番号|パスワード)"
)
# The word just before "code" that makes it harmless.
HARMLESS_BEFORE: Final = cue(
    r"(?:error|err|status|promo\w*|refer\w*|invit\w*|affiliate|partner|zip|postal|post|area|country"
    r"|city|bank|sort|branch|swift|bic|tracking|product|coupon|voucher|discount|gift|redeem|order"
    r"|transaction|qr|bar|source|response|reason|result|exit|http|booking|case|ticket|currency"
    r"|asset"
    r"|client|customer|nonce|ifsc|merchant|employee|member|staff|dealer|store|bestell|auftrags"
    r"|ошибк\w{0,3}|пин|item|dress|tax|hs|fehler|hata|posta|alan|ulke|davet)[ \-_]?$"
)
# Between the cue and the digits, or after them: it is something else.
HARMLESS: Final = cue(
    NUMBERED.pattern
    + r"|\berr(?:or|eur)\b|\bpostale?\b|\bpromo|\brefer|\binvita|\bparrain|ошибк|город|индекс"
    r"|\bloi\b|\bfehler|\bhata\b|\bcp\b|\bclient|#|\$|€|£|¥|₩|\+"
)
DIGITS: Final = cue(
    r"(?<![0-9A-Za-z_])(?<![0-9][.,:/\-])(?:[a-z]-)?([0-9]{6,8}|[0-9]{3}[ \-][0-9]{3})"
    r"(?![0-9A-Za-z_%])(?![.,:/\-][0-9])(?!\s?[$€£¥₩元円원])"
)
UNIT: Final = cue(
    r"\s?(?:usd[tc]?|eur|krw|jpy|cny|try|rub|vnd|brl|btc|eth|xrp|sol|trx|coins?|won|dollars?|euros?"
    r"|dong|rubles?|руб\w*|лир\w*|tl|[xk]|times|원|만|元|円|块)\b"
)
DATE: Final = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_BETWEEN: Final = 40
# "Code for the withdrawal: ..." is about the code.
PURPOSE: Final = re.compile(
    r"\s(?:for|of|to|from|para|de|del|pour|fur|для|cho)\s.{1,30}?(?:\s(?:is|es|e|est|ist|la)\s"
    r"|\s?[:=]\s?)"
)
SENTENCE_END: Final = re.compile(r"[.!?。！？]\s|\n\s*\n")
IS_CODE: Final = cue(
    r"\s{0,2}(?:(?:is|es|e|est|ist|это|la|-|–|—|は|は、|은|는|이|가|是|\()\s{0,2})[您你我的]{0,3}"
    r"(?:(?!err|status|post|zip|promo|refer|invit|country|area|order|bank|sort|swift|gift|disco"
    r"|track|case|ticket|product)\w{1,14}\s){0,3}?"
    r"(?:(?:\w{0,20}codes?|otp|codigo|codice|код|kod\w{0,4}|ma (?:xac|otp))\b|验证码|驗證碼"
    r"|인증\s?(?:번호|코드)|認証\s?コード|確認\s?コード)"
)

_CODE_PIECES: Final[Pieces] = (
    ("code", "otp", "2fa", "mfa", "one time", "one-time", "auth", "verification", "codig", "codic",
     "clave", "tan ", "tan:", "kod", "ma xac", "ma otp", "ma bao", "ma sms", "ma 2fa", "ma pin",
     "ma la"),
    ("код", "码", "碼", "口令", "动态", "驗證", "谷歌", "인증", "코드", "일회용", "コード", "番号",
     "ワンタイム"),
)  # fmt: skip

CARD_CODE: Final = cue(
    r"(?:\bcv[vc]2?\b|\bcvn\b|\bcid\b|\bcsc\b|card (?:security|verification) (?:code|number|value)"
    r"|security code(?: (?:on|of) (?:the |my )?(?:back|card))?|digits on the back"
    r"|codigo de segur(?:idad|anca)|code de securite|sicherheitscode"
    r"|cryptogramme|pruf(?:ziffer|nummer)|код безопасности|guvenlik (?:kodu|numarasi)"
    r"|ma (?:cvv|cvc|bao mat the)|安全码|背面.{0,6}[码数位]|뒷면.{0,6}(?:자리|번호)|보안\s?코드"
    r"|セキュリティ\s?(?:コード|番号))"
    r"(?:\s{0,2}\([^)\n]{0,20}\))?\s{0,2}"
    r"(?:(?:de (?:la|mi|a) tarjeta|are|do cartao|visuel|码|번호|番号|код|kodu|nummer|number|code"
    r"|is|es|e|est|ist|это|la|[:=\-–是为為은는がは])\s{0,2}){0,4}"
    r"([0-9]{3,4})(?![0-9A-Za-z_%])(?![.,:/\-][0-9])"
)
_CARD_CODE_PIECES: Final[Pieces] = (
    ("cv", "cid", "csc", "card ", "security code", "codigo de segur", "cryptogramme", "pruf",
     "digits on", "code de sec", "sicherheitscode",
     "guvenlik", "ma cvv", "ma cvc", "ma bao mat the"),
    ("код безопасности", "安全码", "背面", "뒷면", "보안", "セキュリティ"),
)  # fmt: skip


def one_time_codes(folded: str) -> Iterator[Span]:
    """Where codes stand that are good for one sign-in or withdrawal."""
    if not names(folded, _CODE_PIECES):
        return
    for match in DIGITS.finditer(folded):
        if UNIT.match(folded, match.end()) or DATE.fullmatch(match.group(1)):
            continue
        if _follows_cue(folded, match.start()) or IS_CODE.match(folded, match.end()):
            yield Span(match.start(), match.end(), "one_time_code")


def _follows_cue(folded: str, at: int) -> bool:
    cues = list(CUE.finditer(folded, max(0, at - _BETWEEN - 20), at))
    if not cues or at - cues[-1].end() > _BETWEEN:
        return False
    last = cues[-1]
    between = folded[last.end() : at]
    is_other = HARMLESS.search(between) and not PURPOSE.fullmatch(between)
    if is_other or SENTENCE_END.search(between):
        return False
    return not HARMLESS_BEFORE.search(folded, max(0, last.start() - 14), last.start())


def card_codes(folded: str) -> Iterator[Span]:
    """Where the three or four digits from the back of a card stand."""
    for match in cues_in(folded, CARD_CODE, _CARD_CODE_PIECES):
        yield Span(match.start(1), match.end(1), "card_code")
