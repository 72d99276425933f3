// Passive DNS as a provider sends it, for Clew and for DuckDB; bench/passive-dns.sh runs both.
//
//   bench_passive_dns make FILE RECORDS                    writes made-up records, one a line (Common Output Format)
//   bench_passive_dns read LIBRARY FILE                    DuckDB reads every field of them
//   bench_passive_dns load LIBRARY FILE DATABASE           DuckDB makes a graph of them that can be asked both ways
//
// LIBRARY is DuckDB's libduckdb.so. Each prints one number: records, values of rdata, or distinct links.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "made_up.h"

namespace {

using clew::bench::Numbers;

std::string address(std::uint64_t number) {
  return "10." + std::to_string(number >> 16 & 0xFF) + '.' + std::to_string(number >> 8 & 0xFF) + '.' +
         std::to_string(number & 0xFF);
}

/// Five records a domain: its addresses, name servers and mail host, a name below it, and its addresses once more as
/// they were seen at another time. A few servers and addresses are shared by very many.
void make(const std::string& path, std::uint64_t records) {
  std::ofstream out(path);
  Numbers numbers;
  const std::uint64_t domains = records / 5 + 1;
  std::string addresses;
  for (std::uint64_t i = 0; i < records; ++i) {
    const std::string domain = "name-" + std::to_string(i / 5 * 2654435761U % 1'000'000'007U) + ".example.";
    // two of them, never the same twice
    const auto pair = [&](std::uint64_t below, const auto& text) {
      const std::uint64_t one = numbers.skewed(below), other = numbers.skewed(below);
      return '"' + text(one) + "\",\"" + text(other == one ? one + 1 : other) + '"';
    };
    const auto server = [](std::uint64_t number) { return "ns" + std::to_string(number) + ".dns.example."; };
    const char* type = "A";
    std::string owner = domain, data;
    switch (i % 5) {
      case 0:
        addresses = pair(domains, address);
        data = addresses;
        break;
      case 1:
        type = "NS";
        data = pair(domains / 30 + 1, server);
        break;
      case 2:
        type = "MX";
        data = "\"10 mx." + server(numbers.skewed(domains / 30 + 1)) + '"';
        break;
      case 3:
        type = "CNAME";
        owner = "www." + domain;
        data = '"' + domain + '"';
        break;
      default:
        data = addresses;
        break;
    }
    const std::uint64_t first = 1'500'000'000 + numbers.below(150'000'000);
    out << R"({"count":)" << 1 + numbers.skewed(5000) << R"(,"time_first":)" << first << R"(,"time_last":)"
        << first + numbers.below(40'000'000) << R"(,"rrname":")" << owner << R"(","rrtype":")" << type
        << R"(","bailiwick":")" << domain << R"(","rdata":[)" << data << "]}\n";
  }
}

/// The little of DuckDB's C API that is used here, as its header declares it.
class DuckDb {
 public:
  DuckDb(const char* library, const char* database) : handle_(dlopen(library, RTLD_NOW)) {
    if (handle_ == nullptr) fail(dlerror());
    if (as<int(const char*, void**)>("duckdb_open")(database, &database_) != 0) fail("the database cannot be opened");
    as<int(void*, void**)>("duckdb_connect")(database_, &connection_);
  }
  ~DuckDb() {
    as<void(void**)>("duckdb_disconnect")(&connection_);
    as<void(void**)>("duckdb_close")(&database_);
  }
  DuckDb(const DuckDb&) = delete;
  DuckDb& operator=(const DuckDb&) = delete;

  /// Runs a statement; of a query, the number in the first column of the first row.
  std::int64_t run(const std::string& statement) {
    Result result{};
    if (as<int(void*, const char*, Result*)>("duckdb_query")(connection_, statement.c_str(), &result) != 0) {
      fail(as<const char*(Result*)>("duckdb_result_error")(&result));
    }
    const std::int64_t value =
        as<std::int64_t(Result*, std::uint64_t, std::uint64_t)>("duckdb_value_int64")(&result, 0, 0);
    as<void(Result*)>("duckdb_destroy_result")(&result);
    return value;
  }

 private:
  struct Result {
    std::uint64_t columns, rows, changed;
    void *column_data, *message, *internal;
  };
  template <typename Function>
  Function* as(const char* name) const {
    void* const found = dlsym(handle_, name);
    if (found == nullptr) fail(name);
    return reinterpret_cast<Function*>(found);
  }
  [[noreturn]] static void fail(const char* message) {
    std::fprintf(stderr, "DuckDB: %s\n", message);
    std::exit(1);
  }
  void* handle_;
  void* database_ = nullptr;
  void* connection_ = nullptr;
};

/// Rows of a file, told their types, so that nothing is guessed.
std::string records(const std::string& file) {
  return "read_json('" + file +
         "', format = 'newline_delimited', columns = {rrname: 'VARCHAR', rrtype: 'VARCHAR', rdata: 'VARCHAR[]', "
         "time_first: 'BIGINT', time_last: 'BIGINT', count: 'BIGINT'})";
}

/// What somebody would write who has DuckDB at hand: each name once, each link once with its times put together, and
/// indexes for names and for both directions. Made in bulk, which is the fastest that DuckDB does it.
std::int64_t load(DuckDb& duck, const std::string& file) {
  duck.run("SET preserve_insertion_order = false");
  duck.run(
      "CREATE TEMP TABLE seen AS SELECT owner, rrtype, value, min(time_first) AS first, max(time_last) AS last, "
      "sum(count)::BIGINT AS times FROM (SELECT rtrim(lower(rrname), '.') AS owner, rrtype, CASE WHEN rrtype = 'MX' "
      "THEN rtrim(lower(split_part(data, ' ', 2)), '.') ELSE rtrim(lower(data), '.') END AS value, time_first, "
      "time_last, count FROM (SELECT * EXCLUDE (rdata), unnest(rdata) AS data FROM " +
      records(file) + ")) GROUP BY owner, rrtype, value");
  duck.run(
      "CREATE TABLE names AS SELECT (row_number() OVER ())::UINTEGER AS id, type, name FROM (SELECT 'host' AS type, "
      "owner AS name FROM seen UNION SELECT CASE WHEN rrtype IN ('A', 'AAAA') THEN 'ip' ELSE 'host' END, value FROM "
      "seen)");
  duck.run(
      "CREATE TABLE links AS SELECT a.id AS source, rrtype AS relation, b.id AS target, first, last, times FROM seen "
      "JOIN names a ON a.type = 'host' AND a.name = owner JOIN names b ON b.name = value AND b.type = CASE WHEN rrtype "
      "IN ('A', 'AAAA') THEN 'ip' ELSE 'host' END");
  duck.run("CREATE UNIQUE INDEX by_name ON names (name, type)");
  duck.run("CREATE INDEX along ON links (source)");
  duck.run("CREATE INDEX back ON links (target)");
  duck.run("CHECKPOINT");
  return duck.run("SELECT count(*) FROM links");
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  std::int64_t number = 0;
  if (what == "make" && count == 4) {
    number = std::atoll(arguments[3]);
    make(arguments[2], static_cast<std::uint64_t>(number));
  } else if (what == "read" && count == 4) {
    number = DuckDb(arguments[2], ":memory:")
                 .run("SELECT sum(len(rdata))::BIGINT FROM " + records(arguments[3]) +
                      " WHERE length(rrname) + length(rrtype) + time_first + time_last + count > 0");
  } else if (what == "load" && count == 5) {
    unlink(arguments[4]);
    DuckDb duck(arguments[2], arguments[4]);
    number = load(duck, arguments[3]);
  } else {
    std::fprintf(stderr,
                 "usage: bench_passive_dns make FILE RECORDS | read LIBRARY FILE | load LIBRARY FILE DATABASE\n");
    return 2;
  }
  std::printf("%lld\n", static_cast<long long>(number));
  return 0;
}
