#!/usr/bin/python3
"""A mail server for tests: real SMTP (aiosmtpd) on loopback, with faults on demand.

When it is ready it prints one JSON line, {"port": N, "ca": PATH or null}, on standard output. It
stops when its standard input (a pipe) closes, or on SIGTERM, so that it does not outlive the test.

Every accepted mail becomes one JSON line in the file given by --out, written before the client
receives 250:
  {"number": 1, "connection": 1, "from": "a@b", "to": ["c@d"], "tls": false, "user": null,
   "data": "<base64 of the message, dots unstuffed>"}

Lines on standard input control it; each is answered with one JSON line on standard output:
  BEHAVIOUR [COUNT]  behave so from now on (COUNT times, then `ok` again)
  stats              {"connections": …, "open": …, "begun": …, "mails": …, "behaviour": …}: `begun`
                     counts accepted MAIL commands
  hold, release      delay final answers from `hold` until `release`
  close-idle         close all open connections without an answer
  timeout-idle       the same after "421 4.4.2 timeout", as mail servers do with idle clients

Behaviours:
"""

import argparse
import asyncio
import base64
import json
import logging
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

# behaviour -> (the step at which it applies, the answer there or None, the action that follows or None)
BEHAVIOURS = {
    "ok": ("never", None, None),
    "hang-at-greeting": ("greeting", None, "hang"),
    "refuse-greeting-554": ("greeting", "554 5.3.2 no mail service here", "close"),
    "421": ("greeting mail", "421 4.3.2 service not available, closing channel", "close"),
    "refuse-mail-550": ("mail", "550 5.7.1 sender refused", None),
    "temp-mail-451": ("mail", "451 4.3.0 sender can't be verified now", None),
    "hang-at-mail": ("mail", None, "hang"),
    "refuse-rcpt-550": ("rcpt", "550 5.1.1 no such user here", None),
    "deny-relay-554": ("rcpt", "554 5.7.1 <x@example.org>: Relay access denied", None),
    "temp-rcpt-450": ("rcpt", "450 4.2.1 mailbox busy, try again later", None),
    "refuse-rcpt-then-hang": ("rcpt", "550 5.1.1 no such user here", "hang"),
    "refuse-rcpt-invite-data": ("rcpt", "550 5.1.1 no such user here", "invite"),
    "drop-at-rcpt": ("rcpt", None, "drop"),
    "refuse-command-data-554": ("data", "554 5.5.1 no valid recipients", None),
    "hang-mid-data": ("middle", None, "hang"),
    "drop-mid-data": ("middle", None, "drop"),
    "reject-data-554": ("body", "554 5.7.1 message refused by content", None),
    "temp-data-451": ("body", "451 4.3.0 queue file write error", None),
    "hang-after-data": ("body", None, "hang"),
    "drop-after-data": ("body", None, "drop"),
    "accept-then-drop": ("accepted", None, "drop"),
    "accept-then-hang": ("accepted", None, "hang"),
    "close-after-each": ("answered", None, "close"),
    "hang-at-quit": ("quit", None, "hang"),
}
BEHAVIOUR_HELP = "".join(
    f"  {name:24}{'' if step == 'never' else 'at ' + step + ': '}"
    f"{', then '.join(filter(None, [text, action])) or 'accept everything'}\n"
    for name, (step, text, action) in BEHAVIOURS.items()
)


class Sink:
    """The state of all connections: the behaviour, the counters and the file of accepted mails."""

    def __init__(self, out, behaviour, count, delay_s, pipelining):
        self.out = open(out, "ab", buffering=0) if out else None
        self.delay_s = delay_s
        self.pipelining = pipelining
        self.connections = 0
        self.begun = 0
        self.mails = 0
        self.open = set()
        self.free = asyncio.Event()
        self.free.set()
        self.behave(behaviour, count)

    def behave(self, behaviour, count):
        if behaviour not in BEHAVIOURS:
            raise ValueError(f"no such behaviour: {behaviour}")
        self.behaviour, self.left = behaviour, count

    def fault_at(self, step):
        """Returns the fault of this step and decrements its count; None if there is no fault."""
        steps, text, action = BEHAVIOURS[self.behaviour]
        if step not in steps.split():
            return None
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.behave("ok", None)
        return text, action

    def accept(self, connection, session, envelope, data):
        self.mails += 1
        if not self.out:
            return
        mail = {
            "number": self.mails,
            "connection": connection,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data,
            "data": base64.b64encode(data).decode("ascii"),
        }
        self.out.write(json.dumps(mail).encode("ascii") + b"\n")

    def stats(self):
        return {
            "connections": self.connections,
            "open": len(self.open),
            "begun": self.begun,
            "mails": self.mails,
            "behaviour": self.behaviour,
        }


class Connection(SMTP):
    """One client's connection. The overridden commands apply the fault of their step first."""

    line_length_limit = 64 * 1024 * 1024  # also the size of the reader's buffer: a mail may be one line

    def __init__(self, sink, tls_from_start, **options):
        super().__init__(self, **options)
        self.sink = sink
        self.tls_from_start = tls_from_start
        self.number = 0
        self.invites = False

    def connection_made(self, transport):
        if self.number == 0:  # called again after STARTTLS
            self.sink.connections += 1
            self.number = self.sink.connections
            self.sink.open.add(self)
        super().connection_made(transport)
        if self.tls_from_start:
            self.session.ssl = {}

    def connection_lost(self, error):
        self.sink.open.discard(self)
        super().connection_lost(error)

    async def faulty(self, step):
        """Applies the fault of this step; returns true if there was one."""
        fault = self.sink.fault_at(step)
        if fault is None:
            return False
        text, action = fault
        if text:
            await self.push(text)
        if action == "hang":
            await asyncio.Event().wait()  # until the client disconnects, which cancels this task
        elif action == "close":
            self.transport.close()
        elif action == "drop":
            self.transport.abort()
        elif action == "invite":
            self.invites = True  # accepts DATA without a recipient
        return True

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):
        session.host_name = hostname
        if self.sink.pipelining:
            responses.insert(1, "250-PIPELINING")
        return responses

    async def _handle_client(self):
        if not await self.faulty("greeting"):
            await super()._handle_client()

    async def smtp_MAIL(self, arg):
        if not await self.faulty("mail"):
            await super().smtp_MAIL(arg)
            self.sink.begun += self.envelope.mail_from is not None

    async def smtp_RCPT(self, arg):
        if not await self.faulty("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_QUIT(self, arg):
        if not await self.faulty("quit"):
            await super().smtp_QUIT(arg)

    async def smtp_DATA(self, arg):
        if not self.envelope.rcpt_tos:
            if self.invites:
                self.invites = False
                await self.push("354 end data with <CR><LF>.<CR><LF>")
                await self.read_message()
                self._set_post_data_state()
            await self.push("554 5.5.1 no valid recipients")
            return
        if await self.faulty("data"):
            return
        await self.push("354 end data with <CR><LF>.<CR><LF>")
        data = await self.read_message()
        if data is None:
            return
        envelope = self.envelope
        self._set_post_data_state()  # every answer ends the transaction
        if await self.faulty("body"):
            return
        if self.sink.delay_s:
            await asyncio.sleep(self.sink.delay_s)
        await self.sink.free.wait()
        self.sink.accept(self.number, self.session, envelope, data)
        if await self.faulty("accepted"):
            return
        await self.push(f"250 2.0.0 mail {self.sink.mails} taken")
        await self.faulty("answered")

    async def read_message(self):
        """Reads a message up to its end mark; returns None if a fault ended the connection."""
        lines = []
        while not (self.at_line_start(lines) and lines[-1:] == [b".\r\n"]):
            line = await self._reader.readline()
            if not line.endswith(b"\n"):
                raise ConnectionResetError
            lines.append(line)
            if await self.faulty("middle"):
                return None
        return re.sub(rb"(\A|\r\n)\.", rb"\1", b"".join(lines[:-1]))

    @staticmethod
    def at_line_start(lines):
        """Returns whether the last line follows a CRLF; a bare LF does not end a line (RFC 5321, 2.3.8)."""
        return len(lines) < 2 or lines[-2].endswith(b"\r\n")


def make_certificate(folder):
    """Creates a self-signed certificate for localhost and the loopback addresses; returns (certificate, key)."""
    certificate, key = os.path.join(folder, "ca.pem"), os.path.join(folder, "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate,
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"],
        check=True, capture_output=True)
    return certificate, key


def authenticator_for(credentials):
    user, _, password = credentials.partition(":")
    right = LoginPassword(user.encode(), password.encode())

    def check(_server, _session, _envelope, _mechanism, presented):
        if presented == right:
            return AuthResult(success=True, auth_data=user)
        return AuthResult(success=False, handled=False)

    return check


def reply(**values):
    print(json.dumps(values), flush=True)


def execute(sink, line):
    """Executes a line of standard input and prints the answer."""
    words = line.split()
    if words == ["stats"]:
        return reply(**sink.stats())
    if words in (["hold"], ["release"]):
        sink.free.clear() if words == ["hold"] else sink.free.set()
        return reply(held=not sink.free.is_set())
    if words in (["close-idle"], ["timeout-idle"]):
        for connection in list(sink.open):
            if words == ["timeout-idle"]:
                connection.transport.write(b"421 4.4.2 timeout exceeded\r\n")
            connection.transport.close()
        return reply(closed=len(sink.open))
    try:
        sink.behave(words[0], int(words[1]) if len(words) > 1 else None)
    except (ValueError, IndexError) as error:
        return reply(error=str(error))
    return reply(behaviour=sink.behaviour, left=sink.left)


async def execute_until_closed(sink):
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    loop.add_signal_handler(signal.SIGTERM, lambda: reader.feed_eof())
    while line := await reader.readline():
        if line.strip():
            execute(sink, line.decode("utf-8", "replace"))


async def serve(options, context, certificate):
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)  # tests disconnect clients on purpose
    sink = Sink(options.out, options.behaviour, options.count, options.delay_ms / 1000,
                options.pipelining)
    smtp = {"hostname": "sink.test", "ident": "ESMTP", "loop": loop, "enable_SMTPUTF8": True,
            "data_size_limit": options.size, "auth_require_tls": False}
    if options.starttls:
        smtp.update(tls_context=context, require_starttls=options.require_starttls)
    if options.auth:
        smtp.update(authenticator=authenticator_for(options.auth), auth_required=True)
    server = await loop.create_server(lambda: Connection(sink, options.tls, **smtp), options.host,
                                      options.port, ssl=context if options.tls else None,
                                      backlog=256)
    reply(port=server.sockets[0].getsockname()[1], ca=certificate)
    await execute_until_closed(sink)
    server.close()


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__ + BEHAVIOUR_HELP,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: a free one (default)")
    parser.add_argument("--out", help="file for the accepted mails (appended)")
    parser.add_argument("--pipelining", action="store_true", help="offer it (RFC 2920)")
    parser.add_argument("--starttls", action="store_true", help="offer STARTTLS")
    parser.add_argument("--require-starttls", action="store_true", help="offer and require STARTTLS")
    parser.add_argument("--tls", action="store_true", help="TLS from the first byte (smtps)")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="require these credentials")
    parser.add_argument("--behaviour", default="ok", choices=BEHAVIOURS, metavar="BEHAVIOUR",
                        help="initial behaviour (default ok)")
    parser.add_argument("--count", type=int, help="number of times until it is ok again")
    parser.add_argument("--delay-ms", type=int, default=0, help="pause before each final answer")
    parser.add_argument("--size", type=int, default=33554432, help="the limit announced as SIZE")
    return parser.parse_args()


def main():
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    options = parse_options()
    if not (options.starttls or options.tls):
        asyncio.run(serve(options, None, None))
        return
    folder = tempfile.mkdtemp(prefix="smtp-sink-")
    try:
        certificate, key = make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        asyncio.run(serve(options, context, certificate))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
