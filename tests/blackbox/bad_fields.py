"""Invalid values of the ten fields, in single fields and in several fields."""

from bad_values import BAD_ADDRESSES, BAD_BOOLEANS, BAD_EMAILS, BAD_LANGUAGES
from case import Body, Case, both_formats, json_only, xml_only
from wire import (BOOLEANS, FIELDS, LENGTHS_MAX, MANDATORY_STRINGS, STRINGS, XML, applicant,
                  json_body, xml_raw, xml_text)

MANDATORY = MANDATORY_STRINGS + BOOLEANS
WRONG_TYPES = {"number": 7, "fraction": 1.5, "array": [], "array_of_one": ["x"], "object": {},
               "huge_number": 10 ** 400}
CONTROL_CHARACTERS = {"crlf": "\r\n", "line_feed": "\n", "nul": "\0", "escape": "\x1b"}
BROKEN_UTF8 = {"stray_byte": b"\xff", "overlong": b"\xc0\x80", "cut_short": b"\xe3\x81",
               "surrogate": b"\xed\xa0\x80", "beyond_unicode": b"\xf4\x90\x80\x80"}
MARK = "PLACE"


def with_xml_text(field, text):
    """Returns a valid document with this (already escaped) text in one field."""
    return xml_raw([(name, text if name == field else xml_text(value))
                    for name, value in applicant(**{field: MARK}).items()])


def missing_and_empty():
    for field in MANDATORY:
        yield Case(f"{field}-missing", both_formats(applicant(**{field: ...}), (field,)))
        yield Case(f"{field}-empty", both_formats(applicant(**{field: ""}), (field,)))
        yield Case(f"{field}-spaces", both_formats(applicant(**{field: " \u3000 "}), (field,)))
        yield Case(f"{field}-null", json_only(applicant(**{field: None}), (field,)))
    yield Case("NameAndSurname-misspelled", json_only(
        applicant(NameAndSurname=..., nameandsurname="Anna"), ("NameAndSurname",)))
    yield Case("all-missing", both_formats({}, MANDATORY))
    yield Case("all-empty", both_formats({name: "" for name in FIELDS}, MANDATORY))
    yield Case("all-null", json_only({name: None for name in FIELDS}, MANDATORY))


def wrong_types():
    for field in FIELDS:
        for name, value in WRONG_TYPES.items():
            yield Case(f"{field}-{name}", json_only(applicant(**{field: value}), (field,)))
        yield Case(f"{field}-element", xml_only(with_xml_text(field, "<a>x</a>"), (field,)))
    for field in STRINGS:
        yield Case(f"{field}-boolean", json_only(applicant(**{field: True}), (field,)))
    yield Case("all-numbers", json_only({name: 1 for name in FIELDS}, FIELDS))


def too_long():
    for field, length_max in LENGTHS_MAX.items():
        for name, value in {"one_too_many": "é" * (length_max + 1), "by_far": "x" * 20_000}.items():
            if field == "Email":
                domain = "@" + ".".join(["d" * 60] * 3) + ".org"
                value = "e" * (len(value) - len(domain)) + domain
            yield Case(f"{field}-{name}", both_formats(applicant(**{field: value}), (field,)))
    for field in ("Language", "IpAddress", *BOOLEANS):
        yield Case(f"{field}-by_far", both_formats(applicant(**{field: "1" * 20_000}), (field,)))


def wrong_encoding():
    for field in STRINGS:
        for name, broken in BROKEN_UTF8.items():
            fields = applicant(**{field: f"ab{MARK}cd"})
            yield Case(f"{field}-{name}", tuple(
                Body(body.content_type, body.data.replace(MARK.encode(), broken))
                for body in both_formats(fields)))
        escaped = {"lone_high": r"\ud800", "lone_low": r"\udc00", "swapped": r"\udc00\ud800"}
        for name, escape in escaped.items():
            data = json_body(applicant(**{field: f"ab{MARK}cd"}))
            yield Case(f"{field}-{name}", json_only(data.replace(MARK.encode(), escape.encode())))
    yield Case("member-name-broken", json_only(
        json_body(applicant(X=1)).replace(b'"X"', b'"\xff"')))


def control_characters():
    for field in STRINGS:
        for name, character in CONTROL_CHARACTERS.items():
            text = f"ab{character}Bcc: victim@example.org"
            yield Case(f"{field}-{name}", json_only(applicant(**{field: text}), (field,)))
            reference = "".join(f"&#{ord(c)};" for c in character)
            yield Case(f"{field}-{name}-xml", xml_only(with_xml_text(field, f"ab{reference}cd")))
        raw = json_body(applicant(**{field: f"ab{MARK}cd"})).replace(MARK.encode(), b"\r\n")
        yield Case(f"{field}-raw_line_break", json_only(raw))


def bad_meanings():
    for field, values in {"Email": BAD_EMAILS, "IpAddress": BAD_ADDRESSES,
                          "Language": BAD_LANGUAGES}.items():
        for value in values:
            yield Case(f"{field}={value!a:.60}",
                       both_formats(applicant(**{field: value}), (field,)))
    for field in BOOLEANS:
        for value in BAD_BOOLEANS:
            yield Case(f"{field}={value!a}", both_formats(applicant(**{field: value}), (field,)))


def several_at_once():
    yield Case("two-bad", both_formats(applicant(Email="no-address", Language="xx"),
                                       ("Email", "Language")))
    yield Case("five-bad", both_formats(
        applicant(NameAndSurname="", Email="a@", IpAddress="10.0.0.1", IsUSA="perhaps",
                  PhoneNumber="9" * 51),
        ("NameAndSurname", "Email", "IpAddress", "IsUSA", "PhoneNumber")))
    yield Case("missing-and-bad", both_formats(applicant(Company=..., IpAddress="1.2.3"),
                                               ("Company", "IpAddress")))
    yield Case("optional-too-long-and-bad", both_formats(
        applicant(Referer="r" * 501, UserAgent="u" * 501, Language="DE"),
        ("Referer", "UserAgent", "Language")))
    yield Case("sandbox-is-checked-too", both_formats(
        applicant(IpAddress="127.0.0.1", Email="no-address"), ("Email",)))
    yield Case("duplicate-member", (
        *json_only(json_body(applicant()).replace(b"{", b'{"Email": "first@example.org", ', 1)),
        Body(XML, xml_raw([("Email", "first@example.org"),
                           *((name, xml_text(value)) for name, value in applicant().items())]))))
    yield Case("duplicate-member-escaped", json_only(
        json_body(applicant()).replace(b"{", b'{"\\u0045mail": "first@example.org", ', 1)))
    yield Case("error-object-of-an-earlier-answer", json_only(
        {"ErrorCode": "401", "ErrorDescription": "x", "ErrorName": "Unauthorized",
         "ErrorStack": None}, MANDATORY))


def cases():
    for table in (missing_and_empty, wrong_types, too_long, wrong_encoding, control_characters,
                  bad_meanings, several_at_once):
        yield from table()
