#include "shell/line_editor.h"

#include <histedit.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "shell/interrupt.h"
#include "shell/key_input.h"
#include "shell/terminal.h"

namespace clew::shell {
namespace {

constexpr int kHistorySize = 5000;
constexpr std::size_t kCandidatesShown = 24;
constexpr char32_t kEndOfInput = 4;

std::atomic<bool> resized{false};

extern "C" void onWindowChange(int) {
  resized.store(true);
}

bool isWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || byte >= 0x80 ||
         std::strchr("-_@$.:", c) != nullptr;
}

}  // namespace

struct LineEditor::Impl {
  EditLine* editor = nullptr;
  History* history_list = nullptr;
  KeyInput keys{STDIN_FILENO};
  Completer completer;
  std::string prompt;
  std::string before;
  bool interrupted = false;
  bool pasted = false;
  bool knows_paste = false;
  bool fresh = false;  // no key of this line was read yet

  static Impl& of(EditLine* editor) {
    void* data = nullptr;
    el_get(editor, EL_CLIENTDATA, &data);
    return *static_cast<Impl*>(data);
  }

  static char* promptOf(EditLine* editor) { return of(editor).prompt.data(); }

  static int readKey(EditLine* editor, wchar_t* out) {
    Impl& self = of(editor);
    char32_t code = 0;
    switch (self.keys.next(code)) {
      case KeyInput::Key::kCharacter:
        // Ctrl-D that was typed before the terminal left its line mode arrives as NUL
        if (code == 0 && std::exchange(self.fresh, false)) code = kEndOfInput;
        self.fresh = false;
        *out = static_cast<wchar_t>(code);
        return 1;
      case KeyInput::Key::kPaste:
        self.pasted = true;
        *out = L'\n';
        return 1;
      case KeyInput::Key::kInterrupt:
        self.interrupted = true;
        return -1;
      case KeyInput::Key::kEnd:
        return 0;
    }
    return 0;
  }

  static unsigned char complete(EditLine* editor, int) { return of(editor).completeHere(); }

  unsigned char completeHere() {
    const LineInfo* line = el_line(editor);
    const std::string text = before + std::string(line->buffer, line->cursor);
    const std::string begun = text.substr(text.size() - wordBegun(text));
    std::vector<Case::Completion> candidates = completer ? completer(text) : std::vector<Case::Completion>();
    std::erase_if(candidates, [&](const auto& candidate) { return !candidate.text.starts_with(begun); });
    if (candidates.empty()) return CC_REFRESH_BEEP;
    std::vector<std::string> words;
    for (const auto& candidate : candidates) words.push_back(candidate.text);
    std::string more = commonBeginning(words).substr(begun.size());
    if (candidates.size() == 1) more += ' ';
    if (!more.empty()) return el_insertstr(editor, more.c_str()) == 0 ? CC_REFRESH : CC_REFRESH_BEEP;
    std::string list = "\r\n";
    for (std::size_t i = 0; i < candidates.size() && i < kCandidatesShown; ++i) {
      std::string word = safeText(candidates[i].text);
      if (!candidates[i].remark.empty()) {
        if (word.size() < 20) word.append(20 - word.size(), ' ');
        word += "  " + safeText(candidates[i].remark);
      }
      list += "  " + word + "\r\n";
    }
    if (candidates.size() > kCandidatesShown) {
      list += "  and " + std::to_string(candidates.size() - kCandidatesShown) + " more\r\n";
    }
    (void)writeAll(STDOUT_FILENO, list, "standard output");
    return CC_REDISPLAY;
  }
};

std::size_t wordBegun(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && isWordByte(text[text.size() - 1 - length])) ++length;
  return length;
}

std::string commonBeginning(const std::vector<std::string>& words) {
  if (words.empty()) return {};
  std::string common = words.front();
  for (const std::string& word : words) {
    const auto differs = std::mismatch(common.begin(), common.end(), word.begin(), word.end()).first;
    common.erase(differs, common.end());
  }
  return common;
}

LineEditor::LineEditor() : impl_(std::make_unique<Impl>()) {
  // libedit turns characters into bytes by the locale; Clew's text is UTF-8 wherever it runs
  if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr) std::setlocale(LC_CTYPE, "");
  const char* term = std::getenv("TERM");
  impl_->knows_paste = term != nullptr && *term != '\0' && std::strcmp(term, "dumb") != 0;
  impl_->editor = el_init("clew", stdin, stdout, stderr);
  impl_->history_list = history_init();
  HistEvent event{};
  history(impl_->history_list, &event, H_SETSIZE, kHistorySize);
  history(impl_->history_list, &event, H_SETUNIQUE, 1);
  EditLine* const editor = impl_->editor;
  el_set(editor, EL_CLIENTDATA, impl_.get());
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_PROMPT, &Impl::promptOf);
  el_set(editor, EL_HIST, history, impl_->history_list);
  el_set(editor, EL_GETCFN, &Impl::readKey);
  // the narrow function would keep copies of these for ever
  el_wset(editor, EL_ADDFN, L"clew-complete", L"finish the word", &Impl::complete);
  el_set(editor, EL_BIND, "^I", "clew-complete", nullptr);
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_source(editor, nullptr);
  struct sigaction action {};
  action.sa_handler = onWindowChange;
  sigemptyset(&action.sa_mask);
  sigaction(SIGWINCH, &action, nullptr);
  impl_->keys.onResize([this] {
    if (resized.exchange(false)) el_resize(impl_->editor);
  });
}

LineEditor::~LineEditor() {
  std::signal(SIGWINCH, SIG_DFL);
  el_end(impl_->editor);
  history_end(impl_->history_list);
}

void LineEditor::setCompleter(Completer completer) {
  impl_->completer = std::move(completer);
}

void LineEditor::addHistory(const std::string& entry) {
  HistEvent event{};
  std::string line = entry;
  // one line is easier to edit, but for a comment, which ends with its line
  if (line.find('#') == line.npos) std::replace(line.begin(), line.end(), '\n', ' ');
  history(impl_->history_list, &event, H_ENTER, line.c_str());
}

LineEditor::Event LineEditor::read(const std::string& prompt, const std::string& before, std::string& line,
                                   std::string& paste) {
  constexpr std::string_view kPasteOn = "\x1b[?2004h";
  constexpr std::string_view kPasteOff = "\x1b[?2004l";
  impl_->prompt = prompt;
  impl_->before = before;
  impl_->interrupted = false;
  impl_->pasted = false;
  impl_->fresh = true;
  if (impl_->knows_paste) (void)writeAll(STDOUT_FILENO, kPasteOn, "standard output");
  int count = 0;
  const char* text = el_gets(impl_->editor, &count);
  line = text == nullptr ? "" : std::string(text, static_cast<std::size_t>(std::max(count, 0)));
  if (impl_->knows_paste) (void)writeAll(STDOUT_FILENO, kPasteOff, "standard output");
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  if (impl_->interrupted) {
    el_reset(impl_->editor);
    return Event::kInterrupted;
  }
  if (text == nullptr || count <= 0) return Event::kEnd;
  if (impl_->pasted) {
    paste = impl_->keys.takePaste();
    return Event::kPaste;
  }
  return Event::kLine;
}

std::string LineEditor::takeLinesAtOnce(const std::function<bool(std::string_view line)>& accept) {
  return impl_->keys.takeLinesAtOnce(accept);
}

}  // namespace clew::shell
