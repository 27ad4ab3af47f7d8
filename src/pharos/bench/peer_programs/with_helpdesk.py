"""django-helpdesk taking mail in from a folder, by its own command `get_email`.

    python -m pharos.bench.peer_programs.with_helpdesk prepare
    python -m pharos.bench.peer_programs.with_helpdesk FOLDER

Reads DATABASE (a libpq URL). Prints how long `get_email` took and how many tickets there are;
starting Python and Django is not counted.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from typing import Any

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

SLUG = "bench"
# The addresses that its mails lead to, once Django is there.
urlpatterns: list[Any] = []


def main(what: str) -> None:
    _set_up()
    from django.core.management import call_command
    from helpdesk.models import Queue, Ticket

    if what == "prepare":
        call_command("migrate", verbosity=0)
        Queue.objects.create(
            title="Bench",
            slug=SLUG,
            email_address="help@northmere.test",
            allow_email_submission=True,
            allow_public_submission=True,
            email_box_type="local",
            logging_type="none",
        )
        return
    Queue.objects.filter(slug=SLUG).update(email_box_local_dir=what, email_box_last_check=None)
    before = Ticket.objects.count()
    began = time.perf_counter()
    call_command("get_email", quiet=True)
    print(time.perf_counter() - began, Ticket.objects.count() - before)


def _set_up() -> None:
    place = conninfo_to_dict(os.environ["DATABASE"])
    settings.configure(
        SECRET_KEY=secrets.token_hex(),
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": place["dbname"],
                "USER": place["user"],
                "PASSWORD": place.get("password", ""),
                "HOST": place["host"],
                "PORT": place["port"],
            }
        },
        INSTALLED_APPS=[
            *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"),
            *("django.contrib.messages", "django.contrib.sites", "django.contrib.humanize"),
            *("django.contrib.admin", "bootstrap4form", "rest_framework", "helpdesk"),
        ],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        ROOT_URLCONF=__name__,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        MEDIA_ROOT=os.environ.get("MEDIA", "."),
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_PUBLIC_TICKET_DUE_DATE="",
        SITE_ID=1,
        USE_TZ=True,
    )
    django.setup()
    from django.urls import include, path

    urlpatterns.append(path("", include("helpdesk.urls")))


if __name__ == "__main__":
    main(sys.argv[1])
