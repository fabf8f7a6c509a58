"""The load of the crash tests: partners' programs that send requests continuously, also while the server
is down, and record which requests were answered."""

import threading

from raw_http import ConnectionEnded, NoAnswer
from wire import ACTIVATION, applicant, json_body, read_object

RECONNECT_SECONDS = 0.005
PAUSE_SECONDS = 0.02
THREAD_END_SECONDS_MAX = 15


class Workload:
    """Threads that submit activations continuously, each on a persistent connection. Leaving the context ends
    the threads."""

    def __init__(self, partner, threads=6, pause=PAUSE_SECONDS):
        self.partner = partner
        self._pause = pause
        self.answered = []  # (fields, {Id, Hash}) in the order of the answers
        self.unanswered = []  # fields of requests without an answer
        self.surprises = []  # responses that a crash does not explain
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._send_continuously, daemon=True)
                         for _ in range(threads)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends the threads. Returns when all threads have ended."""
        self._ending.set()
        for thread in self._threads:
            thread.join(THREAD_END_SECONDS_MAX)
            assert not thread.is_alive(), "a client hangs"

    def take_unanswered(self):
        """Removes and returns all unanswered requests."""
        with self._lock:
            unanswered, self.unanswered = self.unanswered, []
        return unanswered

    def _send_continuously(self):
        while not self._ending.is_set():
            try:
                with self.partner.server.connect() as connection:
                    while not self._ending.is_set():
                        self._send_one(connection)
                        self._ending.wait(self._pause)
            except (OSError, ConnectionEnded, NoAnswer):
                self._ending.wait(RECONNECT_SECONDS)

    def _send_one(self, connection):
        with self._lock:  # applicant() uses shared counters
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
