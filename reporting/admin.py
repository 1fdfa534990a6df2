"""Letters are read and sent again from the team's own pages: the library's screens stay closed."""

from django.contrib import admin
from post_office.models import Attachment, Email, EmailTemplate, Log

for model in (Attachment, Email, EmailTemplate, Log):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
