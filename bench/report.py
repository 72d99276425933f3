#!/usr/bin/env python3
"""Makes tables and a chart of what bench/compare.sh measured.

    bench/report.py RESULTS.jsonl            prints one run's table
    bench/report.py --write RESULTS.jsonl... puts the tables of all runs into docs/performance.md, draws
                                             docs/performance.svg and sets the figures that README names

A file of results is one run at one scale: JSON lines, the first of which says when, where and on what. Sums are held
against those of the plain CSR program ("limit"): an answer that differs is marked WRONG, one that was stopped says how
far it came, and neither is ranked.
"""
import json
import os
import re
import sys
from dataclasses import dataclass
from typing import Callable, Optional

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PEERS = [("sqlite-app", "SQLite"), ("duckdb", "DuckDB"), ("igraph", "igraph")]  # what a user would take instead
LIMIT = "limit"  # a plain CSR program: no peer, but what the machine allows without tricks


@dataclass
class Row:
    title: str
    op: str  # of Clew's line, and of the others' unless `theirs` says
    value: Callable[[dict], Optional[float]]
    unit: str
    theirs: Optional[dict] = None  # peer -> operation
    more_is_better: bool = False
    chart: str = ""  # title in the chart; empty: not drawn


def total(line):
    return line.get("total_ms")


def a_pass(line):
    return line["total_ms"] / max(1, line["n"])


def median(line):
    return line.get("p50_us")


def megabytes(line):
    return line["bytes"] / 1e6 if "bytes" in line else None


def resident(line):
    return line.get("rss_mb")


LOADS = {"sqlite-app": "load", "duckdb": "load", LIMIT: "load", "igraph": "-"}
ROWS = [
    Row("addresses of a named domain, median", "ips", median, "µs", chart="addresses of a domain"),
    Row("domains sharing an e-mail ×1000", "email2", total, "ms", chart="domains sharing an e-mail"),
    Row("e-mail, then address, hubs over 500 skipped ×1000", "hop4f", total, "ms", chart="e-mail, then address, hubs out"),
    Row("the same, hubs included ×50", "hop4", total, "ms", chart="the same, hubs included"),
    Row("on an address at the same time ×1000", "overlap", total, "ms", chart="same address, same time"),
    Row("53 seeds, e-mail or address, hubs skipped ×20", "setf", total, "ms", chart="53 seeds, hubs out"),
    Row("53 seeds, hubs included ×20", "set", total, "ms", chart="53 seeds, hubs included"),
    Row("shortest path, hubs over 1000 skipped ×100", "sp", total, "ms", chart="shortest path, hubs out"),
    Row("connected components", "wcc", a_pass, "ms", chart="connected components"),
    Row("PageRank, 20 iterations", "pagerank20", a_pass, "ms", {"igraph": "pagerank_prpack"}, chart="PageRank"),
    Row("the same, laying the graph out first", "pagerank20_whole", a_pass, "ms",
        {"igraph": "pagerank_prpack", LIMIT: "pagerank20"}),
    Row("JSON Lines to durable and queryable, the first question asked", "loadjson", total, "ms", {"igraph": "-", LIMIT: "-"}, chart="JSON Lines taken in"),
    Row("the same, with the raw records kept", "loadjson_raw", total, "ms", {"duckdb": "loadjson"}),
    Row("committed batches of 10,000", "batches_indexed", lambda line: line.get("rows_per_s"), "links/s", None, True,
        "committed batches"),
    Row("size on disk", "size_loadjson", megabytes, "MB", LOADS, chart="size on disk"),
    Row("the same, with the raw records kept", "size_loadjson_raw", megabytes, "MB", LOADS),
    Row("cold process to first answer, median", "cold", lambda line: line["p50_us"] / 1e3, "ms", chart="cold start to first answer"),
    Row("peak memory serving pivots and paths", "sp", resident, "MB"),
    Row("peak memory taking JSON Lines in", "loadjson", resident, "MB", {"igraph": "-", LIMIT: "-"}),
]
UNCHECKED = re.compile("load|size|batches")


class Run:
    """One file of results."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file if line.startswith("{")]
        self.head = next((line for line in lines if "run" in line), {})
        self.lines = {(line["peer"], line["op"]): line for line in lines if "peer" in line}
        for op in ("loadjson", "loadjson_raw"):
            self.add_first_question(op)
        names = {"S": "0.1 M", "M": "1 M", "L": "10 M", "XL": "100 M"}
        self.scale = self.head.get("scale", "?")
        self.title = f"{self.scale}: {self.head.get('links', 0):,} links, {self.head.get('nodes', 0):,} nodes"
        self.short = f"{names.get(self.scale, self.scale)} links"

    def add_first_question(self, op):
        """A large ingest leaves the graph to the first question: what can be asked has had it."""
        line, first = self.lines.get(("clew", op)), self.lines.get(("clew", "first_" + op))
        if line is None or first is None:
            return
        whole = dict(line, total_ms=line["total_ms"] + first["total_ms"], rss_mb=max(line["rss_mb"], first["rss_mb"]))
        self.lines[("clew", op)] = whole

    def line(self, row, peer):
        op = row.op if peer == "clew" else (row.theirs or {}).get(peer, row.op)
        return self.lines.get((peer, op))

    def doubt(self, line):
        """Why a line cannot be ranked; empty when it can."""
        if line.get("err"):
            return f"{line['err']} errors"
        if "of" in line and line["n"] != line["of"]:
            return f"only {line['n']} of {line['of']}"
        if UNCHECKED.search(line["op"]):
            return ""
        if line["op"].startswith("pagerank"):
            right = self.lines.get((LIMIT, "pagerank20"), {})
            return "WRONG" if line.get("top") != right.get("top") and "top" in line else ""
        right = self.lines.get((LIMIT, line["op"]))
        if right is None or "sum" not in line:
            return ""
        return "" if line["sum"] * right["n"] == right["sum"] * line["n"] or line["sum"] == right["sum"] else "WRONG"

    def value(self, row, peer):
        """The figure, or None when there is none that may be compared."""
        line = self.line(row, peer)
        return None if line is None or self.doubt(line) else row.value(line)

    def ratio(self, row, peer):
        """How many times better Clew is."""
        ours, theirs = self.value(row, "clew"), self.value(row, peer)
        if not ours or not theirs:
            return None
        return ours / theirs if row.more_is_better else theirs / ours

    def strongest(self, row):
        """The peer that Clew has the least lead on: its name and the ratio."""
        ratios = [(self.ratio(row, peer), name) for peer, name in PEERS if self.ratio(row, peer)]
        return min(ratios) if ratios else (None, "")

    def rows(self):
        return [row for row in ROWS if self.line(row, "clew")]


def figure(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def times(ratio):
    return "–" if ratio is None else f"{ratio:.0f} ×" if ratio >= 20 else f"{ratio:.1f} ×" if ratio >= 1 else f"{ratio:.2g} ×"


def cell(run, row, peer):
    line = run.line(row, peer)
    if line is None or row.value(line) is None:
        return "–"
    doubt = run.doubt(line)
    return figure(row.value(line)) + (f" ({doubt})" if doubt else "")


def table(run):
    peers = [(peer, name) for peer, name in PEERS if any(run.line(row, peer) for row in ROWS)]
    columns = ["operation", "unit", "Clew"] + [name for _, name in peers] + ["against the strongest", "plain CSR", "against it"]
    out = ["| " + " | ".join(columns) + " |", "|" + "---|" * 2 + "---:|" * (len(columns) - 2)]
    for row in run.rows():
        ratio, name = run.strongest(row)
        beside = f"{times(ratio)} {name}".strip()
        cells = [row.title, row.unit, cell(run, row, "clew")] + [cell(run, row, peer) for peer, _ in peers]
        out.append("| " + " | ".join(cells + [beside, cell(run, row, LIMIT), times(run.ratio(row, LIMIT))]) + " |")
    return "\n".join(out)


def costs(runs):
    """What a link or an answer costs at each scale."""
    def each(run, op, scale):
        line = run.lines.get(("clew", op))
        return None if line is None else scale(line, run.head["links"])

    rows = [
        ("taking a link in, µs", "loadjson", lambda line, links: line["total_ms"] * 1e3 / links),
        ("a link on disk, bytes", "size_loadjson", lambda line, links: line["bytes"] / links),
        ("addresses of a domain, median, µs", "ips", lambda line, links: line["p50_us"]),
        ("addresses of a domain, 95 of 100, µs", "ips", lambda line, links: line["p95_us"]),
        ("a domain that shares an e-mail, ns", "email2", lambda line, links: line["total_ms"] * 1e6 / line["sum"]),
        ("a domain four links away, hubs skipped, ns", "hop4f", lambda line, links: line["total_ms"] * 1e6 / line["sum"]),
        ("a domain tied to 53 seeds, ns", "set", lambda line, links: line["total_ms"] * 1e6 / line["sum"]),
        ("a shortest path, µs", "sp", lambda line, links: line["total_ms"] * 1e3 / line["n"]),
        ("a link in components, ns", "wcc", lambda line, links: a_pass(line) * 1e6 / links),
        ("a link in an iteration of PageRank, ns", "pagerank20", lambda line, links: a_pass(line) * 1e6 / links / 20),
        ("cold process to first answer, ms", "cold", lambda line, links: line["p50_us"] / 1e3),
    ]
    out = ["| cost of | " + " | ".join(f"{run.scale}, {run.short}" for run in runs) + " |", "|---|" + "---:|" * len(runs)]
    for title, op, scale in rows:
        values = [each(run, op, scale) for run in runs]
        if any(values):
            out.append(f"| {title} | " + " | ".join(figure(value) for value in values) + " |")
    return "\n".join(out)


def chart(run):
    """Bars of how many times better Clew is than the strongest peer; the scale is logarithmic, 1 × is a line."""
    bars = [(row.chart, *run.strongest(row)) for row in run.rows() if row.chart and run.strongest(row)[0]]
    left, width, step, top = 226, 420, 24, 64
    low = min([0.5] + [ratio for _, ratio, _ in bars])
    high = max([20] + [ratio for _, ratio, _ in bars])
    from math import log

    def place(ratio):
        return left + width * (log(ratio) - log(low)) / (log(high) - log(low))

    height = top + step * len(bars) + 34
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="{height}" viewBox="0 0 800 {height}" '
        'font-family="DejaVu Sans, Verdana, sans-serif" font-size="12">',
        f'<rect width="800" height="{height}" fill="#ffffff"/>',
        '<text x="16" y="24" font-size="15" fill="#1b1f24">How many times better Clew is than the strongest of the others</text>',
        f'<text x="16" y="42" fill="#57606a">{run.head.get("links", 0):,} links, one run on one machine; '
        "logarithmic scale, right of 1 × Clew leads</text>",
    ]
    for mark in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if low <= mark <= high:
            colour = "#57606a" if mark == 1 else "#d8dee4"
            x = f"{place(mark):.1f}"
            out.append(f'<line x1="{x}" y1="{top - 8}" x2="{x}" y2="{height - 26}" stroke="{colour}"/>')
            out.append(f'<text x="{x}" y="{height - 10}" text-anchor="middle" fill="#57606a">{mark:g} ×</text>')
    for at, (title, ratio, name) in enumerate(bars):
        y, one, end = top + step * at, place(1), place(ratio)
        colour = "#1a7f5a" if ratio >= 1 else "#b35900"
        out.append(f'<text x="{left - 10}" y="{y + 13}" text-anchor="end" fill="#1b1f24">{title}</text>')
        out.append(f'<rect x="{min(one, end):.1f}" y="{y + 1}" width="{max(1, abs(end - one)):.1f}" height="16" fill="{colour}"/>')
        out.append(f'<text x="{max(one, end) + 6:.1f}" y="{y + 13}" fill="#57606a">{times(ratio)} {name}</text>')
    return "\n".join(out + ["</svg>", ""])


def between(path, begin, end, text):
    """Puts `text` between two lines of a file."""
    with open(path, encoding="utf-8") as file:
        whole = file.read()
    before, rest = whole.split(begin, 1)
    after = rest.split(end, 1)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n{text}\n{end}{after}")


def write(runs):
    parts = []
    for run in runs:
        where = f"{run.head['run']}, {run.head['machine']}, load {run.head.get('load', '?')} at the start"
        parts.append(f"### {run.title}\n\n{where}: `bench/compare.sh build/release {run.scale}`\n\n{table(run)}\n")
    parts.append(f"### What a link costs, by scale\n\n{costs(runs)}")
    between(os.path.join(ROOT, "docs/performance.md"), "<!-- figures -->", "<!-- end of figures -->", "\n".join(parts))
    drawn = next((run for run in reversed(runs) if any(run.line(row, "sqlite-app") for row in ROWS)), None)
    if drawn:
        with open(os.path.join(ROOT, "docs/performance.svg"), "w", encoding="utf-8") as file:
            file.write(chart(drawn))


def main(arguments):
    writing = arguments[:1] == ["--write"]
    paths = arguments[1:] if writing else arguments
    if not paths:
        sys.exit(__doc__)
    runs = sorted((Run(path) for path in paths), key=lambda run: run.head.get("links", 0))
    if writing:
        write(runs)
    else:
        for run in runs:
            print(f"{run.title}\n{run.head.get('run')}, {run.head.get('machine')}\n\n{table(run)}\n")
    wrong = [f"{run.scale}: {peer} {op}" for run in runs for (peer, op), line in run.lines.items() if run.doubt(line) == "WRONG"]
    if any("clew" in one for one in wrong):
        sys.exit("WRONG answers: " + ", ".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
