from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.errors import Invalid
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.people.persons.queries import ids_of_person

SHORTEST, LONGEST = 4, 40


@action
def choose_phrase(*, actor: Actor, phrase: str) -> None:
    """Keep the words by which a customer knows our mails (`anti_phishing_code`); empty for none.

    All customers who are proved to be this person have the same. Refused: too short or too long,
    and whoever has proved nothing.
    """
    assert actor.is_customer, "these are a customer's own words"
    assert actor.assurance, "whoever proves nothing has no mails of ours"
    words = " ".join(phrase.split())
    if words and not (SHORTEST <= len(words) <= LONGEST and words.isprintable()):
        raise Invalid(_("Choose 4 to 40 letters or digits."), code="phrase_invalid")
    own = Customer.objects.filter(pk__in=ids_of_person(actor))
    for customer in own.select_for_update(no_key=True).order_by("pk"):
        customer.phrase = words
        customer.save(update_fields=["phrase"])
