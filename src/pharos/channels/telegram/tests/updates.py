"""What people send to a bot, one of each kind, and what is to be read of it."""

from __future__ import annotations

from typing import Any

from pharos.channels.telegram.tests.side import AT, BOT, chat, dana, message

PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60},
    {"file_id": "large", "file_unique_id": "l", "width": 900, "height": 600, "file_size": 9000},
]
DOCUMENT = {
    "file_id": "doc",
    "file_unique_id": "d",
    "file_name": "statement.pdf",
    "mime_type": "application/pdf",
    "file_size": 1200,
}
PLACE = {"latitude": 38.7, "longitude": -9.1}
VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 3, "mime_type": "audio/ogg"}
STICKER = {
    "file_id": "st",
    "file_unique_id": "st",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
    "emoji": "\N{CRYING FACE}",
}
LINK = {"type": "text_link", "offset": 0, "length": 4, "url": "https://looks-like.example"}

# What is sent, what is read of it, and the files that come with it.
KINDS: list[tuple[dict[str, Any], str, list[tuple[str, str]]]] = [
    ({"text": "Hello"}, "Hello", []),
    ({"text": "here", "entities": [LINK]}, "here\nhttps://looks-like.example", []),
    ({"photo": PHOTO, "caption": "Look."}, "Look.", [("large", "photo.jpg")]),
    ({"document": DOCUMENT}, "", [("doc", "statement.pdf")]),
    ({"voice": VOICE}, "", [("v", "voice.ogg")]),
    ({"sticker": STICKER}, "\N{CRYING FACE}", []),
    ({"location": PLACE}, "\N{ROUND PUSHPIN} 38.7, -9.1", []),
    (
        {"location": PLACE, "venue": {"location": PLACE, "title": "Bank", "address": "Rua 1"}},
        "\N{ROUND PUSHPIN} Bank, Rua 1, 38.7, -9.1",
        [],
    ),
    (
        {"contact": {"phone_number": "+351 900", "first_name": "Dana"}},
        "\N{BUST IN SILHOUETTE} Dana, +351 900",
        [],
    ),
    ({"story": {"chat": chat(), "id": 1}}, "[story]", []),
    ({"dice": {"emoji": "\N{GAME DIE}", "value": 4}}, "\N{GAME DIE} 4", []),
    (
        {
            "rich_message": {
                "blocks": [
                    {"type": "heading", "text": "Lost", "size": 1},
                    {
                        "type": "paragraph",
                        "text": ["my ", {"type": "bold", "text": "deposit"}, " of today"],
                    },
                ]
            }
        },
        "Lost\nmy deposit of today",
        [],
    ),
]

EDITED = {"update_id": 31, "edited_message": message(9, text="Or so.", edit_date=AT + 60)}
BLOCKED = {
    "update_id": 32,
    "my_chat_member": {
        "chat": chat(),
        "from": dana(),
        "date": AT,
        "old_chat_member": {
            "user": {"id": BOT, "is_bot": True, "first_name": "Northmere"},
            "status": "member",
        },
        "new_chat_member": {
            "user": {"id": BOT, "is_bot": True, "first_name": "Northmere"},
            "status": "kicked",
            "until_date": 0,
        },
    },
}
EVERY = [
    *({"update_id": n, "message": message(n, **kind)} for n, (kind, _, _) in enumerate(KINDS)),
    EDITED,
    BLOCKED,
]
