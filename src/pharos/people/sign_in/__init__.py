"""How staff prove who they are. django-allauth does the work; here is what we tell it."""
