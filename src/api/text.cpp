// What the public interface offers without a case: versions, formats, rendering, times, tokens, help.
#include <algorithm>

#include "api/impl.h"
#include "clew_embedded/api_data.h"
#include "common/text.h"
#include "common/utf8.h"
#include "ingest/reader.h"
#include "model/dates.h"
#include "model/set_name.h"
#include "render/render.h"
#include "syntax/parse.h"
#include "syntax/token.h"

namespace clew {

std::string_view version() {
  return api_data::kVersionText.substr(0, api_data::kVersionText.find('\n'));
}

Table formats() {
  Table table;
  table.columns = {{"format", ColumnType::kText}, {"reads", ColumnType::kText}, {"sample", ColumnType::kText}};
  for (const auto* reader : ingest::readers()) {
    table.push(std::string(reader->name()));
    table.push(std::string(reader->title()));
    table.push(std::string(reader->sample()));
  }
  return table;
}

std::vector<std::string> renderFormats() {
  return render::formats();
}

std::vector<std::string> renderLosses(const Table& table, const std::string& format) {
  return render::losses(table, format);
}

Result<void> renderTable(const Table& table, const RenderOptions& options,
                         const std::function<Result<void>(std::string_view)>& write) {
  render::Options inner;
  inner.format = options.format;
  inner.color = options.color;
  inner.defang = options.defang;
  inner.width = options.width;
  inner.total_rows = options.total_rows;
  return render::render(table, inner, write);
}

std::string cellText(const Cell& cell) {
  return render::cellText(cell);
}

bool isSetName(std::string_view name) {
  return model::isSetName(name);
}

std::string safeText(std::string_view text) {
  return escapeControls(text);
}

Result<Time> parseTime(std::string_view text) {
  if (text == "now") return Error(ErrorCode::kInvalidValue, "now is what the clock says already");
  if (text.size() == 4 && allDigits(text)) {
    if (const auto end = model::readDate(std::string(text) + "-12-31")) return end->last;
  }
  if (text.size() == 7 && text[4] == '-') {
    if (const auto begin = model::readDate(std::string(text) + "-01")) return model::addMonths(begin->first, 1) - 1;
  }
  if (const auto read = model::readDate(text)) return read->last;
  return Error(ErrorCode::kInvalidValue, quoted(text) + " is no time: write 2022-10-18 or 2022-10-18T08:00Z");
}

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> out;
  for (const auto& token : syntax::tokenize(text))
    out.push_back({static_cast<TokenClass>(token.kind), token.begin, token.end});
  return out;
}

bool isIncomplete(std::string_view text) {
  return syntax::isIncomplete(text);
}

std::vector<std::string> pastedValues(std::string_view text) {
  return syntax::pastedValues(text);
}

}  // namespace clew
