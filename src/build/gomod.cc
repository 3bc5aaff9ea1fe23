#include "build/gomod.h"

#include <fmt/format.h>

#include <algorithm>

#include "build/version.h"

namespace ptrsafe::build {
namespace {

struct Token {
  std::string text;
  uint32_t offset = 0;
  bool quoted = false;
  bool is(std::string_view s) const { return !quoted && text == s; }
};

struct Line {
  std::vector<Token> tokens;
  std::string_view comment;  // after the tokens, with its //
  uint32_t offset = 0;
};

// Cuts the text into lines of tokens. Errors go to `errors`; the bad line is dropped.
class LineReader {
 public:
  LineReader(std::string_view text, std::vector<ModError>* errors) : text_(text), errors_(errors) {}

  bool next(Line* line) {
    while (at_ < text_.size()) {
      line->tokens.clear();
      line->comment = {};
      bool good = read(line);
      if (good && !line->tokens.empty()) {
        line->offset = line->tokens[0].offset;
        return true;
      }
    }
    return false;
  }
  uint32_t offset() const { return static_cast<uint32_t>(at_); }

 private:
  static constexpr const char* kBlockComment = "mod files must use // comments (not /* */ comments)";

  static bool separate(char c) { return std::string_view("()[]{},").find(c) != std::string_view::npos; }

  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1; }

  bool fail(size_t offset, std::string message) {
    errors_->push_back({static_cast<uint32_t>(offset), std::move(message)});
    skip_line();
    return false;
  }

  bool read(Line* line) {
    for (;;) {
      while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r')) at_++;
      if (at_ >= text_.size()) return true;
      char c = text_[at_];
      if (c == '\n') {
        at_++;
        return true;
      }
      if (text_.substr(at_, 2) == "//") {
        size_t end = std::min(text_.find('\n', at_), text_.size());
        line->comment = text_.substr(at_, end - at_);
        at_ = std::min(end + 1, text_.size());
        return true;
      }
      if (text_.substr(at_, 2) == "/*") return fail(at_, kBlockComment);
      Token t;
      t.offset = static_cast<uint32_t>(at_);
      if (c == '"' || c == '`') {
        if (!quoted(c, &t)) return false;
      } else if (separate(c)) {
        t.text = c;
        at_++;
      } else if (text_.substr(at_, 2) == "=>") {
        t.text = "=>";
        at_ += 2;
      } else {
        size_t from = at_;
        while (at_ < text_.size()) {
          char d = text_[at_];
          if (d == ' ' || d == '\t' || d == '\r' || d == '\n' || d == '"' || d == '`' || separate(d)) break;
          if (static_cast<unsigned char>(d) < 0x20 || d == 0x7f) {
            return fail(at_, fmt::format("unexpected input character {:#04x}", static_cast<unsigned char>(d)));
          }
          if (text_.substr(at_, 2) == "//") break;
          if (text_.substr(at_, 2) == "/*") return fail(at_, kBlockComment);
          at_++;
        }
        t.text = text_.substr(from, at_ - from);
      }
      line->tokens.push_back(std::move(t));
    }
  }

  bool quoted(char quote, Token* t) {
    size_t from = at_++;
    t->quoted = true;
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == quote) {
        at_++;
        return true;
      }
      if (c == '\n') return fail(from, "unexpected newline in string");
      if (c == '\\' && quote == '"') {
        // Paths and versions have no use for escapes other than these.
        char e = at_ + 1 < text_.size() ? text_[at_ + 1] : '\n';
        if (e != '\\' && e != '"') return fail(at_, "invalid quoted string: unknown escape sequence");
        t->text += e;
        at_ += 2;
        continue;
      }
      t->text += c;
      at_++;
    }
    return fail(from, "unexpected EOF in string");
  }

  std::string_view text_;
  std::vector<ModError>* errors_;
  size_t at_ = 0;
};

bool is_local_path(std::string_view p) {
  return p.starts_with("/") || p.starts_with("./") || p.starts_with("../") || p == "." || p == "..";
}

class ModParser {
 public:
  ModParser(std::string_view text, ModFileKind kind) : kind_(kind), reader_(text, &file_.errors) {}

  ModFile parse() {
    Line line;
    std::string block;  // the verb of the block that we are in
    uint32_t block_offset = 0;
    bool skipping = false;  // in a block that is not understood
    bool in_block = false;
    while (reader_.next(&line)) {
      auto& tokens = line.tokens;
      if (in_block) {
        if (tokens.size() == 1 && tokens[0].is(")")) {
          in_block = skipping = false;
        } else if (!skipping) {
          statement(block, tokens, line);
        }
        continue;
      }
      std::string verb = tokens[0].text;
      if (tokens.size() >= 2 && tokens[1].is("(") && !tokens[0].quoted) {
        if (tokens.size() == 3 && tokens[2].is(")")) continue;
        if (tokens.size() > 2) {
          error(tokens[2].offset, "syntax error (unexpected token after ( )");
          continue;
        }
        in_block = true;
        block = verb;
        block_offset = tokens[0].offset;
        if (!known_block(verb)) {
          skipping = true;
          if (kind_ != ModFileKind::Dependency) error(tokens[0].offset, "unknown block type: " + verb);
        }
        continue;
      }
      tokens.erase(tokens.begin());
      statement(verb, tokens, line);
    }
    if (in_block) error(block_offset, "syntax error (unterminated block)");
    return std::move(file_);
  }

 private:
  void error(uint32_t offset, std::string message) { file_.errors.push_back({offset, std::move(message)}); }

  bool known_block(std::string_view verb) const {
    if (kind_ == ModFileKind::GoWork) return verb == "use" || verb == "replace" || verb == "godebug";
    return verb == "module" || verb == "require" || verb == "replace" || verb == "exclude" || verb == "retract" ||
           verb == "tool" || verb == "ignore" || verb == "godebug";
  }

  void statement(const std::string& verb, const std::vector<Token>& args, const Line& line) {
    bool work = kind_ == ModFileKind::GoWork;
    bool dependency = kind_ == ModFileKind::Dependency;
    uint32_t at = line.offset;
    if (verb == "go") {
      if (!file_.go.empty()) return error(at, "repeated go statement");
      if (args.size() != 1) return error(at, "go directive expects exactly one argument");
      if (!parse_go_release(args[0].text).valid()) {
        // Old dependencies say all sorts of things; only the leading 1.N counts there.
        if (dependency) {
          file_.go = lenient_go(args[0].text);
          return;
        }
        return error(at, fmt::format("invalid go version '{}': must match format 1.23.0", args[0].text));
      }
      file_.go = args[0].text;
    } else if (verb == "toolchain") {
      if (dependency) return;
      if (!file_.toolchain.empty()) return error(at, "repeated toolchain statement");
      if (args.size() != 1) return error(at, "toolchain directive expects exactly one argument");
      file_.toolchain = args[0].text;
    } else if (verb == "godebug") {
      if (!dependency && (args.size() != 1 || args[0].text.find('=') == std::string::npos)) {
        error(at, "usage: godebug key=value");
      }
    } else if (verb == "replace") {
      if (!dependency) replace(args, at);
    } else if (work && verb == "use") {
      if (args.size() != 1) return error(at, "usage: use local/dir");
      file_.use.push_back({args[0].text, at});
    } else if (work) {
      error(at, "unknown directive: " + verb);
    } else if (verb == "module") {
      if (!file_.module.empty()) return error(at, "repeated module statement");
      if (args.size() != 1 || args[0].text.empty()) return error(at, "usage: module module/path");
      file_.module = args[0].text;
    } else if (verb == "require" || verb == "exclude") {
      if (dependency && verb == "exclude") return;
      require(verb, args, line);
    } else if (verb == "retract") {
      // Says which versions not to choose: of no interest once they are chosen.
    } else if (verb == "tool") {
      if (dependency) return;
      if (args.size() != 1) return error(at, "tool directive expects exactly one argument");
      file_.tool.push_back(args[0].text);
    } else if (verb == "ignore") {
      if (dependency) return;
      if (args.size() != 1) return error(at, "ignore directive expects exactly one argument");
      file_.ignore.push_back(args[0].text);
    } else if (!dependency) {
      error(at, "unknown directive: " + verb);
    }
  }

  static std::string lenient_go(std::string_view s) {
    size_t n = 0, dots = 0;
    while (n < s.size() && ((s[n] >= '0' && s[n] <= '9') || (s[n] == '.' && ++dots < 2))) n++;
    s = s.substr(0, n);
    return parse_go_release(s).valid() ? std::string(s) : std::string();
  }

  void require(const std::string& verb, const std::vector<Token>& args, const Line& line) {
    if (args.size() != 2) return error(line.offset, fmt::format("usage: {} module/path v1.2.3", verb));
    const std::string& path = args[0].text;
    std::string version = canonical_semver(args[1].text);
    if (version.empty() || version != args[1].text) {
      if (version.empty() || kind_ != ModFileKind::Dependency) {
        // The go command would ask the network what such a version stands for.
        if (kind_ != ModFileKind::Dependency) {
          error(line.offset, fmt::format("{} {}: version \"{}\" invalid: must be of the form v1.2.3; to resolve it:\n\t"
                                         "go mod tidy",
                                         verb, path, args[1].text));
        }
        return;
      }
    }
    if (kind_ == ModFileKind::GoMod && !check_major(verb, path, version, line.offset)) return;
    if (verb == "exclude") {
      file_.exclude.push_back({path, version});
      return;
    }
    ModFile::Require r;
    r.mod = {path, version};
    std::string_view c = line.comment;
    if (c.starts_with("//")) c.remove_prefix(2);
    while (c.starts_with(" ")) c.remove_prefix(1);
    r.indirect = c.starts_with("indirect") && (c.size() == 8 || c[8] == ';' || c[8] == ' ' || c[8] == '\r');
    r.offset = line.offset;
    file_.require.push_back(std::move(r));
  }

  // A path's /vN and the version's major number must agree.
  bool check_major(const std::string& verb, const std::string& path, const std::string& version, uint32_t at) {
    std::string_view prefix = module_path_prefix(path);
    std::string_view suffix = std::string_view(path).substr(prefix.size());
    std::string major = version.substr(0, version.find('.'));
    bool incompatible = version.ends_with("+incompatible");
    if (suffix.empty()) {
      if (major == "v0" || major == "v1" || incompatible) return true;
      error(at, fmt::format("{} {}: version \"{}\" invalid: should be v0 or v1, not {}", verb, path, version, major));
      return false;
    }
    suffix.remove_prefix(1);
    if (suffix == major || (path.starts_with("gopkg.in/") && (suffix == "v1" || suffix == "v0") && major == "v0"))
      return true;
    if (path.starts_with("gopkg.in/")) return true;
    error(at, fmt::format("{} {}: version \"{}\" invalid: should be {}, not {}", verb, path, version, suffix, major));
    return false;
  }

  void replace(const std::vector<Token>& args, uint32_t at) {
    size_t arrow = args.size() >= 2 && args[1].is("=>") ? 1 : 2;
    if (args.size() < arrow + 2 || args.size() > arrow + 3 || !args[arrow].is("=>")) {
      return error(at,
                   "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => "
                   "../local/directory");
    }
    ModFile::Replace r;
    r.offset = at;
    r.from.path = args[0].text;
    if (arrow == 2) {
      r.from.version = canonical_semver(args[1].text);
      if (r.from.version.empty()) {
        return error(at, fmt::format("replace {}: version \"{}\" invalid: must be of the form v1.2.3", r.from.path,
                                     args[1].text));
      }
    }
    r.to.path = args[arrow + 1].text;
    if (args.size() == arrow + 2) {
      if (!is_local_path(r.to.path)) {
        return error(
            at, r.to.path.find('@') != std::string::npos
                    ? "replacement module must match format 'path version', not 'path@version'"
                    : "replacement module without version must be directory path (rooted or starting with . or ..)");
      }
    } else {
      r.to.version = canonical_semver(args[arrow + 2].text);
      if (r.to.version.empty()) {
        return error(at, fmt::format("replace {}: version \"{}\" invalid: must be of the form v1.2.3", r.to.path,
                                     args[arrow + 2].text));
      }
      if (is_local_path(r.to.path)) {
        return error(at, fmt::format("replacement module directory path \"{}\" cannot have version", r.to.path));
      }
    }
    file_.replace.push_back(std::move(r));
  }

  ModFileKind kind_;
  ModFile file_;
  LineReader reader_;
};

std::string_view next_word(std::string_view* s) {
  size_t from = s->find_first_not_of(" \t\r");
  if (from == std::string_view::npos) return *s = {};
  size_t end = std::min(s->find_first_of(" \t\r", from), s->size());
  std::string_view word = s->substr(from, end - from);
  s->remove_prefix(end);
  return word;
}

}  // namespace

ModFile parse_mod_file(std::string_view text, ModFileKind kind) { return ModParser(text, kind).parse(); }

VendorList parse_vendor_list(std::string_view text) {
  VendorList list;
  bool open = false;  // packages belong to list.modules.back()
  while (!text.empty()) {
    size_t nl = text.find('\n');
    std::string_view line = text.substr(0, nl);
    text = nl == std::string_view::npos ? std::string_view() : text.substr(nl + 1);
    if (line.ends_with("\r")) line.remove_suffix(1);
    if (line.starts_with("## ")) {
      std::string_view rest = line.substr(3);
      while (!rest.empty()) {
        size_t semi = rest.find(';');
        std::string_view entry = rest.substr(0, semi);
        rest = semi == std::string_view::npos ? std::string_view() : rest.substr(semi + 1);
        std::string_view word = next_word(&entry);
        if (word == "workspace" && list.modules.empty()) list.workspace = true;
        if (!open) continue;
        if (word == "explicit") list.modules.back().explicit_ = true;
        if (word == "go") list.modules.back().go = next_word(&entry);
      }
    } else if (line.starts_with("# ")) {
      std::string_view rest = line.substr(2);
      VendorList::Module m;
      m.mod.path = next_word(&rest);
      std::string_view word = next_word(&rest);
      if (is_semver(word)) {
        m.mod.version = word;
        m.listed = true;
        word = next_word(&rest);
      } else if (word != "=>") {
        open = false;
        continue;
      }
      if (word == "=>") {
        m.replaced = true;
        m.replacement.path = next_word(&rest);
        m.replacement.version = next_word(&rest);
      }
      list.modules.push_back(std::move(m));
      open = true;
    } else if (open && !line.empty() && line[0] != '#') {
      std::string_view path = next_word(&line);
      if (!path.empty()) list.packages.try_emplace(path, static_cast<uint32_t>(list.modules.size() - 1));
    }
  }
  return list;
}

}  // namespace ptrsafe::build
