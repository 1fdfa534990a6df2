"""Parts of addresses, bounded so that no database is asked for an impossible number."""


class NumberConverter:
    """A permanent number of one to nine digits."""

    regex = "[0-9]{1,9}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class CodeConverter:
    """The code of a level of the plan, such as 1 or 1.2."""

    regex = "[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class TableSuffixConverter:
    """The kind of a file of table, at the end of an address."""

    regex = "xlsx|ods|csv"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
