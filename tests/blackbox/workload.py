"""Partners' programs that never stop asking, whatever happens to the server: the load of the crash
tests. They remember what was answered and what was not."""

import threading

from raw_http import ConnectionEnded, NoAnswer
from wire import ACTIVATION, applicant, json_body, read_object

RECONNECT_SECONDS = 0.005
PAUSE_SECONDS = 0.02
THREAD_END_SECONDS_MAX = 15


class Workload:
    """Threads that activate over and over, each with a connection that it keeps. Use as a context
    manager: leaving it ends them."""

    def __init__(self, partner, threads=6, pause=PAUSE_SECONDS):
        self.partner = partner
        self._pause = pause
        self.answered = []  # (fields, {Id, Hash}) in the order of the answers
        self.unanswered = []  # fields of requests that may or may not have arrived
        self.surprises = []  # answers that no crash explains
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._ask_on_and_on, daemon=True)
                         for _ in range(threads)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Returns when all of them have ended."""
        self._ending.set()
        for thread in self._threads:
            thread.join(THREAD_END_SECONDS_MAX)
            assert not thread.is_alive(), "a client hangs"

    def take_unanswered(self):
        """Those so far; they are the caller's now."""
        with self._lock:
            taken, self.unanswered = self.unanswered, []
        return taken

    def _ask_on_and_on(self):
        while not self._ending.is_set():
            try:
                with self.partner.server.connect() as connection:
                    while not self._ending.is_set():
                        self._ask(connection)
                        self._ending.wait(self._pause)
            except (OSError, ConnectionEnded, NoAnswer):
                self._ending.wait(RECONNECT_SECONDS)

    def _ask(self, connection):
        with self._lock:  # the counters behind it are shared
            fields = applicant()
        fields["RegisterToNewsletter"] = fields["IpAddress"].endswith("1")
        try:
            connection.send(self.partner.request(ACTIVATION, json_body(fields)))
            answer = connection.read()
        except (OSError, ConnectionEnded, NoAnswer):
            with self._lock:
                self.unanswered.append(fields)
            raise
        with self._lock:
            if answer.status == 200:
                self.answered.append((fields, read_object(answer)))
            elif answer.status == 503 and "retry-after" in dict(answer.headers):
                self.unanswered.append(fields)
            else:
                self.surprises.append((fields, answer))
