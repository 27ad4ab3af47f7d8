"""Words near a value that say what it is: a key that must go, or a hash that must stay."""

# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import re
from typing import Final

BEFORE: Final = 80
AFTER: Final = 40

KEY: Final = re.compile(
    r"(?:priv|private)[\s_\-]{0,2}key|secret[\s_\-]{0,2}key|\bpriv\b|\bpk\b|keystore|\bsecret\b"
    r"|\bseed\b"
    r"|clave[\s]{1,3}(?:privada|secreta)|chave\s{1,3}(?:privada|secreta)|llave\s{1,3}privada"
    r"|cl[ée]f?\s{1,3}(?:priv[ée]e|secr\wte)|chiave\s{1,3}(?:privata|segreta)"
    r"|privat(?:e[rn]?)?\s{0,2}schl[üu]ssel|wallet\s{1,2}key|비공개\s{0,2}키"
    r"|geheime[rn]?\s{0,2}schl[üu]ssel"
    r"|(?:приватн|секретн|закрыт)\w{0,4}\s{1,3}ключ"
    r"|soukrom\w{1,3}\s{1,3}kl[íi][čc]"
    r"|özel\s{0,2}anahtar|gizli\s{0,2}anahtar|kh[oó]a\s{1,3}(?:ri[êe]ng|b[íi])|khóa cá nhân"
    r"|개인\s{0,2}키|비밀\s{0,2}키|프라이빗\s{0,2}키|私\s?[钥鑰]|密[钥鑰]|秘密\s?鍵"
    r"|プライベート\s?キー",
    re.IGNORECASE,
)
OTHER: Final = re.compile(
    r"\btx(?:n|id|s|hash)?\b|hash|transac|\bblock|\border|\bsignature|public\s?key|address|deposit"
    r"|withdraw|txid|checksum|fingerprint|direcci[óo]n|dep[óo]sito|retiro|orden\b|pedido"
    r"|транзакц|хеш|хэш|адрес|ордер|交易|哈希|区块|區塊|订单|訂單|地址"
    r"|充[值币幣]|提[现現币幣]"
    r"|公[钥鑰]|해시|거래|트랜잭션|주문|주소|입금|출금|(?<!비)공개\s?키"
    r"|ハッシュ|取引|注文|アドレス|giao dịch|işlem",
    re.IGNORECASE,
)


def says_key(text: str, match: re.Match[str]) -> bool:
    """Whether the nearest word about the value, before it or else after, says private key."""
    begin, end = max(0, match.start() - BEFORE), match.end() + AFTER
    before, after = text[begin : match.start()], text[match.end() : end]
    if not (KEY.search(before) or KEY.search(after)):
        return False
    key, other = _last(KEY, before), _last(OTHER, before)
    if key >= 0 or other >= 0:
        return key > other
    return _first(KEY, after) < _first(OTHER, after)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=-1)


def _first(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else len(text) + 1


# A word begins or ends whose letters stand apart (Latin, Cyrillic), even beside Chinese or Korean.
_BEGINS: Final = re.compile(r"\\b(?=[a-z0-9а-я(\[])")


def cue(pattern: str) -> re.Pattern[str]:
    r"""Compile a pattern for folded text (`words.fold`).

    In it `\b` before a letter or group is where such a word begins, and elsewhere where it ends.
    Browsers are given these too (`browsers.py`), so only what both read the same is in them.
    """
    begun = _BEGINS.sub("(?<![a-z0-9_а-я])", pattern)
    return re.compile(begun.replace(r"\b", "(?![a-z0-9_а-я])"))


# How cues begin, in Latin letters and in others. The latter are asked only where others are.
Pieces = tuple[tuple[str, ...], tuple[str, ...]]


def names(folded: str, pieces: Pieces) -> bool:
    """Whether one of the pieces stands in the text."""
    plain, others = pieces
    return any(piece in folded for piece in plain) or (
        not folded.isascii() and any(piece in folded for piece in others)
    )


def cues_in(folded: str, pattern: re.Pattern[str], pieces: Pieces) -> list[re.Match[str]]:
    """Where the pattern matches, in order. Each of its matches begins with one of the pieces.

    Looking for the pieces first is what makes it quick in texts that have none.
    """
    plain, others = pieces
    found = {}
    for piece in plain if folded.isascii() else plain + others:
        at = folded.find(piece)
        while at >= 0:
            match = pattern.match(folded, at)
            if match and at not in found:
                found[at] = match
            at = folded.find(piece, at + 1)
    return [found[at] for at in sorted(found)]


# On folded text (`words.fold`): what a number of 13 to 19 digits is.
CARD: Final = cue(
    r"\bcards?\b|\bvisa\b|master\s?card|\bamex\b|american express|credit|debit|\btarjeta|\bcartao"
    r"|\bcarte\b|\bcarta\b|karten?nummer|kreditkarte|\bkarte\b|карт[аыеуо]|\bkart[ia]?\b"
    r"|\bthe\b\s(?:visa|tin dung|ghi no|ngan hang)"
    r"|카드|信用卡|银行卡|銀行卡|借记卡|卡号|卡號|カード"
)
NUMBERED: Final = cue(
    r"\border|\bords?\b|\buid\b|\buser\b|\btx|hash|transac|\btrade|\bdeposit|\bwithdraw|\bp2p\b"
    r"|\bref(?:erence)?\b|\bticket|\bcase\b|\bid\b|\binvoice|\btracking|\bimei|\bserial|\bphone"
    r"|\btel\b"
    r"|\bmemo\b|\btag\b|\baccount\b|\biban\b|\borden|\bpedido|\bretiro|\bcommande|\bbestell"
    r"|\bauftrag"
    r"|\bkonto|\bcuenta|\bconta\b|\bcompte|заказ|ордер|счет|сделк|телефон|транзакц"
    r"|\bsiparis|\bislem|\bhesap|\bemir\b|don hang|\blenh\b|giao dich|tai khoan"
    r"|订单|訂單|交易|单号|單號|用户|账号|账户|流水|주문|거래|입금|출금|계좌|회원|注文|取引|口座"
    r"|会員"
)


def nearest_before(pattern: re.Pattern[str], folded: str, at: int, reach: int = 60) -> int:
    """Where the last such word before a place begins, or -1; words of another line count less."""
    begin = max(0, at - reach)
    return max((found.start() for found in pattern.finditer(folded, begin, at)), default=-1)
