#!/bin/sh
# Passive DNS (Common Output Format, JSON Lines) into Clew and into DuckDB, in one run, in turns: a table of medians.
#
#   bench/passive-dns.sh [--install] BUILD [RECORDS [RUNS [WORK]]]
#
# BUILD is a release build of this tree (build/release); RECORDS are 10,000,000 and RUNS 3 unless said. WORK (default
# build/compare, or $CLEW_COMPARE) keeps the records and DuckDB, as those of bench/compare.sh does; --install gets DuckDB.
#   parsed    every record is read and nothing kept: Clew makes its facts of them on one core, DuckDB reads the fields on all
#   durable   from an empty file to one that holds all of it: `clew ingest`; DuckDB is done when it can be asked
#   asked     to a file that another process has asked, both ways, with every name and link once and its times put
#             together: for Clew with its first question, which builds the graph; DuckDB's reader with the statements of
#             bench/passive_dns.cpp
# The two must find as many values and links. Results stay in WORK/passive-dns.jsonl.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
install=''
if [ "${1:-}" = --install ]; then install=1 && shift; fi
if [ $# -lt 1 ]; then sed -n '2,/^set -eu/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2 && exit 2; fi
build=$(cd "$1" && pwd)
records=${2:-10000000} runs=${3:-3} work=${4:-${CLEW_COMPARE:-$root/build/compare}}
mkdir -p "$work"
work=$(cd "$work" && pwd)
library=$work/npm/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so
if [ -n "$install" ] && [ ! -e "$library" ]; then
  mkdir -p "$work/npm"
  (cd "$work/npm" && npm init -y && npm install @duckdb/node-api) >"$work/install.log" 2>&1
fi
[ -e "$library" ] || { echo "DuckDB is missing: $library (--install gets it)" >&2; exit 2; }
awk '$1 > 0.5 { exit 1 }' /proc/loadavg || echo "this machine is doing other things: load $(cut -d ' ' -f 1 /proc/loadavg)" >&2

file=$work/passive-dns-$records.jsonl
[ -s "$file" ] || "$build/bench/bench_passive_dns" make "$file" "$records" >/dev/null
measure() { "$build/bench/bench_process" --number "$@"; }
remove() { rm -f "$work"/pdns.db* "$work"/pdns.duck*; }
trap remove EXIT
for run in $(seq "$runs"); do
  echo "$(date +%H:%M:%S) run $run of $runs" >&2
  measure clew parsed 1 "$build/bench/bench_ingest_lines" "$file"
  measure duckdb parsed 1 "$build/bench/bench_passive_dns" read "$library" "$file"
  remove
  "$build/bench/bench_process" clew loaded 1 "$build/clew" ingest "$work/pdns.db" "$file" --no-raw --quiet --progress never
  measure clew links 1 "$build/clew" sql -q --format list "$work/pdns.db" \
    "SELECT count(*) FROM link WHERE relation IN ('ip', 'ns', 'mx', 'cname')"
  measure duckdb loaded 1 "$build/bench/bench_passive_dns" load "$library" "$file" "$work/pdns.duck"
done >"$work/passive-dns.jsonl"

/usr/bin/python3 - "$work/passive-dns.jsonl" "$records" "$(stat -c %s "$file")" <<'END'
import json, statistics, sys
runs = [json.loads(line) for line in open(sys.argv[1])]
records, size = int(sys.argv[2]), int(sys.argv[3])
of = lambda peer, op, key: [r[key] for r in runs if (r["peer"], r["op"]) == (peer, op)]
def runs_of(peer, op):
    if op == "parsed" or peer == "duckdb": return of(peer, "parsed" if op == "parsed" else "loaded", "total_ms")
    first = of(peer, "links", "total_ms") if op == "asked" else [0] * len(of(peer, "loaded", "n"))
    return [a + b for a, b in zip(of(peer, "loaded", "total_ms"), first)]
def memory(peer, op):
    ops = {"parsed": ["parsed"], "durable": ["loaded"], "asked": ["loaded", "links"] if peer == "clew" else ["loaded"]}[op]
    return max(max(of(peer, each, "rss_mb")) for each in ops)
print(f"{records:,} records, {size / 1e6:,.0f} MB, median of {len(of('clew', 'loaded', 'n'))}\n")
print("| | Clew | DuckDB | |\n|---|---:|---:|---:|")
for op in ("parsed", "durable", "asked"):
    a, b = (statistics.median(runs_of(peer, op)) / 1e3 for peer in ("clew", "duckdb"))
    print(f"| {op} | {a:.2f} s | {b:.2f} s | {b / a:.2f} × |")
    print(f"| records a second | {records / a:,.0f} | {records / b:,.0f} | |")
    print(f"| peak memory | {memory('clew', op):,.0f} MB | {memory('duckdb', op):,.0f} MB | |")
for what, one, other in (("values", of("clew", "parsed", "sum"), of("duckdb", "parsed", "sum")),
                         ("links", of("clew", "links", "sum"), of("duckdb", "loaded", "sum"))):
    if set(one) != set(other): sys.exit(f"{what} differ: Clew {set(one)}, DuckDB {set(other)}")
END
