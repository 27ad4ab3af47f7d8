"""What somebody wants who writes without a form: what asks for help is never taken for less."""

from __future__ import annotations

import pytest

from pharos.reception.purposes import Purpose, heard

SAID = {
    Purpose.HELP: (
        "@northmere where is my deposit?",
        "@northmere I can't log in",
        "@northmere hello?",
        "@northmere",
        "@northmere Great, another week without my withdrawal",
        "@northmere great app! how do I stake?",
        "@northmere my deposit 0x" + "5c" * 32,
        "@northmere I got a message about an airdrop https://fake.example is it real?",
        "@northmere 充值没到账",
        "@northmere 무슨 일인지 모르겠는데 출금이 안 돼요",
        "@northmere mi retiro no llega",
    ),
    Purpose.COMPLAINT: (
        "@northmere worst exchange, five days and no answer",
        "@northmere you are thieves",
        "@northmere 黑平台 我要投诉",
        "@northmere 최악의 거래소입니다",
        "@northmere son unos ladrones",
    ),
    Purpose.WISH: (
        "@northmere please add a dark mode",
        "@northmere 建议增加夜间模式",
        "@northmere 다크 모드 추가해 주세요",
        "@northmere estaría bien un modo oscuro",
    ),
    Purpose.PRAISE: (
        "@northmere thanks for your help!",
        "@northmere deposits are fast, great update",
        "@northmere 太棒了 谢谢",
        "@northmere 최고예요 감사합니다",
        "@northmere gracias, excelente servicio",
    ),
    Purpose.SPAM: (
        "@northmere Lost your funds? contact @recover_pro, he recovered my crypto",
        "@northmere Airdrop! claim now https://x.example",
        "@northmere join our VIP signals t.me/abc",
        "@northmere 加群领福利 https://x.example 稳赚",
        "@northmere 리딩방 입장하세요 https://x.example",
    ),
    Purpose.TALK: (
        "$BTC breakout, target 120k @northmere",
        "@northmere 看涨 支撑位在这里",
        "@northmere 오늘 차트 분석",
    ),
}


@pytest.mark.requirement("CM-06")
@pytest.mark.parametrize(("purpose", "text"), [(p, text) for p in SAID for text in SAID[p]])
def test_what_is_said_is_told_apart_in_four_languages(purpose: Purpose, text: str) -> None:
    assert heard(text).purpose == purpose


@pytest.mark.requirement("CM-06")
@pytest.mark.parametrize(
    ("text", "is_novice"),
    [
        ("@northmere I'm new here, how do I withdraw?", True),
        ("@northmere my first deposit is missing", True),
        ("@northmere 我是新手 怎么提现", True),
        ("@northmere 초보인데 출금은 어떻게 하나요", True),
        ("@northmere soy nuevo, ¿cómo puedo retirar?", True),
        ("@northmere how do I withdraw?", False),
        ("@northmere your new app is great", False),
    ],
)
def test_whoever_says_that_they_are_new_is_known_for_it(text: str, *, is_novice: bool) -> None:
    assert heard(text).is_novice is is_novice
