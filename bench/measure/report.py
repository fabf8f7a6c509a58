"""Collects the results and formats them as a text table, a Markdown table and JSON."""

import json
import statistics


def percentile(values, part):
    ordered = sorted(values)
    return ordered[round(part * (len(ordered) - 1))]


class Report:
    """The results by (section, what, who), and the ratios between them with their gates."""

    def __init__(self, doubt=""):
        """`doubt` is the reason for which no gate of this run counts as met or missed."""
        self._doubt = doubt
        self.figures = []
        self.gates = []
        self._unsteady = {}  # (section, what): rounds whose disk changed between the compared runs

    def add(self, section, what, who, unit, value):
        """Adds the result of one round."""
        key = (section, what, who, unit)
        for figure in self.figures:
            if figure["key"] == key:
                figure["values"].append(value)
                return
        self.figures.append({"key": key, "values": [value]})

    def median(self, section, what, who):
        for figure in self.figures:
            if figure["key"][:3] == (section, what, who):
                return statistics.median(figure["values"])
        raise KeyError((section, what, who))

    def values(self, section, what, who):
        return next(figure["values"] for figure in self.figures
                    if figure["key"][:3] == (section, what, who))

    def add_probes(self, section, whats, probes, steady):
        """Adds the disk probes around the runs of one round that produced the results `whats`."""
        for probe in probes:
            self.add(section, f"disk, {whats[0]}", "probe", "syncs/s", probe)
        for what in whats if not steady else ():
            self._unsteady[section, what] = self._unsteady.get((section, what), 0) + 1

    def ratio(self, section, what, who, to_whom, at_least=None, at_most=None, hope=None,
              impossible_above=None):
        """Adds the median of the ratios per round, because the runs of a round had the same conditions.
        A value above `impossible_above` means that the comparison is invalid."""
        ratios = [a / b for a, b in zip(self.values(section, what, who),
                                        self.values(section, what, to_whom), strict=True)]
        value = statistics.median(ratios)
        doubts = []
        if impossible_above is not None and value > impossible_above:
            doubts.append(f"can't be above {impossible_above:g}")
        if (section, what) in self._unsteady:
            doubts.append(f"disk unsteady in {self._unsteady[section, what]} of {len(ratios)}")
        self.gate(section, f"{what}: {who} / {to_whom}", value, at_least, at_most, hope,
                  "; ".join(doubts))

    def gate(self, section, what, value, at_least=None, at_most=None, hope=None, doubt=""):
        """Adds a gate. `doubt` is the reason for which the value is inconclusive; the gate then counts
        neither as met nor as missed."""
        met = None
        doubt = doubt or self._doubt
        if at_least is not None and not doubt:
            met = value >= at_least
        if at_most is not None and not doubt:
            met = value <= at_most
        wanted = f"≥ {at_least:g}" if at_least is not None else ""
        wanted = f"≤ {at_most:g}" if at_most is not None else wanted
        self.gates.append({"section": section, "what": what, "value": value, "wanted": wanted,
                           "hope": hope, "met": met, "doubt": doubt})

    def tables(self):
        figures = [("", "what", "who", "median", "lowest", "highest", "rounds", "unit")]
        for figure in self.figures:
            section, what, who, unit = figure["key"]
            values = figure["values"]
            figures.append((section, what, who, shown(statistics.median(values)),
                            shown(min(values)), shown(max(values)), str(len(values)), unit))
        gates = [("", "what", "value", "gate", "hope", "met")]
        for gate in self.gates:
            gates.append((gate["section"], gate["what"], shown(gate["value"]), gate["wanted"],
                          "" if gate["hope"] is None else f"{gate['hope']:g}",
                          gate["doubt"] and f"inconclusive: {gate['doubt']}"
                          or {True: "yes", False: "NO", None: ""}[gate["met"]]))
        return figures, gates

    def text(self):
        return "\n\n".join(as_text(table) for table in self.tables())

    def markdown(self):
        return "\n\n".join(as_markdown(table) for table in self.tables())

    def json(self, **about):
        figures = [dict(zip(("section", "what", "who", "unit"), figure["key"]),
                        values=figure["values"], median=statistics.median(figure["values"]))
                   for figure in self.figures]
        return json.dumps({**about, "figures": figures, "gates": self.gates}, indent=2,
                          ensure_ascii=False)


def shown(value):
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def as_text(rows):
    widths = [max(len(cell) for cell in column) for column in zip(*rows)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
             for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def as_markdown(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)
