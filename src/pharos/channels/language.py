"""In which language somebody wrote, by its letters and commonest words; told only if it is plain.

It decides who is asked to answer and in which language what our machines say is, where neither the
channel nor the mail program says it.
"""

from __future__ import annotations

import re
from typing import Final

LOOKED_AT: Final = 4_000
# So many letters of a script, and at least half as many as there are words in Latin letters.
FEWEST: Final = 2
SCRIPTS: Final = (
    # Japanese is written with Chinese letters too, and never without its own.
    ("ja", re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")),
    ("ko", re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
WORD: Final = re.compile(r"(?<![^\W_])[^\W\d_]{2,20}(?![^\W_])")
LATIN: Final = re.compile(r"[A-Za-zÀ-ɏẠ-ỹ]+")
# Words that hardly a sentence does without, and that no other of these languages has.
_COMMON: Final = """
es que el los las una mi pero por para con está estoy hola gracias cuenta retiro hace
es muy cuando dinero tengo puedo ayuda buenos buenas días todavía mis
es dónde cuándo depósito llega llegado
pt que os as uma meu minha mas por para com está olá obrigado conta saque não você ainda
fr que les des une mon mais pour avec est je bonjour merci compte pas retrait mes vous
de ich die der das ein eine mein aber für mit ist hallo danke konto nicht auszahlung bitte
vi tôi của không được và là cho với này đã có một xin chào tiền rút nạp khoản bạn
en the is my and to not have has with it this that you for of was please hello
en deposit withdrawal account where when
"""
# Words that hardly a sentence does without.
WORDS: Final = {
    language: frozenset(
        word
        for line in _COMMON.split("\n")
        if line.startswith(f"{language} ")
        for word in line.split()[1:]
    )
    for language in ("es", "pt", "fr", "de", "vi", "en")
}
# Fewer may stand in a name, or in an address.
FEWEST_WORDS: Final = 3
# No other of these languages opens a question or a cry with a sign.
OPENS: Final = re.compile(r"[¿¡]")


def spoken_in(text: str) -> str:
    """Return the language of a text as a tag; empty where it is not plain."""
    beginning = text[:LOOKED_AT]
    words = [word.lower() for word in WORD.findall(beginning)]
    latin = [word for word in words if LATIN.fullmatch(word)]
    other = "" if beginning.isascii() else beginning
    found = {language: len(letters.findall(other)) for language, letters in SCRIPTS}
    if found["ja"] >= FEWEST:
        found["ja"] += found["zh"]
    language = max(found, key=lambda each: found[each])
    if found[language] >= FEWEST and found[language] * 2 >= len(latin):
        return language
    common = {each: len({*latin} & known) for each, known in WORDS.items()}
    common["es"] += FEWEST_WORDS if OPENS.search(beginning) else 0
    first, second = sorted(common, key=lambda each: -common[each])[:2]
    return first if common[first] >= max(FEWEST_WORDS, 2 * common[second]) else ""
