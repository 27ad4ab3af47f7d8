"""What people write in a filled database: invented sentences, with a hash or an amount in some."""

from __future__ import annotations

import random

BEGINNINGS = {
    "en": (
        "My deposit of {amount} USDT has not arrived.",
        "The withdrawal of {amount} XRP has been in review since this morning.",
        "Where is my transfer? The transaction is {hash}.",
        "I cannot sign in since I changed my telephone.",
        "My identity check has been pending for days.",
        "The order was not filled although the price was reached.",
    ),
    "ko": (
        "입금한 {amount} USDT가 아직 도착하지 않았습니다.",
        "출금이 아침부터 심사 중입니다. 언제 끝나나요?",
        "거래 {hash} 를 확인해 주세요.",
        "본인 확인이 며칠째 대기 중입니다.",
    ),
    "zh-Hans": (
        "我充值的 {amount} USDT 还没有到账。",
        "提现从早上开始一直在审核。",
        "请查询交易 {hash}。",
        "身份认证已经等待好几天了。",
    ),
    "es": (
        "Mi depósito de {amount} USDT no ha llegado.",
        "El retiro sigue en revisión desde esta mañana.",
        "Por favor, consulten la transacción {hash}.",
        "La verificación de identidad lleva días pendiente.",
    ),
}
ENDINGS = (
    "",
    "",
    " Please tell me what happens next.",
    " I have sent the screenshots before.",
    " The network was TRON and the amount is right.",
)


def said(rng: random.Random, language: str) -> str:
    """Return a message; one in five carries a transaction hash."""
    begin = rng.choice(BEGINNINGS[language])
    end = rng.choice(ENDINGS) if language == "en" else ""
    return begin.format(amount=rng.randrange(1, 9_000), hash=rng.randbytes(32).hex()) + end
