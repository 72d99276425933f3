#!/bin/sh
# Clew and its peers on the same data, in one run, one after the other: a table with times and ratios.
#
#   bench/compare.sh BUILD SCALE [WORK]
#
# BUILD is a release build of this tree (build/release); SCALE is S, M, L or a number of domains; WORK (default
# build/compare) keeps data, peers and results between runs. The generator, the peers' programs and the meaning of each
# operation are in $CLEW_SHARED/bench (default ../shared/bench). Peers: expert SQLite, a plain CSR program ("limit"), and
# DuckDB where its library is found ($DUCKDB_LIB, a folder with libduckdb.so). Ratios say how many times faster Clew is;
# a sum that differs from the plain CSR's is marked WRONG.
set -eu

[ $# -ge 2 ] || { echo "usage: bench/compare.sh BUILD SCALE [WORK]" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
scale=$2
work=${3:-$root/build/compare}
peers=${CLEW_SHARED:-$root/../shared}/bench
[ -d "$peers" ] || { echo "the peers' programs are not there: $peers (CLEW_SHARED names the folder above)" >&2; exit 2; }
mkdir -p "$work/bin" "$work/data/$scale"
data=$work/data/$scale
results=$work/$scale.jsonl

compile() {  # NAME SOURCE FLAG...
  name=$1 source=$2
  shift 2
  [ -x "$work/bin/$name" ] || g++ -std=c++17 -O3 -march=native -o "$work/bin/$name" "$peers/$source" "$@"
}
compile gen gen.cpp
compile limit limit.cpp
compile sqlite sqlite_peer.cpp -lsqlite3
if [ -n "${DUCKDB_LIB:-}" ]; then
  compile duckdb duckdb_peer.cpp -I"$DUCKDB_LIB" "$DUCKDB_LIB/libduckdb.so" "-Wl,-rpath,$DUCKDB_LIB"
fi

[ -s "$data/pairs.txt" ] || "$work/bin/gen" "$scale" "$data" 42
[ -s "$data/facts.jsonl" ] || "$build/bench/bench_edges_to_facts" <"$data/edges.jsonl" >"$data/facts.jsonl"

: >"$results"
[ -s "$data/csr.bin" ] || "$work/bin/limit" "$data" "$data/csr.bin" load >>"$results"
[ -s "$data/sqlite.db" ] || "$work/bin/sqlite" "$data" "$data/sqlite.db" load >>"$results"
if [ -x "$work/bin/duckdb" ] && [ ! -s "$data/duck.db" ]; then "$work/bin/duckdb" "$data" "$data/duck.db" load >>"$results"; fi
if [ ! -s "$data/case.db" ]; then
  begin=$(date +%s%N)
  "$build/clew" ingest "$data/case.db" "$data/facts.jsonl" --no-progress >"$data/ingest.txt" 2>&1 || { cat "$data/ingest.txt" >&2; exit 1; }
  echo "{\"peer\":\"clew\",\"op\":\"loadjson\",\"total_ms\":$((($(date +%s%N) - begin) / 1000000))}" >>"$results"
  # the first question builds what later ones read
  begin=$(date +%s%N)
  "$build/clew" -q "$data/case.db" 'domains | count' >/dev/null
  echo "{\"peer\":\"clew\",\"op\":\"replica\",\"total_ms\":$((($(date +%s%N) - begin) / 1000000))}" >>"$results"
fi

"$work/bin/limit" "$data" "$data/csr.bin" query >>"$results"
"$work/bin/sqlite" "$data" "$data/sqlite.db" app >>"$results"
[ ! -x "$work/bin/duckdb" ] || "$work/bin/duckdb" "$data" "$data/duck.db" query >>"$results"
"$build/bench/bench_pivots" "$data/case.db" "$data" >>"$results"

awk -f "$root/bench/compare.awk" "$results"
