"""The pages, for a WSGI server."""

from __future__ import annotations

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
pages = get_wsgi_application()

from pharos.config.probes import Probes, with_probes  # noqa: E402 - needs the settings

application = with_probes(pages, Probes())
# Else whoever asks first waits for every view to be imported, and everybody else with them.
_ = get_resolver().url_patterns
# What is loaded now stays for good: looking through it again and again stops every request.
gc.collect()
gc.freeze()
# A thread that has its answer from the database waits so long for one that reckons, each time.
sys.setswitchinterval(0.001)
