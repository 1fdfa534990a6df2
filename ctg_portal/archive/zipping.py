"""A zip written while it is sent, and the digest of each of its files."""

import hashlib
import zipfile

DIGESTS = "empreintes.sha256"
COMPRESSED_ALREADY = (".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".jpg", ".webp", ".png")


class Sink:
    """A file that only grows: what was written since the last `taken` is given, then forgotten."""

    def __init__(self):
        self.parts, self.size = [], 0

    def write(self, content):
        self.parts.append(bytes(content))
        self.size += len(content)
        return len(content)

    def flush(self):
        pass

    def tell(self):
        return self.size

    def taken(self):
        found, self.parts = b"".join(self.parts), []
        return found


def zipped(entries, at):
    """Chunks of the zip of `entries`, pairs (name, bytes or an iterable of bytes), in their order.

    The last file holds the SHA-256 of each, as `sha256sum --check` reads it. `at` is the datetime
    that each file bears: the same content gives the same bytes.
    """
    sink, digests = Sink(), []
    stamp = at.timetuple()[:6]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            digest = hashlib.sha256()
            with archive.open(described(name, stamp), "w", force_zip64=True) as file:
                for chunk in [content] if isinstance(content, bytes) else content:
                    digest.update(chunk)
                    file.write(chunk)
                    yield sink.taken()
            digests.append(f"{digest.hexdigest()}  {name}\n")
            yield sink.taken()
        archive.writestr(described(DIGESTS, stamp), "".join(digests))
    yield sink.taken()


def described(name, stamp):
    found = zipfile.ZipInfo(name, stamp)
    found.external_attr = 0o644 << 16
    found.compress_type = (
        zipfile.ZIP_STORED if name.endswith(COMPRESSED_ALREADY) else zipfile.ZIP_DEFLATED
    )
    return found
