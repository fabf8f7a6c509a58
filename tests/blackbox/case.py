"""What one row of a bad-input table says."""

import dataclasses

from wire import ACTIVATION, JSON, XML, json_body, xml_body


@dataclasses.dataclass(frozen=True)
class Body:
    """One way to send the bad thing. `names`: the fields that the description must mention."""
    content_type: str
    data: bytes
    names: tuple = ()


@dataclasses.dataclass(frozen=True)
class Case:
    """A well-formed HTTP request that must be refused, in every format that it has a body for."""
    name: str
    bodies: tuple
    statuses: tuple = (400,)
    target: str = ACTIVATION
    verb: str = "POST"
    authorization: str = "good"  # "good", None, or the header's value

    def __str__(self):
        return self.name


@dataclasses.dataclass(frozen=True)
class RawCase:
    """Bytes that are no proper HTTP request, or break a limit. In `data` the word AUTHORIZATION
    stands for the good header's value."""
    name: str
    data: bytes
    statuses: tuple = (400,)
    accept: str = JSON
    end: bool = False  # the client ends its side after sending

    def __str__(self):
        return self.name


def both_formats(fields, names=()):
    """The same members as JSON and as XML."""
    return (Body(JSON, json_body(fields), names), Body(XML, xml_body(fields), names))


def json_only(data, names=()):
    return (Body(JSON, data if isinstance(data, bytes) else json_body(data), names),)


def xml_only(data, names=()):
    return (Body(XML, data, names),)
