#!/bin/sh
# Counts the instructions of a small fixed set of operations, and holds them against the counts that are kept.
#
#   bench/count-instructions.sh [--keep] PROGRAM
#
# PROGRAM is a build's bench_counted (build/dev/bench/bench_counted). Fails when an operation takes more than 15 % more
# than bench/instructions.txt says, says when one takes 15 % less, so that the kept count be lowered, and ends with 77
# (skipped) without valgrind, or where compiler, libraries or processor are others than those of the kept counts: then it
# says what it counted. --keep writes the counts of this run there.
set -eu

keep=''
[ "${1:-}" != --keep ] || { keep=1; shift; }
[ $# -eq 1 ] || { sed -n '2,/^set -eu/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }
program=$1
kept=$(cd "$(dirname "$0")" && pwd)/instructions.txt
command -v valgrind >/dev/null || { echo "skipped: valgrind is not installed"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

code=0
valgrind --tool=callgrind --instr-atstart=no --callgrind-out-file="$scratch/profile" "$program" "$scratch" \
  >"$scratch/operations" 2>"$scratch/errors" || code=$?
if [ "$code" -eq 77 ]; then echo "skipped: $(grep -v '^==' "$scratch/errors")"; exit 77; fi
if [ "$code" -ne 0 ]; then cat "$scratch/errors" >&2; exit 1; fi

# the library behind everything, and what of the processor the libraries choose their ways by
{
  printf '%s, glibc %s, %s' "$(sed -n 's/^with: /with: /p' "$scratch/operations")" "$(getconf GNU_LIBC_VERSION | cut -d ' ' -f 2)" \
    "$(valgrind --version)"
  if grep -qw avx2 /proc/cpuinfo; then echo ", avx2"; else echo ", no avx2"; fi
  number=0
  grep -v '^with: ' "$scratch/operations" | while read -r operation answers; do
    number=$((number + 1))
    echo "$operation $(sed -n 's/^totals: //p' "$scratch/profile.$number") $answers"
  done
} >"$scratch/counts"

if [ -n "$keep" ]; then
  {
    echo "# Instructions of each operation of bench/counted.cpp, and its answers; bench/count-instructions.sh --keep writes this."
    cat "$scratch/counts"
  } >"$kept"
  cat "$kept"
  exit 0
fi

grep -v '^#' "$kept" >"$scratch/kept"
if [ "$(head -n 1 "$scratch/kept")" != "$(head -n 1 "$scratch/counts")" ]; then
  echo "skipped: the kept counts bind only what they were made with"
  echo "  here  $(head -n 1 "$scratch/counts")"
  echo "  kept  $(head -n 1 "$scratch/kept")"
  tail -n +2 "$scratch/counts"
  exit 77
fi
awk '
  FNR == 1 { next }
  NR == FNR { kept[$1] = $2; answers[$1] = $3; next }
  !($1 in kept) { printf "%s is not in bench/instructions.txt: keep its count\n", $1; bad = 1; next }
  {
    share = $2 / kept[$1]
    word = "as kept"
    if (share > 1.15) { word = "DEARER: bench/instructions.txt allows 15 % more"; bad = 1 }
    if (share < 1 / 1.15) word = "cheaper: lower the kept count (bench/count-instructions.sh --keep)"
    if ($3 != answers[$1]) { word = "OTHER ANSWERS: " $3 ", were " answers[$1]; bad = 1 }
    printf "%-30s %14d  %6.1f %%  %s\n", $1, $2, share * 100, word
    delete kept[$1]
  }
  END {
    for (name in kept) { printf "%s was not counted\n", name; bad = 1 }
    exit bad
  }' "$scratch/kept" "$scratch/counts"
