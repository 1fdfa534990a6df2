"""Numbers as French readers write them."""

from decimal import Decimal

NARROW_SPACE = "\u202f"


def figure(value):
    """« 1 234,5 » for a number: narrow spaces, comma, no useless zeros; "" for None."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    text = f"{number:,.3f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"
    return text.replace(",", NARROW_SPACE).replace(".", ",").replace("-", "−")
