"""Finds secrets in bytes, both in plain text and in encoded forms."""

import base64


def base64_cores(secret):
    """Returns the substrings that the base64 form of a text with this secret contains: one for each
    offset of the secret's first byte in a group of three bytes."""
    cores = []
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret).rstrip(b"=")
        # The first and the last characters also carry bits of the adjacent bytes.
        cores.append(encoded[(before * 8 + 5) // 6:-1])
    return cores


def forms(secret):
    """Returns the encodings in which a secret could be stored or logged."""
    cores = base64_cores(secret)
    hexadecimal = secret.hex().encode()
    percent = b"".join(b"%%%02x" % byte for byte in secret)
    return {secret, secret[::-1], hexadecimal, hexadecimal.upper(), percent, percent.upper(),
            *cores, *(core.replace(b"+", b"-").replace(b"/", b"_") for core in cores)}


class Secrets:
    """Named secrets, and a search for all of them."""

    LENGTH_MIN = 12  # shorter secrets would match by chance

    def __init__(self):
        self._forms = {}

    def add(self, name, secret):
        secret = secret.encode() if isinstance(secret, str) else secret
        assert len(secret) >= self.LENGTH_MIN, name
        self._forms[name] = forms(secret)

    def names(self):
        return set(self._forms)

    def found_in(self, data):
        """Returns the names of the secrets that the bytes contain, in any form."""
        return {name for name, spellings in self._forms.items()
                if any(spelling in data for spelling in spellings)}
