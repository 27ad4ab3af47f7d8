"""The widget: a script on any page, and the native ASGI doors that it talks to.

`doors` is the way in: posting a message and streaming are hot and never touch Django's request
machinery; the rest (`slow`) runs Django in a few threads.
"""
