"""Codes, cards, passwords and secrets of programs, each in the languages that customers write."""

# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import base64
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.safety.cards import luhn_holds
from pharos.safety.findings import MARKERS, Kind
from pharos.safety.screening import screen

BASE32 = "JBSWY3DPEHPK3PXPJBSWY3DP"
TOKEN = "q8Zt4VbN2mXc7LpK9sRfD3wGh6Jy1Ua5"
HASH = "8c41d7e2b6f03a95" * 4

# Where `{}` stands is the secret, of which nothing but its marker stays.
CODES = """\
My code is {} | Verification code: {} | I got the code {} by SMS | {} is your login code | OTP {}
验证码是{} | 我的谷歌验证码：{} | 驗證碼 {} | 인증번호 {} 입니다 | OTP 코드는 {} | 인증코드: {}
認証コードは{}です | 確認コード：{} | mi código es {} | código de verificación: {}
код подтверждения: {} | мой код {} | mã xác nhận là {} | mã OTP {} | o código é {}
mon code est {} | le code de vérification : {} | Bestätigungscode: {} | mein Code ist {}
doğrulama kodu {} | kodum {} | G-code {} | {} 是您的验证码 | 谷歌验证 {} | 인증번호[{}]를 입력
verification code for withdrawal: {} | my google auth is {} | otp-{}
"""
PASSWORDS = """\
my password is {} | Password: {} | pw: {} | login dana pass {} | my PIN is {} | 密码是{} | 密碼：{}
비밀번호는 {} | 비번 {} | パスワードは{}です | mi contraseña es {} | clave: {} | мой пароль: {}
пароль {} | mật khẩu là {} | mật khẩu: {} | minha senha é {} | mon mot de passe est {}
mot de passe : {} | mein Passwort ist {} | Passwort: {} | şifrem {} | parolam: {}
the password I use is {} | пароль от аккаунта {} | PIN {} | пин-код {} | pw - {}
password={} | passwort = {} | contraseña={} | пароль={} | 비밀번호={} | 密码={} | senha = {}
user=dana password={} | grant_type=password&password={} | login=password: {} | note="pw {} " too
<input type=password value={}> | <input name=비밀번호 value={}> | db_password={} | x=pass = {}
"password": "{}" | 'pwd':'{}' | "user":"dana","비밀번호":"{}" | "密码" : "{}" | "PIN": {},
login="Passwort {} " | konto=dana, Passwort {} | логин=dana пароль {} | 아이디=dana 비번 {}
"""
# A word that is what is given to an attribute or a name says nothing of what follows.
GIVEN = """<input name=pass type=password><button>Login</button></form>'</script>
<input type=password placeholder=Enter_8_chars> | <input type="password" minlength=12chars>
<input name='password' autocomplete=x9-new> | input[type=password] .btn-2x | [name=pass]{top:1px}
type=password&redirect=page2 | <input name=user_password id=field_2> | name="pin" size=1234px
<input name=contraseña id=campo_1> | <input id=senha class=campo_1> | for=passwort class=feld_1
<label for=пароль class=поле_1> | <input name=密码 id=field_1> | <b id="密码"><button1></b>
<input name=비밀번호 id=field_1> | <b id="비밀번호"><button1></b> | <i id='パスワード'><button1></i>
"""
CARD_CODES = """\
cvv {} | CVC: {} | my cvv2 is {} | 安全码 {} | CVV码：{} | código de seguridad {} | CVC 번호 {}
код безопасности {} | セキュリティコード {} | mã CVV: {} | código de segurança {}
cryptogramme visuel {} | Kartenprüfnummer {} | güvenlik kodu {}
digits on the back are {} | code de sécurité {} | 카드 뒷면 3자리 {} | my card's security code is {}
"""
TOKENS = """\
api secret: {} | API_SECRET={} | secret key {} | "apiSecret": "{}" | Authorization: Bearer {}
API密钥：{} | API 키는 {} | APIシークレット：{} | clave de la API: {} | секретный ключ: {}
khóa API: {} | chave secreta: {} | clé API : {} | API-Schlüssel: {} | API anahtarı: {}
token: {} | 密钥：{} | X-API-KEY: {} | access_token={}
"""
APPS = """\
2FA key: {} | my authenticator key is {} | TOTP secret {} | 谷歌验证器密钥 {} | 구글 OTP 키 {}
認証アプリのキー {} | clave del autenticador {} | ключ аутентификатора {} | khóa xác thực {}
"""
SORTS: tuple[tuple[str, tuple[str, ...], Kind], ...] = (
    (CODES, ("482913", "48291377"), "one_time_code"),
    (PASSWORDS, ("Hunter-22", "tr0ub4dor&3", "739105"), "password"),
    (CARD_CODES, ("737",), "card_code"),
    (TOKENS, (TOKEN, TOKEN.lower() + "09"), "api_secret"),
    (APPS, (BASE32, "JBSW Y3DP EHPK 3PXP"), "authenticator_key"),
)
CASES: list[tuple[str, str, Kind]] = [
    (sentence.strip(), secret, kind)
    for sentences, secrets, kind in SORTS
    for sentence in sentences.replace("\n", "|").split("|")
    for secret in secrets
    if sentence.strip()
]
HARMLESS: list[str] = [text.strip() for line in GIVEN.splitlines() for text in line.split(" | ")]
HARMLESS += ['{"password": "required"}', '{"error": {"password":"incorrect"}}', '"password": null']
HARMLESS += ['{"password":["This password is too short."]}', '{"password": "********"}']
HARMLESS += ['"password": "UserPassphrase"', "password='your_password'"]
HARMLESS.append("auth = password\nretries = 8times")


@pytest.mark.parametrize(("sentence", "secret", "kind"), CASES)
def test_what_a_word_gives_away_is_found(sentence: str, secret: str, kind: Kind) -> None:
    screened = screen(sentence.format(secret))

    assert screened.text == sentence.format(MARKERS[kind])
    assert screened.kinds == (kind,)


@pytest.mark.parametrize("text", HARMLESS)
def test_a_word_that_is_given_itself_gives_nothing_away(text: str) -> None:
    assert screen(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "I did not get the verification code, my UID is 48291377",
        "error code 482913 when I withdraw 250000 USDT",
        "código de error 100234",
        "postal code 410001, referral code 88213377; 410001 is my postal code",
        "没有收到验证码，订单 482913 怎么办",
        "인증번호가 안 와요. 주문 4829137 확인해 주세요",
        "Сode 20240311 is a date; код ошибки 100234",
        "The code does not arrive. I waited 30 minutes.",
        "My password is not accepted any more",
        "password: forgotten",
        "I changed my password yesterday, then 2FA.",
        "Password must have at least 12 characters",
        "Mi contraseña es incorrecta",
        "mot de passe : oublié",
        "пароль не подходит",
        "비밀번호는 8자리 이상이어야 합니다",
        "密码是什么？我忘记密码了",
        "Forgot your password? https://example.com/password-reset",
        "The API returns 429 for /v3/order/12345678 since noon",
        "My API key expired, order 918273645546372819",
        f"api withdrawal {HASH} failed",
        "the secret of my success is patience",
        "Google Authenticator stopped WORKING yesterday",
        "Order 4111111111111111 was not filled",
        "订单号 5555555555554444",
        "ORD-4111111111111111",
        "UID 371449635398431",
        "4111111111111112",
        "+44 7700 900123 and 010-1234-5678",
        "ES91 2100 0418 4502 0005 1332",
        f"0x{HASH}",
        HASH,
        "I paid 100000 KRW with code 3",
        "código de cliente 482133, merchant code 482133, ошибка код 482133",
        "token: USDT-TRC20, token contract 0xdAC17F958D2ee523a2206206994597C13D831ec7",
    ],
)
def test_what_support_needs_survives(text: str) -> None:
    assert screen(text).text == text


PREFIXES = ("4", "51", "55", "2221", "2720", "6011", "65", "3528", "62", "2200")


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    """Sixteen digits of an issuer, of which the last checks the others."""
    prefix = draw(st.sampled_from(PREFIXES))
    rest = draw(st.text(string.digits, min_size=15 - len(prefix), max_size=15 - len(prefix)))
    return next(
        prefix + rest + digit for digit in string.digits if luhn_holds(prefix + rest + digit)
    )


@given(card_numbers(), st.sampled_from(["", " ", "-", "\u00a0"]), st.data())
def test_a_card_number_is_found_and_with_a_wrong_digit_it_is_none(
    number: str, separator: str, data: st.DataObject
) -> None:
    written = separator.join(number[at : at + 4] for at in range(0, 16, 4))
    at = data.draw(st.integers(0, 15))
    wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]

    assert screen(f"It is {written}.").text == f"It is {MARKERS['card_number']}."
    assert screen(f"order {number}").text == f"order {number}"
    assert screen(wrong).text == wrong


@pytest.mark.parametrize(
    "number",
    ["378282246310005", "3782 822463 10005", "30569309025904", "6222021234567890128"],
)
def test_cards_of_other_lengths_are_found(number: str) -> None:
    assert screen(f"my card {number} expires").text == f"my card {MARKERS['card_number']} expires"


def test_the_code_after_a_card_number_is_found_too() -> None:
    screened = screen("4111 1111 1111 1111 12/26 737")

    assert screened.text == f"{MARKERS['card_number']} 12/26 {MARKERS['card_code']}"


@pytest.mark.parametrize(
    "shape",
    [
        "sk_live_" + TOKEN,
        "ghp_" + TOKEN + "abcd",
        "AKIA" + "Q8ZT4VBN2MXC7LPK",
        "1234567890:AA" + TOKEN + "x",
        f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{TOKEN}",
    ],
)
def test_secrets_of_a_known_shape_need_no_word(shape: str) -> None:
    assert screen(f"see {shape} please").text == f"see {MARKERS['api_secret']} please"


@given(st.binary(min_size=10, max_size=20))
def test_an_address_for_an_authenticator_app_is_found(key: bytes) -> None:
    secret = base64.b32encode(key).decode()

    screened = screen(f"scan otpauth://totp/Dana?secret={secret} now")

    assert screened.text == f"scan {MARKERS['authenticator_key']} now"
