"""Parts of addresses, bounded so that no database is asked for an impossible number."""

from django.urls.converters import IntConverter, StringConverter


class NumberConverter(IntConverter):
    """A permanent number of one to nine digits."""

    regex = "[0-9]{1,9}"


class CodeConverter(StringConverter):
    """The code of a level of the plan, such as 1 or 1.2."""

    regex = "[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*"


class TableSuffixConverter(StringConverter):
    """The kind of a file of table, at the end of an address."""

    regex = "xlsx|ods|csv"
