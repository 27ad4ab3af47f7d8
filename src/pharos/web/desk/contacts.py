"""Writing down a call, a letter, a fax or a visit; and that an answer was told by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from pharos.brands.models import Brand
from pharos.brands.queries import brands_of
from pharos.cases import uploads
from pharos.cases.access import case_to_read
from pharos.cases.actions.tell_by_hand import tell_by_hand
from pharos.channels.manual.logged import Contact, log_contact
from pharos.files.limits import MOST_ON_ENTRY
from pharos.files.models import StoredFile
from pharos.files.uploading import LARGEST_PART
from pharos.files.words import why_refused
from pharos.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from pharos.kernel.ids import parse_case_number
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.access import customer_to_read
from pharos.people.actor import Actor
from pharos.people.models import Customer
from pharos.people.queries import customer_known_by
from pharos.web.design.templatetags.design import language_name
from pharos.web.desk.incident_forms import DeskForm, Moment
from pharos.web.desk.shown_files import ACCEPTED
from pharos.web.desk.work_forms import LONG
from pharos.web.http import StaffRequest, signed_in
from pharos.web.lines import LinesField

WAYS = [
    ("phone", _("Phone call")),
    ("post", _("Letter")),
    ("fax", _("Fax")),
    ("visit", _("Visit")),
]


class Several(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if files else []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not files or name not in files


class Files(forms.FileField):
    """Any number of files, each as the browser sent it."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(Files, self).clean(each, initial) for each in data or ()]


class ContactForm(DeskForm):
    at = {"not_yet": "came_at", "nobody_known": "known", "files_refused": "attached"}

    brand = forms.ChoiceField(label=_("Brand"))
    way = forms.ChoiceField(label=_("How it came"), choices=WAYS)
    came_at = Moment(label=_("When (UTC)"))
    known = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=255,
        help_text=_(
            "The number of a case, an account or an address that we know. Empty for somebody new."
        ),
    )
    name = forms.CharField(label=_("Name of somebody new"), required=False, max_length=120)
    reached_at = forms.CharField(
        label=_("Where they can be reached"),
        required=False,
        max_length=255,
        help_text=_("A phone number or an address, for somebody new. It proves nothing."),
    )
    language = forms.ChoiceField(label=_("Language"))
    text = LinesField(
        label=_("What was said"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    attached = Files(
        label=_("Files"),
        required=False,
        help_text=_("Such as the letter, scanned."),
        widget=Several(attrs={"accept": ACCEPTED}),
    )
    client_token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, brands: Sequence[Brand], **options: Any) -> None:
        super().__init__(*args, **options)
        self._brands = {brand.slug: brand for brand in brands}
        tags = dict.fromkeys(tag for brand in brands for tag in brand.profile["languages"])
        self._choices("brand").choices = [(brand.slug, brand.name) for brand in brands]
        self._choices("language").choices = [(tag, language_name(tag)) for tag in tags]
        if len(brands) == 1:
            self.fields["brand"].widget = forms.HiddenInput()
            self.initial.setdefault("brand", brands[0].slug)

    def contact(self, customer: Customer | None) -> Contact:
        clean = self.cleaned_data
        return Contact(
            brand=customer.brand if customer else self._brands[clean["brand"]],
            way=clean["way"],
            at=clean["came_at"],
            text=clean["text"],
            client_token=clean["client_token"],
            language=clean["language"],
            customer=customer,
            name=clean["name"],
            reached_at=clean["reached_at"],
        )

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: StaffRequest) -> HttpResponse:
    """Write down what came by phone, post, fax or in person: it becomes a case like any other."""
    actor = request.user.actor()
    if not (actor.may_reply and actor.sees_unmasked):
        raise Forbidden(_("Writing down contacts is for agents."), code="read_only")
    with reading(actor):
        brands = brands_of(actor)
        asked = _asked_about(actor, request.GET.get("customer", ""))
    beginning = {
        "came_at": now(),
        "client_token": str(uuid4()),
        "known": asked,
        "way": "phone",
    }
    form = ContactForm(
        request.POST or None, request.FILES or None, brands=brands, initial=beginning
    )
    made: list[str] = []

    def log() -> None:
        made.append(_logged(actor, form))

    if request.method == "POST" and form.saves(log):
        return redirect("desk:case", made[0])
    status = 422 if form.errors else 200
    return render(request, "desk/contact.html", {"form": form}, status=status)


@require_POST
@signed_in
def told(request: StaffRequest, number: str, seq: int) -> HttpResponse:
    """Say that the customer was told, or not reached."""
    is_told = request.POST.get("told") == "yes"
    tell_by_hand(actor=request.user.actor(), number=number, seq=seq, is_told=is_told)
    return redirect("desk:case", number)


def _logged(actor: Actor, form: ContactForm) -> str:
    known = form.cleaned_data["known"].strip()
    with reading(actor):
        customer = _known(actor, known) if known else None
    contact = form.contact(customer)
    sent = form.cleaned_data["attached"][:MOST_ON_ENTRY]

    def take_files(writer: Actor) -> list[str]:
        return [_taken(writer, contact.brand.pk, each) for each in sent]

    return log_contact(actor=actor, contact=contact, take_files=take_files).case


def _known(actor: Actor, text: str) -> Customer:
    """Return whom a case's number, an account or an address names, as the actor may see them."""
    number = parse_case_number(text)
    try:
        if number is not None:
            return case_to_read(actor, number).customer
        if customer := _by_public_id(actor, text):
            return customer
    except NotFound:
        pass
    customer = customer_known_by(actor, text)
    if customer is None:
        raise Invalid(
            _("Nobody is known by this. Leave it empty for somebody new."), code="nobody_known"
        )
    return customer


def _by_public_id(actor: Actor, text: str) -> Customer | None:
    try:
        return customer_to_read(actor, UUID(text))
    except ValueError:
        return None


def _asked_about(actor: Actor, text: str) -> str:
    """The customer from whose page somebody came, if there is one that they may see."""
    try:
        return str(customer_to_read(actor, UUID(text)).public_id) if text else ""
    except (ValueError, DomainError):
        return ""


def _taken(writer: Actor, brand_id: int, sent: UploadedFile[Any]) -> str:
    """Hand in one file in the customer's name, checked before anything is written."""
    handed = uploads.Handed(name=sent.name or "", length=sent.size or 0, brand_id=brand_id)
    file = uploads.begin(writer, handed)
    for part in sent.chunks(LARGEST_PART):
        file = uploads.take_in(writer, str(file.public_id), file.offset, part)
    file = uploads.settled(writer, file)
    if file.state != StoredFile.State.READY:
        raise Invalid(f"{sent.name}: {why_refused(file.why)}", code="files_refused")
    return str(file.public_id)
