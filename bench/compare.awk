# Lines of results, one JSON object an operation and program, to one table: total time of each program in milliseconds,
# and how many times as fast Clew is. Sums are held against those of `limit`, as far as as many calls were made.
function text(key,   at) {
  at = match($0, "\"" key "\":\"[^\"]*\"")
  return at ? substr($0, RSTART + length(key) + 4, RLENGTH - length(key) - 5) : ""
}
function number(key,   at) {
  at = match($0, "\"" key "\":-?[0-9.]+")
  return at ? substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) + 0 : ""
}
{
  peer = text("peer"); op = text("op")
  if (!(op in seen_op)) { seen_op[op] = 1; ops[++op_count] = op }
  if (!(peer in seen_peer)) { seen_peer[peer] = 1; if (peer != "clew") peers[++peer_count] = peer }
  total[peer, op] = number("total_ms"); calls[peer, op] = number("n"); sum[peer, op] = number("sum"); p50[peer, op] = number("p50_us")
  memory[peer, op] = number("rss_mb")
}
function cell(peer, op,   mark) {
  if (!((peer, op) in total)) return "-"
  mark = calls[peer, op] != calls["limit", op] ? sprintf(" (n=%d)", calls[peer, op]) : sum[peer, op] != sum["limit", op] ? " WRONG" : ""
  return sprintf("%.1f%s", total[peer, op], ("limit", op) in total && op !~ /^load/ ? mark : "")
}
END {
  printf "| operation | clew, ms | p50, us"
  for (i = 1; i <= peer_count; i++) printf " | %s, ms | ratio", peers[i]
  printf " |\n|---|---|---"
  for (i = 1; i <= peer_count; i++) printf "|---|---"
  printf "|\n"
  for (j = 1; j <= op_count; j++) {
    op = ops[j]
    printf "| %s | %s | %s", op, cell("clew", op), ("clew", op) in p50 ? p50["clew", op] : ""
    for (i = 1; i <= peer_count; i++) {
      peer = peers[i]
      ratio = ((peer, op) in total && ("clew", op) in total && total["clew", op] > 0 && calls[peer, op] == calls["clew", op]) \
        ? sprintf("%.2f x", total[peer, op] / total["clew", op]) : "-"
      printf " | %s | %s", cell(peer, op), ratio
    }
    printf " |\n"
  }
}
