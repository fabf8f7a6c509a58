"""A TCP proxy for tests that forwards connections to a port until the link is cut."""

import contextlib
import selectors
import socket
import threading

CHUNK = 65_536
BACKLOG = 128


class TcpLink:
    """A proxy on its own port. While it is cut, it behaves like a network that loses all packets: no bytes
    arrive, and no side receives an error. One thread; a context manager."""

    def __init__(self, target_port):
        self.target_port = target_port  # changes apply to new connections
        self._cut = threading.Event()
        self._ending = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._peers = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._loop, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        self._thread.join(10)
        for end in [*self._peers, self._listener]:
            end.close()
        self._selector.close()

    def cut(self):
        self._cut.set()

    def mend(self):
        """Forwards new connections again; connections from before the cut are closed."""
        self._cut.clear()

    def _loop(self):
        was_cut = False
        while not self._ending.is_set():
            ready = self._selector.select(0.02)
            if self._cut.is_set():
                was_cut = True
                self._ending.wait(0.02)  # pending bytes stay in the sockets
                continue
            if was_cut:
                was_cut = False
                for end in list(self._peers):
                    self._close(end)
                continue
            for key, _ in ready:
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj in self._peers:
                    self._forward(key.fileobj)

    def _accept(self):
        with contextlib.suppress(OSError):
            near, _ = self._listener.accept()
            near.setblocking(True)
            try:
                far = socket.create_connection(("127.0.0.1", self.target_port), timeout=5)
            except OSError:
                near.close()
                return
            for end, other in ((near, far), (far, near)):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._peers[end] = other
                self._selector.register(end, selectors.EVENT_READ)

    def _forward(self, end):
        try:
            data = end.recv(CHUNK)
            if data:
                self._peers[end].sendall(data)
                return
        except OSError:
            pass
        self._close(end)

    def _close(self, end):
        other = self._peers.pop(end, None)
        if other is None:
            return
        self._peers.pop(other, None)
        for closed in (end, other):
            self._selector.unregister(closed)
            closed.close()
