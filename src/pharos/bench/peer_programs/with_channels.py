"""channels with its Redis layer under daphne: a group for each conversation."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

ADDRESS = urlsplit(os.environ["DATABASE_URL"])

settings.configure(
    SECRET_KEY="only-for-a-benchmark",  # noqa: S106 - signs nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": ADDRESS.path.lstrip("/"),
            "USER": ADDRESS.username,
            "PASSWORD": ADDRESS.password,
            "HOST": ADDRESS.hostname,
            "PORT": ADDRESS.port,
            "CONN_MAX_AGE": None,
        }
    },
    INSTALLED_APPS=["channels"],
    MIDDLEWARE=[],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]], "capacity": 100_000},
        }
    },
)

from django.core.asgi import get_asgi_application  # noqa: E402 - needs the settings

pages = get_asgi_application()

from asgiref.sync import sync_to_async  # noqa: E402
from channels.generic.websocket import (  # type: ignore[import-untyped]  # noqa: E402
    AsyncWebsocketConsumer,
)
from channels.layers import get_channel_layer  # type: ignore[import-untyped]  # noqa: E402
from channels.routing import (  # type: ignore[import-untyped]  # noqa: E402
    ProtocolTypeRouter,
    URLRouter,
)
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402, TID251 - a peer's page
from django.urls import path  # noqa: E402


def keep(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_insert (body) VALUES (%s)", [text])


async def post(request: HttpRequest, room: str) -> HttpResponse:
    text = request.body.decode()
    await sync_to_async(keep)(text)
    await get_channel_layer().group_send(f"room.{room}", {"type": "entry", "text": text})
    return HttpResponse("{}", status=201, headers={"Content-Length": "2"})


class Watcher(AsyncWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        group = f"room.{self.scope['url_route']['kwargs']['room']}"
        await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def entry(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


urlpatterns = [path("publish/<room>", post)]
application = ProtocolTypeRouter(
    {"http": pages, "websocket": URLRouter([path("watch/<room>", Watcher.as_asgi())])}
)
