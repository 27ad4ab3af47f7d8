"""Collect the sentences of the product for translation: `make messages`.

Python and templates are read by gettext's own extractor (Debian's `gettext`). What is new stands
untranslated in every language and is never guessed from a sentence that is merely alike; what is no
longer said goes. The widget's words are in `channels/widget/static/widget/locale`, not here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "pharos"
LANGUAGES = ("en", "es", "ko", "zh_Hans")
EXTRACT = (
    *("makemessages", "--add-location=file", "--no-obsolete", "--no-wrap"),
    *("--settings", "pharos.config.settings", "--pythonpath", ".."),
)


def main() -> int:
    """Bring every catalogue up to date and say how much each lacks; 1 without gettext."""
    if not shutil.which("xgettext"):
        sys.stderr.write("Please install gettext (on Debian: apt-get install gettext).\n")
        return 1
    languages = [part for code in LANGUAGES for part in ("-l", code)]
    command = [sys.executable, "-m", "django", *EXTRACT, *languages]
    subprocess.run(command, cwd=PACKAGE, check=True, stdout=subprocess.DEVNULL)
    for code in LANGUAGES:
        missing = _tidy(PACKAGE / "locale" / code / "LC_MESSAGES" / "django.po", code)
        sys.stdout.write(f"{code}: {missing} to translate\n")
    return 0


def _tidy(path: Path, code: str) -> int:
    """Take out guesses, write the catalogue in our own layout, and count what is missing."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    for message in catalogue:
        message.user_comments = []
        if message.id and message.fuzzy:
            message.flags.discard("fuzzy")
            message.string = ("",) * catalogue.num_plurals if message.pluralizable else ""
    with path.open("wb") as file:
        write_po(file, catalogue, width=96, ignore_obsolete=True, sort_by_file=True)
    if code == "en":
        return 0
    return sum(1 for message in catalogue if message.id and not any(message.string or ()))


if __name__ == "__main__":
    sys.exit(main())
