#!/bin/sh
# From the start of the process to the first answer, on the spam portfolio: the time a person waits for `clew CASE QUERY`.
#
#   bench/first-answer.sh CLEW [RUNS]
#
# CLEW is the binary to measure (a release build). Ingests the example into a new case, then runs one query RUNS times
# (default 20), each in a process of its own, and prints the median, the least and the greatest of the wall times, in
# milliseconds. The replica is there already, the pages are in the page cache. `true` is measured alike: what
# starting a process and reading the clock cost here.
set -eu

[ $# -ge 1 ] || { echo "usage: bench/first-answer.sh CLEW [RUNS]" >&2; exit 2; }
clew=$1
runs=${2:-20}
data=$(cd "$(dirname "$0")/.." && pwd)/examples/spam-portfolio/data
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

measure() {
  : > "$scratch/times"
  done=0
  while [ "$done" -lt "$runs" ]; do
    begin=$(date +%s%N)
    "$@" > "$scratch/answer"
    end=$(date +%s%N)
    echo $((end - begin)) >> "$scratch/times"
    done=$((done + 1))
  done
  sort -n "$scratch/times" | awk '
    { t[NR] = $1 / 1e6 }
    END { m = NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2
          printf "median %.2f ms, least %.2f, greatest %.2f, of %d runs\n", m, t[1], t[NR], NR }'
}

"$clew" ingest "$scratch/spam.db" "$data" --fetched 2022-10-18 > "$scratch/ingest" 2>&1 || { cat "$scratch/ingest" >&2; exit 1; }
query='domains sharing email with corvusrex.com'
"$clew" -q "$scratch/spam.db" "$query" > "$scratch/first"
printf 'true:       '
measure true
printf 'clew CASE:  '
measure "$clew" -q "$scratch/spam.db" "$query"
cmp "$scratch/first" "$scratch/answer"
