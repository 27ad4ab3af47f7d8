"""Words near a value that say what it is: a key that must go, or a hash that must stay."""

from __future__ import annotations

import re
from typing import Final

BEFORE: Final = 80
AFTER: Final = 40

_KEY: Final = re.compile(
    r"(?:priv|private)[\s_\-]{0,2}key|secret[\s_\-]{0,2}key|\bpriv\b|\bpk\b|keystore|\bsecret\b|\bseed\b"
    r"|clave[\s]{1,3}(?:privada|secreta)|chave\s{1,3}(?:privada|secreta)|llave\s{1,3}privada"
    r"|cl[ée]f?\s{1,3}(?:priv[ée]e|secr\wte)|chiave\s{1,3}(?:privata|segreta)"
    r"|private[rn]?\s{0,2}schl[üu]ssel|geheime[rn]?\s{0,2}schl[üu]ssel"
    r"|(?:приватн|секретн|закрыт)\w{0,4}\s{1,3}ключ"
    r"|soukrom\w{1,3}\s{1,3}kl[íi][čc]"
    r"|özel\s{0,2}anahtar|gizli\s{0,2}anahtar|kh[oó]a\s{1,3}(?:ri[êe]ng|b[íi])|khóa cá nhân"
    r"|개인\s{0,2}키|비밀\s{0,2}키|프라이빗\s{0,2}키|私\s?[钥鑰]|密[钥鑰]|秘密\s?鍵|プライベート\s?キー",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"\btx(?:n|id|s|hash)?\b|hash|transac|\bblock|\border|\bsignature|public\s?key|address|deposit"
    r"|withdraw|txid|checksum|fingerprint|direcci[óo]n|dep[óo]sito|retiro|orden\b|pedido"
    r"|транзакц|хеш|хэш|адрес|ордер|交易|哈希|区块|區塊|订单|訂單|地址"
    r"|充[值币幣]|提[现現币幣]"
    r"|公[钥鑰]|해시|거래|트랜잭션|주문|주소|입금|출금|공개\s?키"
    r"|ハッシュ|取引|注文|アドレス|giao dịch|işlem",
    re.IGNORECASE,
)


def says_key(text: str, match: re.Match[str]) -> bool:
    """Whether the nearest word about the value, before it or else after, says private key."""
    begin, end = max(0, match.start() - BEFORE), match.end() + AFTER
    before, after = text[begin : match.start()], text[match.end() : end]
    if not (_KEY.search(before) or _KEY.search(after)):
        return False
    key, other = _last(_KEY, before), _last(_OTHER, before)
    if key >= 0 or other >= 0:
        return key > other
    return _first(_KEY, after) < _first(_OTHER, after)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=-1)


def _first(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.start() if found else len(text) + 1
