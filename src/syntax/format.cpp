// Works on two readings of the same text: the trees, which are printed anew, and the lexemes, which say where each
// stage and comment stood. A statement is a row of segments: what comes before the first pipe, then a stage each.
#include "syntax/format.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "clew_grammar/token_types.h"
#include "common/text.h"
#include "common/utf8.h"
#include "syntax/lexeme.h"
#include "syntax/parse.h"

namespace clew::syntax {
namespace {

constexpr std::string_view kStageIndent = "  ";
constexpr std::string_view kWrapIndent = "    ";  // on top of the line's own

struct Segment {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string text;
  std::vector<std::string> above;  // comments in lines of their own
  std::string behind;              // the comment at its end
};

/// What stands on lines of its own: a statement, or a comment between statements (which has no segments).
struct Block {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string comment;
  std::vector<Segment> segments;
  std::string one_line;
};

bool isLineEnd(char c) {
  return c == '\n' || c == '\r';
}

std::size_t lineEndsIn(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++count;
  }
  return count;
}

std::string commentText(std::string_view text) {
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

/// The stages of a statement that can have some.
std::vector<Stage>* stagesOf(Statement& statement) {
  if (auto* query = std::get_if<QueryStatement>(&statement.node)) return &query->query.stages;
  if (auto* let = std::get_if<LetSetStatement>(&statement.node)) return &let->query.stages;
  return nullptr;
}

/// The numbers of the lexemes that begin segments.
std::vector<std::size_t> segmentStarts(const Lexemes& lexemes) {
  std::vector<std::size_t> starts = {0};
  int depth = 0;
  for (std::size_t i = 0; i < lexemes.size(); ++i) {
    if (lexemes[i].type == tok::LPAREN) ++depth;
    if (lexemes[i].type == tok::RPAREN) --depth;
    if (lexemes[i].type == tok::BAR && depth == 0) starts.push_back(i);
  }
  return starts;
}

Block blockOf(const Statement& tree, const Lexemes& lexemes, const PrintOptions& options) {
  Block block;
  block.begin = lexemes.front().begin;
  block.end = lexemes.back().end;
  block.one_line = print(tree, options);
  std::vector<std::string> texts;
  Statement head = tree;
  if (std::vector<Stage>* stages = stagesOf(head)) {
    for (const Stage& stage : *stages) texts.push_back("| " + print(stage, options));
    stages->clear();
  }
  texts.insert(texts.begin(), print(head, options));
  const std::vector<std::size_t> starts = segmentStarts(lexemes);
  for (std::size_t i = 0; i < starts.size() && i < texts.size(); ++i) {
    const std::size_t last = (i + 1 < starts.size() ? starts[i + 1] : lexemes.size()) - 1;
    block.segments.push_back({lexemes[starts[i]].begin, lexemes[last].end, std::move(texts[i]), {}, {}});
  }
  return block;
}

/// Puts each comment where it belongs: into the statement it stands in or behind, else between the blocks. Comments
/// come in their order, and each is looked at once, whatever the script's length.
class CommentPlacer {
 public:
  CommentPlacer(std::string_view text, std::vector<Block> statements)
      : text_(text), statements_(std::move(statements)) {}

  void place(const Lexeme& comment) {
    const std::string words = commentText(text_.substr(comment.begin, comment.end - comment.begin));
    while (next_ < statements_.size() && statements_[next_].end <= comment.begin) takeStatement();
    if (next_ < statements_.size() && statements_[next_].begin < comment.begin) {
      return placeInside(statements_[next_], comment.begin, words);
    }
    if (!blocks_.empty()) {
      Block& before = blocks_.back();
      if (!before.segments.empty() && before.segments.back().behind.empty() && onLineOf(before.end, comment.begin)) {
        before.segments.back().behind = words;
        return;
      }
    }
    Block block;
    block.begin = comment.begin;
    block.end = comment.end;
    block.comment = words;
    blocks_.push_back(std::move(block));
  }

  /// All blocks in their order.
  std::vector<Block> take() {
    while (next_ < statements_.size()) takeStatement();
    return std::move(blocks_);
  }

 private:
  void takeStatement() { blocks_.push_back(std::move(statements_[next_++])); }

  bool onLineOf(std::uint32_t end, std::uint32_t begin) const {
    const std::string_view between = text_.substr(end, begin - end);
    return std::none_of(between.begin(), between.end(), isLineEnd);
  }

  void placeInside(Block& block, std::uint32_t at, const std::string& words) const {
    const auto later = std::upper_bound(block.segments.begin() + 1, block.segments.end(), at,
                                        [](std::uint32_t place, const Segment& one) { return place < one.begin; });
    Segment& segment = *(later - 1);
    if (at < segment.end) {
      segment.above.push_back(words);
    } else if (segment.behind.empty() && onLineOf(segment.end, at)) {
      segment.behind = words;
    } else {
      later->above.push_back(words);
    }
  }

  std::string_view text_;
  std::vector<Block> statements_;
  std::size_t next_ = 0;
  std::vector<Block> blocks_;
};

// ---- lines

/// How bad a place is to break a line before, or nothing where it must not be broken. Between the parts of what is
/// outermost is best.
std::optional<int> costOfBreak(const Lexemes& lexemes, std::size_t i, int depth) {
  if (i == 0 || !lexemes[i].blank_before) return std::nullopt;
  const int type = lexemes[i].type;
  switch (type) {
    case tok::ARROW:
    case tok::BACK_ARROW:
    case tok::BAR:
    case tok::WHERE:
    case tok::PLUS:
    case tok::MINUS:
    case tok::EXCLUDING:
    case tok::SEEN:
    case tok::VIA:
    case tok::OVERLAPPING:
      return depth * 2;
    case tok::AND:
    case tok::OR:
    case tok::WITH:
      return depth * 2 + 1;
    default:
      return lexemes[i - 1].type == tok::COMMA ? std::optional<int>(depth * 2 + 1) : std::nullopt;
  }
}

struct BreakPoint {
  std::size_t at = 0;      // a byte of the line
  std::size_t column = 0;  // where it stands
  int cost = 0;
};

std::vector<BreakPoint> breakPoints(std::string_view line) {
  LexedText lexed = lex(line, 0);
  classify(lexed);
  std::vector<BreakPoint> points;
  int depth = 0;
  BreakPoint here;
  for (std::size_t i = 0; i < lexed.lexemes.size(); ++i) {
    if (lexed.lexemes[i].type == tok::RPAREN) --depth;
    if (const auto cost = costOfBreak(lexed.lexemes, i, depth)) {
      const std::size_t at = lexed.lexemes[i].begin;
      here = {at, here.column + displayWidth(line.substr(here.at, at - here.at)), *cost};
      points.push_back(here);
    }
    if (lexed.lexemes[i].type == tok::LPAREN) ++depth;
  }
  return points;
}

/// Appends the line, broken into several where it is too long.
void addWrapped(std::string& out, std::string_view indent, std::string_view line, std::size_t columns) {
  out += indent;
  const std::size_t width = displayWidth(line);
  if (width + indent.size() <= columns) {
    out += line;
    return;
  }
  const std::vector<BreakPoint> points = breakPoints(line);
  BreakPoint from;
  std::size_t used = indent.size();
  std::size_t next = 0;
  while (width - from.column + used > columns) {
    std::optional<std::size_t> best;
    for (std::size_t i = next; i < points.size(); ++i) {
      const bool fits = points[i].column - 1 - from.column + used <= columns;
      if (!fits && best) break;
      if (!best || points[i].cost <= points[*best].cost) best = i;
      if (!fits) break;
    }
    if (!best) break;
    out += line.substr(from.at, points[*best].at - 1 - from.at);
    out += '\n';
    out += indent;
    out += kWrapIndent;
    from = points[*best];
    used = indent.size() + kWrapIndent.size();
    next = *best + 1;
  }
  out += line.substr(from.at);
}

void addBehind(std::string& out, const Segment& segment) {
  if (!segment.behind.empty()) out += "  " + segment.behind;
  out += '\n';
}

void addBlock(std::string& out, const Block& block, std::size_t columns) {
  if (block.segments.empty()) {
    out += block.comment + '\n';
    return;
  }
  const auto& segments = block.segments;
  for (const std::string& comment : segments.front().above) out += comment + '\n';
  bool single = displayWidth(block.one_line) <= columns;
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    single = single && segments[i].behind.empty() && segments[i + 1].above.empty();
  }
  if (single) {
    out += block.one_line;
    return addBehind(out, segments.back());
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string_view indent = i == 0 ? std::string_view() : kStageIndent;
    if (i > 0) {
      for (const std::string& comment : segments[i].above) out += std::string(indent) + comment + '\n';
    }
    addWrapped(out, indent, segments[i].text, columns);
    addBehind(out, segments[i]);
  }
}

}  // namespace

FormatResult format(std::string_view text, const FormatOptions& options) {
  FormatResult result;
  ParseResult read = parse(text);
  if (!read.ok()) {
    result.diagnostics = std::move(read.diagnostics);
    return result;
  }
  LexedText lexed = lex(text, 0);
  classify(lexed);
  const std::vector<Lexemes> statements = splitStatements(lexed);
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < statements.size() && i < read.script.statements.size(); ++i) {
    blocks.push_back(blockOf(read.script.statements[i], statements[i], options.print));
  }
  CommentPlacer placer(text, std::move(blocks));
  for (const Lexeme& lexeme : lexed.lexemes) {
    if (lexeme.type == tok::COMMENT) placer.place(lexeme);
  }
  blocks = placer.take();
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (i > 0) {
      const std::uint32_t end = blocks[i - 1].end;
      // an empty line is two ends of lines with nothing in between but a comment behind the statement
      const std::string_view between = text.substr(end, blocks[i].begin - end);
      if (lineEndsIn(between) >= 2) result.text += '\n';
    }
    addBlock(result.text, blocks[i], options.columns);
  }
  return result;
}

}  // namespace clew::syntax
