"""Requests that fail before the body is parsed: credentials, targets, verbs, framing, sizes."""

import base64

from case import Case, RawCase, both_formats
from wire import ACTIVATION, JSON, PUBLIC, STATUS, XML, applicant, json_body, xml_body

BODY_BYTES_MAX = 64 * 1024
HEADER_BYTES_MAX = 16 * 1024
VERBS = ("GET", "PUT", "DELETE", "PATCH", "OPTIONS")


def encoded(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def credentials():
    """Yields wrong credentials; the test replaces `good-id` and `good-secret` with the credentials of its
    application."""
    rows = {
        "missing": None, "empty": "", "scheme-only": "Basic", "scheme-and-space": "Basic ",
        "not-base64": "Basic !!!!", "base64-cut": "Basic Zm9vOmJh=",
        "inner-space": "Basic Zm9 vOmJh",
        "no-colon": f"Basic {encoded('justaname')}", "only-colon": f"Basic {encoded(':')}",
        "bearer": "Bearer abc", "digest": 'Digest username="x"', "negotiate": "Negotiate abcd",
        "unknown-scheme": "Sesame open", "token-alone": encoded("a:b"),
        "unknown-client": f"Basic {encoded('00000000-0000-0000-0000-000000000000:secret')}",
        "unknown-name": f"Basic {encoded('admin:admin')}",
        "not-utf8": f"Basic {encoded(bytes([0xff, 0xfe, 0x3a, 0xff]))}",
        "nul-inside": f"Basic {encoded('a' + chr(0) + 'b:c')}",
        "sql": f"Basic {encoded(chr(39) + ' OR 1=1 --:x')}",
        "huge": f"Basic {encoded('x' * 6000 + ':y')}",
        "wrong-secret": "good-id:wrong", "no-secret": "good-id:",
        "secret-longer": "good-id:good-secretx",
        "secret-shorter": "good-id:good-secre", "secret-twice": "good-id:good-secret:good-secret",
        "swapped": "good-secret:good-id", "id-with-space": " good-id:good-secret",
        "secret-with-newline": "good-id:good-secret\n",
    }
    for name, value in rows.items():
        yield Case(f"credentials-{name}", both_formats(applicant()), (401,), authorization=value)
    yield Case("credentials-before-the-body-is-parsed", both_formats({}), (401,),
               authorization=None)
    yield Case("credentials-missing-for-status", both_formats({"Id": 1, "Hash": "A"}), (401,),
               STATUS, authorization=None)


def targets():
    for path in ("/nothing", f"{PUBLIC}/Nothing", f"{ACTIVATION}/more", f"{ACTIVATION}s",
                 "/API/v1.1/Rest/PublicService.svc/TrialActivation",
                 "/API/v1.1/Rest/PublicService.svc",
                 "/API/v9/Rest/PublicService.svc/Console/TrialActivation",
                 "/API/v1.1/Rest/NoService.svc/Console/TrialActivation", "/" + "a" * 3_000):
        yield Case(f"target-{path:.60}", both_formats(applicant()), (404,), path)
    for path in (f"{PUBLIC}/../../../etc/passwd", f"{ACTIVATION}%00", f"{ACTIVATION}%zz",
                 f"{PUBLIC}/%2e%2e/TrialActivation2", f"{PUBLIC}/TrialActivation%2F"):
        yield Case(f"target-{path:.60}", both_formats(applicant()), (400, 404), path)
    for target in (ACTIVATION, STATUS):
        for verb in VERBS:
            yield Case(f"verb-{verb}-{target.rpartition('/')[2]}", both_formats(applicant()),
                       (405,), target, verb)


def well_formed_cases():
    yield from credentials()
    yield from targets()


def head(*lines, first=f"POST {ACTIVATION} HTTP/1.1"):
    """Returns a request's head with valid credentials."""
    return "\r\n".join([first, "Host: localhost", "Authorization: AUTHORIZATION",
                        f"Content-Type: {JSON}", *lines]).encode("latin-1") + b"\r\n\r\n"


def bad_lengths():
    good = json_body(applicant())
    for value in ("abc", "-1", "+5", "1e3", "0x10", "5 5", "5;5", "1.5", "", "'5'",
                  str(2 ** 64 + 5), "99999999999999999999999999"):
        yield RawCase(f"content-length={value[:24]!r}", head(f"Content-Length: {value}") + good,
                      (400, 413))
    yield RawCase("content-length-twice", head("Content-Length: 5", "Content-Length: 7") + good)
    yield RawCase("content-length-list", head("Content-Length: 5, 7") + good)
    yield RawCase("length-too-short", head(f"Content-Length: {len(good) - 9}") + good[:-9])
    yield RawCase("length-missing", head(), (400, 411))
    yield RawCase("length-zero", head("Content-Length: 0"))


def smuggling():
    good = json_body(applicant())
    both = f"Content-Length: {len(good)}", "Transfer-Encoding: chunked"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(good), good)
    yield RawCase("length-and-chunked", head(*both) + chunked)
    yield RawCase("chunked-and-length", head(*reversed(both)) + chunked)
    for value in ("cow", "xchunked", "chunked, identity", "gzip", "chunked chunked"):
        yield RawCase(f"transfer-encoding={value!r}", head(f"Transfer-Encoding: {value}") + chunked)
    yield RawCase("space-before-colon", head(f"Content-Length : {len(good)}") + good)
    yield RawCase("space-in-encoding-name", head("Transfer-Encoding : chunked") + chunked)


def bad_chunks():
    good = json_body(applicant())
    rest = b"hello\r\n0\r\n\r\n"
    rows = {
        "size-word": b"xyz\r\n", "size-negative": b"-1\r\n" + rest, "size-empty": b"\r\n" + rest,
        "size-space": b" \r\n" + rest, "size-0x": b"0x5\r\n" + rest,
        "size-huge": b"FFFFFFFFFFFFFFFFF\r\n", "size-64-bit": b"FFFFFFFFFFFFFFFF\r\n",
        "no-line-break": b"5\r\nhelloX\r\n0\r\n\r\n", "data-too-long": b"3\r\n" + rest,
    }
    for name, data in rows.items():
        yield RawCase(f"chunk-{name}", head("Transfer-Encoding: chunked") + data, (400, 413))
    yield RawCase("chunked-empty", head("Transfer-Encoding: chunked") + b"0\r\n\r\n")
    yield RawCase("chunked-half-a-body", head("Transfer-Encoding: chunked")
                  + b"5\r\n" + good[:5] + b"\r\n0\r\n\r\n")


def bad_heads():
    rows = {
        "garbage": b"GARBAGE\r\n\r\n", "verb-only": b"POST\r\n\r\n", "no-version":
        f"POST {ACTIVATION}\r\n\r\n".encode(), "binary": bytes(range(1, 256)) + b"\r\n\r\n",
        "tls-hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64) + b"\r\n\r\n",
        "version-word": head(first=f"POST {ACTIVATION} HTTP/x.y"),
        "version-9": head(first=f"POST {ACTIVATION} HTTP/9.9"),
        "space-in-target": head(first=f"POST {ACTIVATION} x HTTP/1.1"),
        "control-in-target": head(first=f"POST {ACTIVATION}\x01 HTTP/1.1"),
        "no-colon": head("JustAWord"), "no-name": head(": value"),
        "bad-name": head("Bad(Name): value"), "nul-in-value": head("X-A: a\0b"),
        "line-feed-in-name": head("X-\nA: b"), "no-host":
        f"POST {ACTIVATION} HTTP/1.1\r\nAuthorization: AUTHORIZATION\r\n"
        "Content-Length: 0\r\n\r\n".encode(),
    }
    for name, data in rows.items():
        yield RawCase(f"head-{name}", data)


def too_big():
    """Yields requests of which only the head is sent: the server must respond without waiting for the
    announced body."""
    yield RawCase("body-announced-65537", head(f"Content-Length: {BODY_BYTES_MAX + 1}"), (413,))
    yield RawCase("body-announced-1-gib", head(f"Content-Length: {2 ** 30}"), (413,))
    yield RawCase("body-announced-xml",
                  head(f"Content-Length: {2 ** 30}", f"Accept: {XML}"), (413,), XML)
    yield RawCase("body-announced-with-expect",
                  head(f"Content-Length: {2 ** 20}", "Expect: 100-continue"), (413,))
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    yield RawCase("body-chunked", head("Transfer-Encoding: chunked") + chunk * 5, (413,))
    yield RawCase("body-chunk-announced", head("Transfer-Encoding: chunked") + b"FFFFFF\r\n",
                  (413,))
    over = "x" * HEADER_BYTES_MAX
    yield RawCase("header-value", head(f"X-Long: {over}"), (431,))
    yield RawCase("header-name", head(f"{over}: x"), (431,))
    yield RawCase("header-many", head(*[f"X-{i}: {i}" for i in range(3_000)]), (431,))
    yield RawCase("header-endless", head(f"X-Long: {over * 3}")[:-4], (431,))
    yield RawCase("target-long", head(first=f"POST /{over} HTTP/1.1"), (414, 431))
    yield RawCase("header-two-long", head(f"X-Pad: {'y' * 8000}", f"Cookie: {'z' * 9000}"), (431,))


def half_closed():
    """Yields incomplete requests whose client closes the connection: the response is 400, or there is none."""
    good = json_body(applicant())
    yield RawCase("half-a-body", head(f"Content-Length: {len(good)}") + good[:50], end=True)
    yield RawCase("half-a-head", head("Content-Length: 5")[:60], end=True)
    yield RawCase("half-a-chunk", head("Transfer-Encoding: chunked") + b"ff\r\nabc", end=True)
    yield RawCase("nothing-at-all", b"", end=True)
    yield RawCase("half-xml-body", head(f"Content-Length: {len(good)}", f"Accept: {XML}")
                  + xml_body({})[:5], accept=XML, end=True)


def raw_cases():
    for table in (bad_lengths, smuggling, bad_chunks, bad_heads, too_big, half_closed):
        yield from table()
