"""How people write a secret into a message, and what is none, in eleven languages."""

# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

from random import Random
from typing import Final

AROUND: Final = (
    "{}", "{}", "Hello, please help. {}", "{}\nThank you", "안녕하세요. {} 확인 부탁드립니다.",
    "您好，{}，谢谢", "Hola, {} gracias", "Здравствуйте! {} Спасибо", "こんにちは。{} です。",
    "Olá: {} obrigado", "Bonjour, {} merci", "Hallo, {} danke", "Merhaba {} teşekkürler",
    "Xin chào {} cảm ơn",
)  # fmt: skip

CODES: Final = (
    "my code is {}", "The verification code: {}", "I got the code {} by SMS but it fails",
    "OTP {}", "2FA code {}", "{} is my Google code", "Your login code is {}", "code {}",
    "验证码是{}", "我的验证码：{}", "谷歌验证码 {}", "短信验证码收到了 {}", "驗證碼 {}",
    "인증번호 {} 입니다", "인증번호는 {}", "OTP 코드 {}", "인증코드: {}",
    "認証コードは{}です", "確認コード：{}", "ワンタイムパスワード {}",
    "mi código es {}", "código de verificación: {}", "el código que me llegó es {}",
    "код {}", "код подтверждения: {}", "мой код из смс {}",
    "mã xác nhận là {}", "mã OTP của tôi: {}", "mã xác thực {}",
    "o código é {}", "código de verificação {}",
    "mon code est {}", "le code de vérification : {}",
    "mein Code ist {}", "Bestätigungscode: {}", "der SMS-Code lautet {}",
    "doğrulama kodu {}", "kodum {}", "SMS kodu: {}",
)  # fmt: skip
CARD_CODES: Final = (
    "cvv {}", "CVC: {}", "my cvv is {}", "security code on the back {}", "安全码 {}", "CVV码：{}",
    "código de seguridad {}", "CVC 번호 {}", "cvv код {}", "セキュリティコード {}", "mã CVV: {}",
    "código de segurança {}", "cryptogramme visuel {}", "Kartenprüfnummer {}", "güvenlik kodu {}",
)  # fmt: skip
PASSWORDS: Final = (
    "my password is {}", "Password: {}", "password {}", "pw: {}", "user dana, pass {}",
    "the password for my account is {}", "密码是{}", "密码：{}", "我的登录密码 {}", "密碼 {}",
    "비밀번호는 {}", "비밀번호: {}", "비번 {}", "パスワードは{}です", "パスワード：{}",
    "mi contraseña es {}", "contraseña: {}", "clave: {}", "пароль {}", "мой пароль: {}",
    "mật khẩu là {}", "mật khẩu: {}", "minha senha é {}", "senha: {}",
    "mon mot de passe est {}", "mot de passe : {}", "mein Passwort ist {}", "Passwort: {}",
    "şifrem {}", "şifre: {}", "parolam {}",
)  # fmt: skip
TOKENS: Final = (
    "api secret: {}", "API_SECRET={}", "secret key {}", "my api secret is {}", "apiSecret: {}",
    '"secret": "{}"', "Authorization: Bearer {}", "access token {}", "API 密钥：{}", "API密钥是{}",
    "API 시크릿 키 {}", "API 키는 {}", "APIシークレット：{}", "mi clave secreta es {}",
    "clave de la API: {}", "секретный ключ: {}", "API ключ {}", "khóa API: {}",
    "chave da API: {}", "clé API : {}", "API-Schlüssel: {}", "API anahtarı: {}",
)  # fmt: skip
APPS: Final = (
    "2FA key: {}", "my authenticator key is {}", "Google Authenticator {}", "TOTP secret {}",
    "谷歌验证器密钥 {}", "谷歌验证：{}", "구글 OTP 키 {}", "認証アプリのキー {}",
    "clave del autenticador {}", "ключ аутентификатора {}", "khóa xác thực {}",
    "otpauth://totp/Dana?secret={}",
)  # fmt: skip
KEYS: Final = (
    "private key: {}", "my private key is {}", "我的私钥是{}", "私鑰 {}", "개인키 {}", "秘密鍵は{}",
    "mi clave privada es {}", "приватный ключ {}", "khóa riêng {}", "minha chave privada: {}",
    "ma clé privée {}", "mein privater Schlüssel {}", "özel anahtar: {}",
)  # fmt: skip

# None of these asks for anything to be taken out.
HARMLESS: Final = (
    "{}", "My transaction {} has not arrived", "txid: {}", "Order {} was not filled", "UID {}",
    "Please check {} and tell me", "I sent it to {} yesterday", "订单号 {}", "交易哈希 {} 还没到账",
    "用户 {} 您好", "주문번호 {} 확인해 주세요", "거래 {} 가 안 보여요", "注文番号 {} です",
    "El retiro {} no ha llegado", "mi número de pedido es {}", "Заказ {} не исполнен",
    "транзакция {} не пришла", "giao dịch {} chưa đến", "đơn hàng {}", "O depósito {} não chegou",
    "La commande {} est bloquée", "Die Auszahlung {} fehlt", "{} numaralı işlem gelmedi",
    "The verification code never came, my UID is {}", "I forgot my password. Order {}",
    "My card was charged for order {}", "没有收到验证码，订单 {}", "비밀번호를 잊었어요. 주문 {}",
    "Error code when I withdraw, reference {}", "Ticket {} is still open",
)  # fmt: skip


def written(rng: Random, words: list[str]) -> str:
    """A phrase in one of the ways in which people write one down."""
    way = rng.randrange(9)
    numbered = list(enumerate(words, start=1))
    return (
        lambda: " ".join(words),
        lambda: "\n".join(words),
        lambda: ", ".join(words),
        lambda: "\n".join(f"{nr}. {word}" for nr, word in numbered),
        lambda: " ".join(f"{nr}) {word}" for nr, word in numbered),
        lambda: "\n".join(f"- {word}" for word in words),
        lambda: "\n".join(f"| {nr} | {word} |" for nr, word in numbered),
        lambda: "[" + ", ".join(f'"{word}"' for word in words) + "]",
        lambda: "\n".join(" ".join(words[at : at + 4]) for at in range(0, len(words), 4)),
    )[way]()


def around(rng: Random, text: str) -> str:
    return rng.choice(AROUND).replace("{}", text)


def put(rng: Random, sentences: tuple[str, ...], value: str) -> str:
    return rng.choice(sentences).replace("{}", value)
