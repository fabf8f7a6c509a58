"""HTTP/1.1 over a plain socket: sends any bytes, reads complete responses, and has a timeout for every wait.

The tests send requests that client libraries refuse to send, and check every byte of the answers.
"""

import dataclasses
import socket
import ssl
import time

ANSWER_SECONDS_MAX = 10.0
HEADER_BYTES_MAX = 64 * 1024


class ConnectionEnded(Exception):
    """The server closed the connection before an answer was complete."""


class NoAnswer(Exception):
    """The answer was missing or incomplete at the deadline."""


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple  # pairs (lower-case name, value)
    body: bytes

    def header(self, name):
        """Returns the value of the only header with this name, or None."""
        values = [value for key, value in self.headers if key == name.lower()]
        assert len(values) <= 1, f"{name} occurs {len(values)} times"
        return values[0] if values else None

    def text(self):
        return self.body.decode("utf-8")


class Connection:
    """A TCP (or TLS) connection; answers are read in the order of the requests."""

    def __init__(self, port, tls_certificate=None, timeout=ANSWER_SECONDS_MAX):
        self._timeout = timeout
        self._buffer = b""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls_certificate:
            context = ssl.create_default_context(cafile=str(tls_certificate))
            self._socket = context.wrap_socket(self._socket, server_hostname="localhost")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._socket.close()

    def send(self, data):
        """Sends all bytes. Ignores a connection that the peer has closed, because the peer's response may
        still be unread."""
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def end_sending(self):
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def read(self, to_head=False, timeout=None):
        """Returns the next answer and skips interim ones (1xx). Set `to_head` if the request was a HEAD."""
        deadline = time.monotonic() + (timeout or self._timeout)
        while True:
            answer = self._read_one(deadline, to_head)
            if answer.status >= 200:
                return answer

    def read_interim(self, timeout=None):
        """Returns the status of the next response, which may be an interim response (1xx)."""
        return self._read_one(time.monotonic() + (timeout or self._timeout), True).status

    def is_closed_by_peer(self, timeout=2.0):
        """Returns true if the server ends the connection within `timeout` without sending more."""
        if self._buffer:
            return False
        try:
            self._socket.settimeout(timeout)
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False

    def _read_one(self, deadline, to_head):
        head = self._take_until(b"\r\n\r\n", deadline)
        lines = head.decode("latin-1").split("\r\n")
        version, status = lines[0].split(" ")[:2]
        assert version in ("HTTP/1.1", "HTTP/1.0"), f"not an HTTP answer: {lines[0]!r}"
        headers = tuple((name.strip().lower(), value.strip())
                        for name, _, value in (line.partition(":") for line in lines[1:] if line))
        body = self._read_body(int(status), headers, deadline, to_head)
        return Answer(int(status), headers, body)

    def _read_body(self, status, headers, deadline, to_head):
        fields = dict(headers)
        if to_head or status < 200 or status in (204, 304):
            return b""
        if fields.get("transfer-encoding", "").lower() == "chunked":
            return self._read_chunks(deadline)
        if "content-length" in fields:
            return self._take(int(fields["content-length"]), deadline)
        return self._take_rest(deadline)

    def _read_chunks(self, deadline):
        body = b""
        while True:
            size = int(self._take_until(b"\r\n", deadline).split(b";")[0], 16)
            data = self._take(size + 2, deadline)
            if size == 0:
                return body
            body += data[:-2]

    def _take(self, count, deadline):
        while len(self._buffer) < count:
            self._fill(deadline)
        data, self._buffer = self._buffer[:count], self._buffer[count:]
        return data

    def _take_until(self, mark, deadline):
        while mark not in self._buffer:
            assert len(self._buffer) <= HEADER_BYTES_MAX, "endless header"
            self._fill(deadline)
        data, _, self._buffer = self._buffer.partition(mark)
        return data

    def _take_rest(self, deadline):
        while True:
            try:
                self._fill(deadline)
            except ConnectionEnded:
                data, self._buffer = self._buffer, b""
                return data

    def _fill(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0:
            raise NoAnswer(f"received only {self._buffer[:200]!r}")
        self._socket.settimeout(left)
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            raise NoAnswer(f"received only {self._buffer[:200]!r}") from None
        except ConnectionResetError:
            raise ConnectionEnded(f"reset after {self._buffer[:200]!r}") from None
        if not data:
            raise ConnectionEnded(f"closed after {self._buffer[:200]!r}")
        self._buffer += data


def request_bytes(verb, target, headers=(), body=b""):
    """Returns a request with Host. A request with a body, a POST and a PUT also have Content-Length."""
    lines = [f"{verb} {target} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body or verb in ("POST", "PUT"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body
