"""A row in the tables of invalid input."""

import dataclasses

from wire import ACTIVATION, JSON, XML, json_body, xml_body


@dataclasses.dataclass(frozen=True)
class Body:
    """A body with invalid input. `names`: the fields that the error's description must contain."""
    content_type: str
    data: bytes
    names: tuple = ()


@dataclasses.dataclass(frozen=True)
class Case:
    """A well-formed HTTP request that must be rejected, with each of its bodies."""
    name: str
    bodies: tuple
    statuses: tuple = (400,)
    target: str = ACTIVATION
    verb: str = "POST"
    authorization: str = "good"  # "good", None for no header, or the header's value

    def __str__(self):
        return self.name


@dataclasses.dataclass(frozen=True)
class RawCase:
    """Bytes that are not a valid HTTP request, or exceed a limit. The word AUTHORIZATION in `data` is a
    placeholder for the valid header's value."""
    name: str
    data: bytes
    statuses: tuple = (400,)
    accept: str = JSON
    end: bool = False  # set if the client closes its side of the connection after sending

    def __str__(self):
        return self.name


def both_formats(fields, names=()):
    """Returns the same members as JSON and as XML."""
    return (Body(JSON, json_body(fields), names), Body(XML, xml_body(fields), names))


def json_only(data, names=()):
    return (Body(JSON, data if isinstance(data, bytes) else json_body(data), names),)


def xml_only(data, names=()):
    return (Body(XML, data, names),)
