"""How automatic answers are worded, where no header tells that they are automatic."""

# ruff: noqa: E501, RUF001 (phrases as they are written, each on its line)

from __future__ import annotations

import re
from typing import Final

# A subject that begins so was written by a machine, whatever the language of the reader.
_SUBJECTS: Final = (
    # en
    r"auto(?:matic(?:ally generated)?|mated)?[ -]?(?:reply|response|answer|responder)\b",
    r"autoreply\b",
    r"out[ -]of[ -](?:the[ -])?office\b",
    r"vacation (?:reply|response|notice|message)",
    r"ooo ?:",
    # zh
    r"自动(?:回复|答复|應答|应答)",
    r"自動(?:回覆|回復|答覆)",
    r"(?:外出|休假|不在办公室|不在辦公室)(?:自动|自動)?(?:回复|回覆|通知|的?自动)",
    # ko
    r"자동 ?(?:응답|회신|답장|답변)",
    r"부재 ?중 ?(?:자동|알림|메시지|안내|메일|입니다)",
    # ja
    r"自動(?:応答|返信|配信)",
    r"(?:不在|休暇)(?:の?(?:お知らせ|ご連絡)|応答)",
    # es
    r"respuesta autom[aá]tica",
    r"autorrespuesta",
    r"fuera de (?:la )?oficina",
    # ru
    r"автоматическ(?:ий ответ|ое сообщение|ое уведомление)",
    r"авто-?ответ",
    # vi
    r"(?:thư )?trả lời tự động",
    r"tự động trả lời",
    # de
    r"automatische (?:antwort|abwesenheits\w*)",
    r"abwesenheits(?:notiz|benachrichtigung|meldung|nachricht)",
    r"nicht im (?:b[uü]ro|hause)",
    # fr
    r"r[eé]ponse automatique",
    r"message d['’]absence",
    r"absen(?:ce|t) du bureau",
    # pt
    r"resposta autom[aá]tica",
    r"fora do escrit[oó]rio",
    r"aus[eê]ncia (?:tempor[aá]ria|do escrit[oó]rio)",
)
# Words near the beginning of a short answer to a mail of ours. Each says that nobody wrote it, or
# that nobody is there to: a customer who writes of a holiday says neither.
_BODIES: Final = (
    r"this is an auto(?:matic|mated|matically generated)[ -]?(?:reply|response|message|e-?mail)",
    r"(?:i am|i'm|i’m|we are) (?:currently |now )?(?:out of (?:the )?office|away from (?:the|my) (?:office|desk))",
    r"i will (?:reply|respond|answer|get back)[^.\n]{0,60} (?:when|upon|after) (?:i|my) (?:return|am back)",
    r"这是(?:一封)?自动(?:回复|答复)",
    r"(?:您|你)的?(?:邮件|来信)(?:我)?已(?:经)?(?:收到|收悉)[^\n]{0,20}(?:自动|尽快|稍后)",
    r"這是(?:一封)?自動(?:回覆|回復)",
    r"(?:본|이) ?(?:메일|메시지)(?:은|는) ?자동",
    r"(?:현재|지금) ?(?:휴가|부재|출장) ?중(?:입니다|이므로|이오니)",
    r"(?:この|本)メールは自動(?:返信|送信|応答|配信)",
    r"(?:休暇|不在|出張)(?:中|にしており)[^\n]{0,30}(?:返信|ご連絡|対応)",
    r"(?:este|esto) es un (?:mensaje|correo) autom[aá]tico",
    r"(?:estoy|estar[eé]|me encuentro) (?:fuera de la oficina|de vacaciones)[^\n]{0,60}(?:hasta|regres|vuelv|respond)",
    r"это автоматическ(?:ий ответ|ое сообщение)",
    r"(?:нахожусь|я) в (?:отпуске|командировке)[^\n]{0,60}(?:отвечу|вернусь|по)",
    r"đây là (?:thư|email|tin nhắn|e-mail) (?:trả lời )?tự động",
    r"tôi (?:hiện )?đang (?:nghỉ phép|vắng mặt|đi vắng)",
    r"dies \w{3} eine automatische? (?:antwort|nachricht|e-?mail)",
    r"(?:bin|befinde mich)[^\n]{0,40}(?:nicht im (?:b[uü]ro|hause)|im urlaub|abwesend)[^\n]{0,80}(?:zur[uü]ck|wieder|antwort|bearbeitet|weitergeleitet)",
    r"ceci est (?:une r[eé]ponse|un message) automatique",
    r"je suis (?:actuellement )?(?:absente?|en cong[eé]s?)[^\n]{0,60}(?:jusqu|retour|r[eé]pond)",
    r"est[ae] [eé] uma (?:resposta|mensagem) autom[aá]tica",
    r"estou (?:fora do escrit[oó]rio|de f[eé]rias|ausente)[^\n]{0,60}(?:at[eé]|retorn|volt|respond)",
)
_REPLY: Final = r"(?:\s*(?:re|aw|sv|fw|fwd|回复|答复|回覆|답장|rv)\s*[:：]\s*)?\W{0,3}"
_SUBJECT: Final = re.compile(f"{_REPLY}(?:{'|'.join(_SUBJECTS)})", re.IGNORECASE)
_BODY: Final = re.compile("|".join(_BODIES), re.IGNORECASE)
_BEGINNING: Final = 600
_SHORT: Final = 3_000


def is_automatic_subject(subject: str) -> bool:
    return bool(_SUBJECT.match(subject[:200]))


def is_automatic_text(text: str) -> bool:
    """Whether a short text begins as nobody begins who writes it himself."""
    return len(text) <= _SHORT and bool(_BODY.search(" ".join(text[:_BEGINNING].split(" "))))
