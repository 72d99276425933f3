#!/bin/sh
# Clew and its peers on the same data, in one run, one after the other: a table with times and ratios.
#
#   bench/compare.sh [--install] [--fresh] [--write] BUILD SCALE... [WORK]
#
# BUILD is a release build of this tree (build/release). SCALE is S, M, L (0.1, 1, 10 million links), XL (100 million:
# Clew and the plain CSR alone) or a number of domains. WORK (default build/compare, or $CLEW_COMPARE) keeps data, peers,
# their files and results between runs; the case is made anew in each.
#   --install  gets the peers that are missing: DuckDB from the registry of npm into WORK, igraph as a package of Debian
#   --fresh    the peers' files are made anew as well
#   --write    docs/performance.md and its chart get the figures of this run (bench/report.py)
# The generator, the peers' programs and the meaning of each operation are in $CLEW_SHARED/bench (default ../shared/bench).
# A peer that is not installed is said to be missing, and its rows are left out. Results stay in WORK/SCALE.jsonl.
set -eu
export CAP_S="${CAP_S:-60}"  # seconds after which an operation of any program ends

usage() { sed -n '2,/^set -eu/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
install='' fresh='' write=''
while [ $# -gt 0 ]; do
  case $1 in
    --install) install=1 ;; --fresh) fresh=1 ;; --write) write=1 ;;
    -*) usage ;; *) break ;;
  esac
  shift
done
[ $# -ge 2 ] || usage
build=$(cd "$1" && pwd)
shift
scales='' work=${CLEW_COMPARE:-$root/build/compare}
for word in "$@"; do
  case $word in
    S | M | L | XL | [0-9]*) scales="$scales $word" ;;
    *) work=$word ;;
  esac
done
[ -n "$scales" ] || usage
sources=${CLEW_SHARED:-$root/../shared}/bench
[ -d "$sources" ] || { echo "the peers' programs are not there: $sources (CLEW_SHARED names the folder above)" >&2; exit 2; }
mkdir -p "$work/bin"
work=$(cd "$work" && pwd)
process=$build/bench/bench_process
python=/usr/bin/python3  # the one that Debian's packages are for
[ -x "$python" ] || python=python3

say() { echo "$(date +%H:%M:%S) $*" >&2; }

compile() {  # NAME SOURCE FLAG...
  name=$1 source=$2
  shift 2
  [ "$work/bin/$name" -nt "$sources/$source" ] || g++ -std=c++17 -O3 -march=native -o "$work/bin/$name" "$sources/$source" "$@"
}

# ---- peers
duckdb_lib=$work/npm/node_modules/@duckdb/node-bindings-linux-x64
if [ -n "$install" ]; then
  if [ ! -e "$duckdb_lib/libduckdb.so" ]; then
    mkdir -p "$work/npm"
    (cd "$work/npm" && npm init -y && npm install @duckdb/node-api) >"$work/install.log" 2>&1 || say "DuckDB was not installed: $work/install.log"
  fi
  "$python" -c 'import igraph' 2>/dev/null ||
    apt-get install -y --no-install-recommends python3-igraph >"$work/install.log" 2>&1 || say "igraph was not installed: $work/install.log"
fi
compile gen gen.cpp
compile limit limit.cpp
compile sqlite sqlite_peer.cpp -lsqlite3
duckdb='' igraph=''
if [ -e "$duckdb_lib/libduckdb.so" ]; then
  compile duckdb duckdb_peer.cpp "$duckdb_lib/libduckdb.so" "-Wl,-rpath,$duckdb_lib"
  duckdb=$work/bin/duckdb
else
  say "DuckDB is missing: its rows are left out (--install gets it)"
fi
if "$python" -c 'import igraph' 2>/dev/null; then igraph=1; else say "igraph is missing: its rows are left out (--install gets it)"; fi

awk '$1 > 0.5 { exit 1 }' /proc/loadavg || say "this machine is doing other things: load $(cut -d ' ' -f 1 /proc/loadavg)"

# ---- steps; each prints JSON lines
generate() {
  if [ -s "$data/pairs.txt" ] && [ -s "$data/facts.jsonl" ]; then return; fi
  say "$scale: making the data"
  case $scale in XL) domains=12600000 ;; *) domains=$scale ;; esac
  if [ "$scale" = XL ]; then  # 20 GB of links that only one program reads
    rm -f "$data/edges.jsonl"
    mkfifo "$data/edges.jsonl"
    "$build/bench/bench_edges_to_facts" <"$data/edges.jsonl" >"$data/facts.jsonl" &
    "$work/bin/gen" "$domains" "$data" 42 >&2
    wait
    rm -f "$data/edges.jsonl" "$data/graph.el"
  else
    "$work/bin/gen" "$domains" "$data" 42 >&2
    "$build/bench/bench_edges_to_facts" <"$data/edges.jsonl" >"$data/facts.jsonl"
  fi
  rm -f "$data"/t_*.csv "$data"/r_*.csv  # a table a type, for peers that are not run here
}

# Loads a peer's file when it is not there, and prints what loading said, then or now.
load() {  # PROGRAM FILE
  if [ -n "$fresh" ] || [ ! -s "$data/$2" ] || [ ! -s "$data/$2.json" ]; then
    say "$scale: loading $1"
    "$work/bin/$1" "$data" "$data/$2" load >"$data/$2.json"
  fi
  cat "$data/$2.json"
}

size_of() {  # FILE...: bytes of those that are there
  total=0
  for file in "$@"; do [ ! -e "$file" ] || total=$((total + $(stat -c %s "$file"))); done
  echo "$total"
}

clew_case() {  # FILE OPERATION OPTION...: a new case of all facts; the size of what it leaves
  file=$1 operation=$2
  shift 2
  rm -f "$file" "$file"-wal "$file"-shm "$file".clew-cache "$file".rejects.jsonl
  "$process" clew "$operation" 1 "$build/clew" ingest "$file" "$data/facts.jsonl" --quiet --progress never "$@"
  # a first question, so that nothing is left to be built
  "$process" --number clew "first_$operation" 1 "$build/clew" -q --format list "$file" 'domains | count'
  echo "{\"peer\":\"clew\",\"op\":\"size_$operation\",\"bytes\":$(size_of "$file" "$file"-wal "$file".clew-cache)}"
}

cold() {  # the whole process, each name's answer printed
  name=$(awk 'NR == 1 { print $2 }' "$data/starts.txt")
  "$process" --lines clew cold 25 "$build/clew" -q --format list "$data/case.db" "$name -> ip"
  "$process" --number limit cold 25 "$work/bin/limit" "$data" "$data/csr.bin" cold
  [ "$scale" = XL ] || "$process" --number sqlite-app cold 25 "$work/bin/sqlite" "$data" "$data/sqlite.db" cold
  [ -z "$duckdb" ] || [ "$scale" = XL ] || "$process" --number duckdb cold 25 "$duckdb" "$data" "$data/duck.db" cold
}

# The name behind the generator's number that PageRank's sum holds, as Clew names its own.
top_names() {
  awk -F, -v nodes="$data/nodes.csv" '
    /"op": ?"pagerank/ && !/"top"/ {
      n = $0; sub(/.*"n": ?/, "", n); sum = $0; sub(/.*"sum": ?/, "", sum)
      id = (sum + 0) / ($0 ~ /prpack/ ? 1 : n + 0)
      while (!(id in names) && (getline line < nodes) > 0) { split(line, part, ","); names[part[1]] = part[3] }
      sub(/}$/, ",\"top\":\"" names[id] "\"}")
    }
    { print }'
}

machine() {
  printf '{"run":"%s","scale":"%s","links":%s,"nodes":%s,"machine":"%s, %s processors, %s GB, %s","load":"%s"}\n' \
    "$(date -u +%Y-%m-%dT%H:%MZ)" "$scale" "$(($(wc -l <"$data/edges.csv") - 1))" "$(($(wc -l <"$data/nodes.csv") - 1))" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
    "$(awk '/MemTotal/ { printf "%d", $2 / 1e6 + .5 }' /proc/meminfo)" \
    "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" "$(cut -d ' ' -f 1 /proc/loadavg)"
}

run_all() {
  machine
  load limit csr.bin
  if [ "$scale" != XL ]; then
    load sqlite sqlite.db
    [ -z "$duckdb" ] || load duckdb duck.db
  fi
  say "$scale: JSON Lines in"
  clew_case "$data/case.db" loadjson --no-raw
  if [ "$scale" != XL ]; then
    [ -z "$duckdb" ] || "$duckdb" "$data" "$data/duckjson.db" loadjson
    rm -f "$data/duckjson.db"
    clew_case "$data/raw.db" loadjson_raw
    rm -f "$data"/raw.db*
    say "$scale: small batches in"
    "$build/bench/bench_batches" "$data/facts.jsonl" "$data" "$build/clew"
    rm -f "$data"/batches.db* "$data/batch.jsonl"
    [ -z "$duckdb" ] || PEERS_DIR=$work node "$sources/duckdb_batches.mjs" "$data/batches.duck" | grep indexed
    rm -f "$data"/batches.duck*
  fi
  say "$scale: pivots"
  "$work/bin/limit" "$data" "$data/csr.bin" query
  "$build/bench/bench_pivots" "$data/case.db" "$data"
  if [ "$scale" != XL ]; then
    "$work/bin/sqlite" "$data" "$data/sqlite.db" app
    [ -z "$duckdb" ] || "$duckdb" "$data" "$data/duck.db" query
  fi
  say "$scale: kernels"
  "$work/bin/limit" "$data" "$data/csr.bin" kernels | top_names
  [ ! -x "$build/bench/bench_kernels" ] || "$build/bench/bench_kernels" "$data/case.db" "$data" | top_names
  [ -z "$igraph" ] || [ "$scale" = XL ] || "$python" "$sources/igraph_peer.py" "$data" | top_names
  say "$scale: cold starts"
  cold
}

for scale in $scales; do
  data=$work/data/$scale
  mkdir -p "$data"
  generate
  run_all >"$work/$scale.jsonl.part"
  mv "$work/$scale.jsonl.part" "$work/$scale.jsonl"
  if [ -n "$write" ]; then
    mkdir -p "$root/bench/results"
    cp "$work/$scale.jsonl" "$root/bench/results/"
  fi
  "$python" "$root/bench/report.py" "$work/$scale.jsonl"
done
[ -z "$write" ] || "$python" "$root/bench/report.py" --write "$root"/bench/results/*.jsonl
