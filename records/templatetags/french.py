"""{{ name|de }}, {{ organisation|le }}: names in a sentence, as records/french.py writes them."""

from django import template

from records import french

register = template.Library()
register.filter("de", french.de)
register.filter("le", french.le)
