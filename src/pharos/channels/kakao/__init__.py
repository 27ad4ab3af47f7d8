"""KakaoTalk consultation talk, by a hub partner's webhook (docs/channels.md)."""
