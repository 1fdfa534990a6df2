"""Partners who write at once: how long a draft or a sending takes, and whether anything is lost.

A real server, real forms: each writer is a signed-in person who opens an answer, saves its draft
twice, reads it over and sends it, then goes on with the next one.
"""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

ROUNDS = ((1, 12), (8, 5), (32, 3))  # (writers at once, answers of each)
FORM = "application/x-www-form-urlencoded"


class Fields(HTMLParser):
    """The fields of the forms of a page, as a browser would send them."""

    def __init__(self, html):
        super().__init__()
        self.values, self.open, self.select = {}, None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        name = known.get("name")
        if tag == "input" and name and known.get("type") not in ("checkbox", "radio", "file"):
            self.values[name] = known.get("value", "")
        elif tag == "input" and name and "checked" in known:
            self.values[name] = known.get("value", "on")
        elif tag == "textarea" and name:
            self.open, self.values[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in known:
            self.values[self.select] = known.get("value", "")

    def handle_data(self, data):
        if self.open:
            self.values[self.open] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.open = None
        elif tag == "select":
            self.select = None


@dataclass
class ActionOutcome:
    """What a round of writers lived: seconds of each act, and what went wrong, in words."""

    drafts: list = field(default_factory=list)
    sendings: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    words: dict = field(default_factory=dict)  # key of a report → what was typed last


class Writer(threading.Thread):
    """One person and their answers; what they live goes into `outcome`."""

    def __init__(self, port, session, reports, outcome, start):
        super().__init__()
        self.reports, self.outcome, self.start_together = reports, outcome, start
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = {"sessionid": session}

    def run(self):
        self.start_together.wait()
        for report in self.reports:
            try:
                self.answer(report)
            except Exception as error:  # counted, and the others go on
                self.outcome.faults.append(f"{type(error).__name__} : {error}")
        self.connection.close()

    def answer(self, report):
        path = f"/espace/remontees/{report}/"
        fields = Fields(self.ask(path)).values
        fields |= {name: "12" for name in fields if name.endswith("-typed")}
        for turn in range(2):
            fields["done"] = self.outcome.words[report] = f"Écrit {turn} pour {report}."
            fields["_page"] = path
            saved = json.loads(self.timed(f"{path}brouillon/", fields, 200, self.outcome.drafts))
            fields["_version"] = saved["version"]
        check = Fields(self.ask(f"{path}verifier/")).values
        self.timed(f"{path}verifier/", check, 302, self.outcome.sendings)

    def timed(self, path, fields, expected, seconds):
        started = time.perf_counter()
        text = self.ask(path, fields, expected)
        seconds.append(time.perf_counter() - started)
        return text

    def ask(self, path, fields=None, expected=200):
        """The text of the answer; RuntimeError when its status is not `expected`."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is None:
            self.connection.request("GET", path, headers=headers)
        else:
            body = urlencode(fields)
            self.connection.request("POST", path, body, headers | {"Content-Type": FORM})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        if answer.status != expected:
            raise RuntimeError(f"{path} : réponse {answer.status}, {expected} attendue")
        return text


def write_at_once(port, writers):
    """Let the `writers` of a round (see partners.py) work together; gives their ActionOutcome."""
    outcome, start = ActionOutcome(), threading.Barrier(len(writers))
    threads = [Writer(port, one["session"], one["reports"], outcome, start) for one in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def percentiles(seconds):
    """Median, 95 % and 99 % of `seconds`; the largest when they are few."""
    ordered = sorted(seconds) or [0.0]
    return [ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99)]


def seconds_of_bare(port, times=300):
    """Median time of the bare view asked by one client: what the latencies are compared to."""
    connection, found = http.client.HTTPConnection("127.0.0.1", port, timeout=30), []
    for _turn in range(times):
        started = time.perf_counter()
        connection.request("GET", "/")
        connection.getresponse().read()
        found.append(time.perf_counter() - started)
    connection.close()
    return percentiles(found)[0]


def print_round(writers, outcome, bare):
    """One line for the drafts, one for the sendings."""
    for label, seconds in (("brouillon", outcome.drafts), ("envoi", outcome.sendings)):
        ratios = "".join(f"{value / bare:>10.0f}" for value in percentiles(seconds))
        print(f"  {writers:>2} à la fois   {label:<10}{ratios}   ({len(seconds)} mesures)")
