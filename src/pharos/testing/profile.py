"""The profile of a brand that exists in tests only."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pharos.brands.profile import Limits

LANGUAGES = ["en", "zh-Hans", "ko", "es"]


def profile(slug: str, name: str) -> dict[str, Any]:
    """Return a small profile, open day and night, with three topics."""

    def same(text: str) -> dict[str, str]:
        return dict.fromkeys(LANGUAGES, text)

    return {
        "slug": slug,
        "name": name,
        "languages": LANGUAGES,
        "timezone": "Europe/Lisbon",
        "hours": {"always": True},
        "channels": [{"kind": "widget", "state": "LIVE", "support_role": "full"}],
        "topics": [
            {
                "code": "DEP.NOT_FOUND",
                "icon": "deposit",
                "assurance": 0,
                "labels": same("Deposit not arrived"),
            },
            {
                "code": "ACC.2FA_LOST",
                "icon": "key",
                "assurance": 4,
                "labels": same("Cannot sign in"),
            },
            {"code": "ACC.LOCKED", "icon": "lock", "assurance": 3, "labels": same("Restricted")},
        ],
        "teams": [{"slug": "support", "name": "Support", "languages": ["en"]}],
        "service": {},
        # Every test sends from one address; a test of the limits sets its own.
        "limits": {field.name: 1_000_000 for field in fields(Limits)},
        "origins": ["*"],
    }
