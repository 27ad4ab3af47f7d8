"""Letters go out as mails from the brand's first address: invitations, codes, notices."""

from __future__ import annotations

from pharos.channels.accounts import account_for
from pharos.channels.actions.issue_check_code import issue_check_code
from pharos.channels.mail.checking import check_url
from pharos.channels.mail.sending import send_mail
from pharos.channels.mail.writing import Post
from pharos.channels.port import Undelivered
from pharos.kernel.scope import reading
from pharos.letters.models import Letter
from pharos.letters.rounds import LetterRefused, send_letters
from pharos.people.actor import Actor


def post_letters(actor: Actor) -> int:
    """Send what letters are due, and return how many there were. A round of the worker."""
    return send_letters(actor, post_letter)


def post_letter(letter: Letter) -> None:
    """Hand one letter over. Raises LetterRefused: also where the brand has no address yet."""
    system = Actor.system(letter.brand_id)
    with reading(system):
        account = account_for(letter.brand_id, "mail")
    if account is None:
        raise LetterRefused("no_account")
    action = (letter.action_label, letter.action_url) if letter.action_url else None
    post = Post(
        to=letter.to_address,
        subject=letter.subject,
        text="\n\n".join(letter.paragraphs),
        token=letter.token,
        letter=letter.pk,
        brand=letter.brand.name,
        address=account.settings.get("address", ""),
        sender_name=letter.brand.name,
        language=letter.language,
        action=action,
        check_code=issue_check_code(actor=system, conversation_id=None, to=letter.to_address),
        check_url=check_url(letter.brand),
        is_automatic=True,
    )
    try:
        send_mail(account.for_adapter(), post)
    except Undelivered as refused:
        raise LetterRefused(
            refused.code,
            refused.why,
            is_permanent=refused.is_permanent,
            after=refused.after,
        ) from refused
