"""Finds secrets in bytes, also when something has encoded them on the way."""

import base64


def base64_cores(secret):
    """What base64 of any text with this secret inside has: one core for each way in which the
    secret's first byte can fall into a group of three."""
    cores = []
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret).rstrip(b"=")
        # The first and the last characters also carry bits of the neighbours.
        cores.append(encoded[(before * 8 + 5) // 6:-1])
    return cores


def forms(secret):
    """The spellings in which a secret could lie around."""
    cores = base64_cores(secret)
    hexadecimal = secret.hex().encode()
    percent = b"".join(b"%%%02x" % byte for byte in secret)
    return {secret, secret[::-1], hexadecimal, hexadecimal.upper(), percent, percent.upper(),
            *cores, *(core.replace(b"+", b"-").replace(b"/", b"_") for core in cores)}


class Secrets:
    """Everything that nobody may see, by name."""

    LENGTH_MIN = 12  # shorter ones would be found by chance

    def __init__(self):
        self._forms = {}

    def add(self, name, secret):
        secret = secret.encode() if isinstance(secret, str) else secret
        assert len(secret) >= self.LENGTH_MIN, name
        self._forms[name] = forms(secret)

    def names(self):
        return set(self._forms)

    def found_in(self, data):
        """The names of those that are in there, in any form."""
        return {name for name, spellings in self._forms.items()
                if any(spelling in data for spelling in spellings)}
