"""Malformed bodies: JSON and XML that a parser must reject, including attacks on parsers."""

from case import Body, Case, json_only, xml_only
from wire import JSON, STATUS, XML, applicant, json_body, xml_body, xml_raw, xml_text

TRUNCATION_STEP = 12


def valid_json():
    return json_body(applicant())


def valid_xml():
    return xml_body(applicant())


def truncated():
    for kind, good, wrap in (("json", valid_json(), json_only), ("xml", valid_xml(), xml_only)):
        for length in [*range(0, len(good) - 1, TRUNCATION_STEP), len(good) - 1]:
            yield Case(f"{kind}-cut-at-{length}", wrap(good[:length]))


def broken_json():
    good = valid_json()
    inner = good[1:-1]
    rows = {
        "array": b"[]", "array-around": b"[" + good + b"]", "string": b'"x"', "number": b"1",
        "true": b"true", "null": b"null", "word": b"hello", "spaces": b"   ", "brace": b"{",
        "closing": b"}", "two-objects": good + good, "garbage-after": good + b"x",
        "nul-after": good + b"\0", "comma-after": good + b",", "garbage-before": b"x" + good,
        "comma-at-end": b"{" + inner + b",}", "comma-twice": b"{" + inner + b",,}",
        "comma-first": b"{," + inner + b"}", "no-commas": good.replace(b", ", b" "),
        "no-colons": good.replace(b": ", b" "), "single-quotes": good.replace(b'"', b"'"),
        "no-quotes": good.replace(b'"Email"', b"Email"),
        "block-comment": good.replace(b"{", b"{/* x */", 1), "comment-after": good + b"// x",
        "hash-comment": b"# x\n" + good, "bad-escape": good.replace(b"shop", b"sh\\qop"),
        "short-escape": good.replace(b"shop", b"sh\\u12op"),
        "python-true": good.replace(b"true", b"True"), "undefined": b"undefined",
        "key-is-number": b"{1: 2, " + inner + b"}", "unclosed-string": good.replace(b'"', b"", 1),
        "mime-multipart": b"--x\r\nContent-Disposition: form-data; name=Email\r\n\r\na\r\n--x--",
        "form": b"NameAndSurname=Anna&Company=C", "jsonp": b"f(" + good + b")",
        "yaml": b"Email: a@example.org\n", "xml-as-json": valid_xml(),
    }
    for number in ("NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".5", "1e", "0x10", "--1",
                   "1e+", "1_000"):
        rows[f"number-{number}"] = b'{"X": %s, ' % number.encode() + inner + b"}"
    for name, data in rows.items():
        yield Case(f"json-{name}", json_only(data))


def deep():
    depth = 20_000
    arrays = b"[" * depth + b"]" * depth
    yield Case("json-deep-arrays", json_only(arrays))
    yield Case("json-deep-arrays-open", json_only(b"[" * 60_000))
    yield Case("json-deep-objects", json_only(b'{"a":' * 9_000 + b"1" + b"}" * 9_000))
    yield Case("json-deep-value", json_only(
        valid_json().replace(b'"shop.example.org"', arrays)))
    yield Case("xml-deep", xml_only(b"<a>" * 8_000 + b"</a>" * 8_000))
    yield Case("xml-deep-open", xml_only(b"<a>" * 20_000))
    yield Case("xml-deep-value", xml_only(
        valid_xml().replace(b"shop.example.org", b"<a>" * 8_000 + b"</a>" * 8_000)))
    yield Case("json-many-unknown-members", json_only(
        b"{" + b",".join(b'"a%d":1' % i for i in range(5_000)) + b"}", ("Email",)))
    yield Case("xml-many-attributes", xml_only(
        b"<x" + b"".join(b' a%d="1"' % i for i in range(4_000)) + b"/>", ("Email",)))


def broken_xml():
    good = valid_xml()
    rows = {
        "empty": b"", "spaces": b"  \n ", "text": b"hello", "empty-root": b"<x/>",
        "two-roots": good + good, "garbage-after": good + b"garbage", "text-before": b"x" + good,
        "nul-after": good + b"\0", "unclosed-root": good[:-len(b"</TrialActivation>")],
        "crossed-tags": good.replace(b"<Email>", b"<Email><b>").replace(
            b"</Email>", b"</Email></b>"),
        "wrong-end-tag": good.replace(b"</Email>", b"</email>"),
        "bare-ampersand": good.replace(b"shop", b"sh & op"),
        "bare-less-than": good.replace(b"shop", b"sh < op"),
        "unknown-entity": good.replace(b"shop", b"sh&op;"),
        "unfinished-reference": good.replace(b"shop", b"sh&#6"),
        "reference-beyond-unicode": good.replace(b"shop", b"&#x110000;"),
        "reference-to-surrogate": good.replace(b"shop", b"&#xD800;"),
        "unclosed-comment": good.replace(b"<Email>", b"<!-- <Email>"),
        "unclosed-cdata": good.replace(b"<Email>", b"<Email><![CDATA["),
        "unquoted-attribute": good.replace(b"<Email>", b"<Email a=1>"),
        "unclosed-attribute": good.replace(b"<Email>", b'<Email a="1>'),
        "attribute-twice": good.replace(b"<Email>", b'<Email a="1" a="2">'),
        "bad-tag-name": good.replace(b"<Email>", b"<1Email>").replace(b"</Email>", b"</1Email>"),
        "unbound-prefix-open": good.replace(b"<Email>", b"<:>"),
        "unclosed-instruction": b"<?x " + good, "json-as-xml": valid_json(), "html": b"<p>x<br>y",
        "declared-latin1": b'<?xml version="1.0" encoding="ISO-8859-1"?>'
                           + good.replace("Caffè".encode(), "Caffè".encode("latin-1")),
        "soap": b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
                + good + b"</s:Body></s:Envelope>",
    }
    for name, data in rows.items():
        yield Case(f"xml-{name}", xml_only(data))


def document_types():
    """Yields bodies with a DOCTYPE, all of which are rejected: entity bombs, external files, harmless
    declarations."""
    def with_subset(subset, use="&x;"):
        members = [(name, use if name == "Company" else xml_text(value))
                   for name, value in applicant().items()]
        return b"<!DOCTYPE TrialActivation [" + subset + b"]>" + xml_raw(members)

    laughs = b'<!ENTITY x0 "ha">' + b"".join(
        b'<!ENTITY x%d "%s">' % (i, b"&x%d;" % (i - 1) * 10) for i in range(1, 10))
    rows = {
        "billion-laughs": with_subset(laughs, "&x9;"),
        "quadratic": with_subset(b'<!ENTITY x "' + b"a" * 9_000 + b'">', "&x;" * 900),
        "recursive": with_subset(b'<!ENTITY x "&y;"><!ENTITY y "&x;">'),
        "internal-entity": with_subset(b'<!ENTITY x "harmless">'),
        "external-file": with_subset(b'<!ENTITY x SYSTEM "file:///etc/passwd">'),
        "external-relative": with_subset(b'<!ENTITY x SYSTEM "usher.key">'),
        "external-network": with_subset(b'<!ENTITY x SYSTEM "http://127.0.0.1:9/x">'),
        "external-public": with_subset(b'<!ENTITY x PUBLIC "-//X" "file:///etc/hostname">'),
        "parameter-entity": with_subset(b'<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;', "C"),
        "attribute-list": with_subset(b'<!ATTLIST Email a CDATA "x">', "C"),
        "bare": b"<!DOCTYPE TrialActivation>" + valid_xml(),
        "system": b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + valid_xml(),
        "html5": b"<!doctype html>" + valid_xml(),
        "after-comment": b'<?xml version="1.0"?><!-- x --><!DOCTYPE x>' + valid_xml(),
        "inside-root": valid_xml().replace(b"<Email>", b"<!DOCTYPE x><Email>"),
    }
    for name, data in rows.items():
        yield Case(f"doctype-{name}", xml_only(data))


def other_encodings():
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "latin-1"):
        yield Case(f"encoding-{encoding}", tuple(
            Body(f"{kind}; charset={encoding}", good.decode().encode(encoding))
            for kind, good in ((JSON, valid_json()), (XML, valid_xml()))))
    mark = "\ufeff".encode()
    yield Case("byte-order-mark-twice", (Body(JSON, mark * 2 + valid_json()),
                                         Body(XML, mark * 2 + valid_xml())))
    yield Case("byte-order-mark-inside", json_only(valid_json().replace(b"{", b"{" + mark, 1)))
    yield Case("byte-order-mark-only", (Body(JSON, mark), Body(XML, mark)))
    yield Case("byte-order-mark-of-utf16", json_only(b"\xff\xfe" + valid_json()))
    yield Case("compressed", json_only(b"\x1f\x8b\x08\x00" + bytes(60)))
    yield Case("random-bytes", (Body(JSON, bytes(range(256))), Body(XML, bytes(range(256)))))


def status_requests():
    """Yields requests of TrialActivationStatus; a wrong Hash returns 404, as an unknown Id does."""
    def row(name, fields, statuses=(400,), names=()):
        bodies = [Body(JSON, json_body(fields), names)]
        if all(isinstance(value, (str, int)) for value in fields.values()):
            members = [(key, xml_text(value)) for key, value in fields.items()]
            bodies.append(Body(XML, xml_raw(members, "TrialActivationStatus"), names))
        return Case(f"status-{name}", tuple(bodies), statuses, STATUS)

    any_hash = "A" * 26
    yield row("empty", {}, names=("Id",))
    yield row("id-missing", {"Hash": any_hash}, names=("Id",))
    for name, value in {"empty": "", "word": "abc", "fraction": 1.5, "fraction-text": "1.5",
                        "null": None, "array": [1], "object": {"Id": 1}, "hex": "0x1",
                        "two": "1 2", "exponent-text": "1e3"}.items():
        yield row(f"id-{name}", {"Id": value, "Hash": any_hash}, names=("Id",))
    yield row("id-boolean", {"Id": True, "Hash": any_hash}, names=("Id",))
    for value in (0, -2, -2147483648, 2147483648, 2 ** 63, -2 ** 63 - 1, 10 ** 400, "99999999999"):
        yield row(f"id={str(value)[:24]}", {"Id": value, "Hash": any_hash}, (400, 404))
    yield row("id-unknown", {"Id": 2147483647, "Hash": any_hash}, (404,))
    yield row("hash-missing", {"Id": 2147483647}, (404,))
    yield row("hash-empty", {"Id": 2147483647, "Hash": ""}, (404,))
    for name, value in {"number": 7, "array": [], "object": {}}.items():
        yield row(f"hash-{name}", {"Id": 2147483647, "Hash": value}, (400, 404))
    yield row("hash-huge", {"Id": 2147483647, "Hash": "A" * 50_000}, (400, 404))
    yield row("hash-control", {"Id": 2147483647, "Hash": "A\0B\r\n"}, (400, 404))
    for name, text in {"exponent": "1e999", "nan": "NaN", "negative-zero": "-0"}.items():
        yield Case(f"status-id-{name}", json_only(b'{"Id": %s, "Hash": "A"}' % text.encode()),
                   (400, 404), STATUS)
    yield Case("status-doctype", xml_only(b"<!DOCTYPE x><x><Id>1</Id><Hash>A</Hash></x>"),
               target=STATUS)
    yield Case("status-cut", json_only(b'{"Id": 1, "Hash'), target=STATUS)
    yield Case("status-duplicate", json_only(b'{"Id": 1, "Id": 2, "Hash": "A"}'), target=STATUS)


def cases():
    for table in (truncated, broken_json, deep, broken_xml, document_types, other_encodings,
                  status_requests):
        yield from table()
