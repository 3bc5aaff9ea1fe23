#include "harness.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "base/name.h"
#include "base/region.h"
#include "parse/parser.h"
#include "types/package.h"
#include "types/universe.h"

extern char** environ;

namespace ptrsafe::conformance {
namespace {

bool is_directory(const std::string& path) {
  struct stat st;
  return stat(path.c_str(), &st) == 0 && S_ISDIR(st.st_mode);
}

std::string command_output(const char* command) {
  std::string out;
  FILE* pipe = popen(command, "r");
  if (!pipe) return out;
  char buffer[256];
  while (size_t n = fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
  pclose(pipe);
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
  return out;
}

std::string find_goroot() {
  if (const char* root = getenv("GOROOT"); root && *root) return root;
  if (std::string root = command_output("go env GOROOT 2>/dev/null"); !root.empty()) return root;
  return "/usr/local/go";
}

// The text of an import path's literal, without its quotes.
std::string literal_path(const Tree& tree, const Node* literal) {
  std::string_view text = tree.file->text();
  uint32_t offset = tree.file->offset(literal->pos);
  if (offset >= text.size()) return {};
  std::string_view quoted = text.substr(offset, literal->a);
  if (quoted.size() < 2) return {};
  return std::string(quoted.substr(1, quoted.size() - 2));
}

Reported reported(const Diagnostic& d, bool adjusted = false) {
  Reported r;
  r.message = d.message;
  if (SourceFile* file = file_of(d.pos)) {
    LineColumn at = file->line_column(d.pos);
    r.file = file->path();
    r.line = adjusted ? file->adjusted(d.pos).line : at.line;
    r.column = at.column;
  } else {
    r.file = d.path;
  }
  return r;
}

}  // namespace

bool read_file(const std::string& path, std::string& text) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return false;
  std::ostringstream all;
  all << in.rdbuf();
  text = std::move(all).str();
  return true;
}

void collect_imports(std::string_view source, std::set<std::string>& paths) {
  // Every quoted string that stands on a line of its own, or follows `import`, before the first
  // declaration that is none; good enough to know what to load.
  bool group = false;
  size_t at = 0;
  while (at < source.size()) {
    size_t end = std::min(source.find('\n', at), source.size());
    std::string_view line = source.substr(at, end - at);
    at = end + 1;
    while (!line.empty() && (line[0] == ' ' || line[0] == '\t')) line.remove_prefix(1);
    bool import = line.substr(0, 6) == "import";
    if (import && line.find('(') != line.npos) group = true;
    if (!import && !group) continue;
    for (size_t open = line.find_first_of("\"`"); open != line.npos; open = line.find_first_of("\"`", open)) {
      size_t close = line.find(line[open], open + 1);
      if (close == line.npos) break;
      if (close > open + 1) paths.emplace(line.substr(open + 1, close - open - 1));
      open = close + 1;
    }
    if (group && !line.empty() && (line[0] == ')' || (import && line.back() == ')'))) group = false;
  }
}

build::GoVersion parse_version(std::string_view text) {
  if (text.substr(0, 4) != "go1.") return {};
  int minor = 0;
  size_t i = 4;
  for (; i < text.size() && i < 7 && text[i] >= '0' && text[i] <= '9'; i++) minor = minor * 10 + (text[i] - '0');
  return i > 4 ? build::GoVersion{minor} : build::GoVersion{};
}

Harness::Harness(std::string goroot)
    : goroot_(goroot.empty() ? find_goroot() : std::move(goroot)), pool_(std::max(1u, std::thread::hardware_concurrency())) {
  Region::init();
  init_names();
  init_universe();
  std::string version;
  if (read_file(goroot_ + "/VERSION", version)) go_minor_ = parse_version(version).minor;
  config_.dir = "/";
  config_.goroot = goroot_;
  config_.goos = "linux";
  config_.goarch = "amd64";
  config_.cgo_enabled = false;
  config_.tests = false;
  for (char** e = environ; *e; e++) {
    std::string_view entry = *e;
    size_t equal = entry.find('=');
    if (equal == entry.npos) continue;
    config_.environment[std::string(entry.substr(0, equal))] = std::string(entry.substr(equal + 1));
  }
  for (const char* name : {"GOFLAGS", "GOEXPERIMENT", "GO111MODULE", "GOOS", "GOARCH"}) config_.environment.erase(name);
  config_.environment["GOENV"] = "off";
  config_.environment["GOWORK"] = "off";
  config_.environment["GOTOOLCHAIN"] = "local";
  config_.environment["GOROOT"] = goroot_;
}

std::string Harness::version_key() const { return fmt::format("go1.{}", go_minor_); }

bool Harness::has_package(std::string_view path) const {
  if (path.empty() || path[0] == '.' || path == "C") return false;
  if (path.find("//") != path.npos || path == "go") return false;  // of the suites' strange imports
  return is_directory(fmt::format("{}/src/{}", goroot_, path));
}

bool Harness::load_std(const std::set<std::string>& paths) {
  std::vector<std::string> patterns = {"unsafe"};
  for (const std::string& path : paths) {
    if (path != "unsafe" && has_package(path)) patterns.push_back(path);
  }
  programs_ = build::load(config_, patterns, pool_);
  for (const auto& program : programs_) {
    for (const Diagnostic& d : program->errors) fmt::print(stderr, "std: {}: {}\n", d.path, d.message);
    for (const auto& unit : program->packages) {
      unit->named = false;  // declarations will do
      for (const Diagnostic& d : unit->errors) fmt::print(stderr, "std: {}: {}\n", unit->import_path, d.message);
      units_[unit->import_path] = unit.get();
    }
    check_program(*program, CheckOptions{}, pool_);
    for (const auto& unit : program->packages) {
      if (!unit->checked || !unit->checked->details) continue;
      for (const Diagnostic& d : unit->checked->details->errors) {
        Reported r = reported(d);
        fmt::print(stderr, "std: {}:{}:{}: {}\n", r.file, r.line, r.column, r.message);
      }
    }
    config_ = program->config;
  }
  return !programs_.empty();
}

build::PackageUnit* Harness::std_unit(std::string_view path) const {
  if (auto it = units_.find(path); it != units_.end()) return it->second;
  return nullptr;
}

HandPackage Harness::check(const std::vector<std::string>& files, const HandOptions& options) const {
  std::vector<SourceText> sources;
  std::vector<Reported> unreadable;
  for (const std::string& path : files) {
    SourceText source{path, {}};
    if (read_file(path, source.text)) {
      sources.push_back(std::move(source));
    } else {
      unreadable.push_back({path, 0, 0, "cannot be read"});
    }
  }
  HandPackage package = check(std::move(sources), options);
  package.errors.insert(package.errors.begin(), unreadable.begin(), unreadable.end());
  return package;
}

HandPackage Harness::check(std::vector<SourceText> files, const HandOptions& options) const {
  HandPackage package;
  package.unit = std::make_unique<build::PackageUnit>();
  build::PackageUnit& unit = *package.unit;
  unit.import_path = options.import_path;
  unit.path = options.import_path;
  unit.version = options.version.minor ? options.version : build::GoVersion{go_minor_};
  unit.has_assembly = options.bodies_may_lack;
  unit.named = true;
  unit.main_module = true;
  if (!files.empty()) unit.dir = files[0].path.substr(0, files[0].path.rfind('/'));

  std::vector<Reported> errors;
  std::set<std::string> paths;
  for (SourceText& source : files) {
    auto file = std::make_unique<build::FileUnit>();
    file->tree = parse_file(SourceFile::create(source.path, std::move(source.text)), ParseMode::Full);
    const Tree& tree = *file->tree;
    file->version = unit.version;
    // A file's own version may be lower than the package's, but not below go1.21 (issue 68082).
    if (auto own = parse_version(tree.go_version); own.minor) file->version = {std::max(own.minor, 21)};
    for (const Node* spec : tree.imports) {
      if (!spec || !spec->nb()) continue;
      std::string import = literal_path(tree, spec->nb());
      if (import == "C") file->uses_cgo = unit.uses_cgo = true;
      paths.insert(std::move(import));
    }
    if (unit.name.empty() && tree.package_name) unit.name = std::string(tree.package_name->name().view());
    for (const Diagnostic& d : tree.errors) errors.push_back(reported(d, options.as_compiler));
    unit.files.push_back(file.get());
    package.files.push_back(std::move(file));
  }
  static std::set<std::string> interned;  // edges hold views; only the calling process's one thread comes here
  for (const std::string& path : paths) {
    build::PackageUnit* target = nullptr;
    if (auto it = options.imports.find(path); it != options.imports.end()) {
      target = it->second;
    } else if (path != "C") {
      target = std_unit(path);
    }
    unit.imports.push_back({*interned.insert(path).first, target});
  }
  check_package(unit, config_, options.check);
  for (const Diagnostic& d : unit.errors) errors.push_back(reported(d, options.as_compiler));
  // What the compiler's parser calls a syntax error; errors in literals and the like do not stop it.
  bool syntax_errors = options.as_compiler && std::any_of(errors.begin(), errors.end(), [](const Reported& r) {
    return r.message.starts_with("expected ") || r.message.starts_with("missing ");
  });
  if (unit.checked && unit.checked->details && !syntax_errors) {
    for (const Diagnostic& d : unit.checked->details->errors) errors.push_back(reported(d, options.as_compiler));
  }
  package.errors = std::move(errors);
  return package;
}

// ---- isolated runs

namespace {

struct Frame {
  uint32_t index;
  uint32_t size;  // kBegin: the run of `index` begins; else the bytes of its result that follow
};
constexpr uint32_t kBegin = 0xffffffff;

bool write_all(int fd, const void* data, size_t size) {
  const char* p = static_cast<const char*>(data);
  while (size > 0) {
    ssize_t n = write(fd, p, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    p += n;
    size -= static_cast<size_t>(n);
  }
  return true;
}

struct ChildWork {
  const std::function<std::string(size_t)>* body;
  const std::vector<size_t>* todo;
  size_t count;
  int fd;
};

void* child_main(void* argument) {
  auto& work = *static_cast<ChildWork*>(argument);
  for (size_t i = 0; i < work.count; i++) {
    size_t index = (*work.todo)[i];
    Frame begin{static_cast<uint32_t>(index), kBegin};
    if (!write_all(work.fd, &begin, sizeof begin)) break;
    std::string result = (*work.body)(index);
    Frame frame{static_cast<uint32_t>(index), static_cast<uint32_t>(result.size())};
    if (!write_all(work.fd, &frame, sizeof frame) || !write_all(work.fd, result.data(), result.size())) break;
  }
  return nullptr;
}

struct Child {
  pid_t pid = -1;
  int fd = -1;
  std::vector<size_t> todo;  // not yet finished, in order
  size_t given = 0;          // how many of them the process may run
  std::string buffer;
  bool in_flight = false;
  std::chrono::steady_clock::time_point begun;
};

void start(Child& child, const std::function<std::string(size_t)>& body, size_t per_child) {
  child.given = per_child ? std::min(per_child, child.todo.size()) : child.todo.size();
  int ends[2];
  if (pipe(ends) != 0) abort();
  fflush(nullptr);
  pid_t pid = fork();
  if (pid < 0) abort();
  if (pid == 0) {
    close(ends[0]);
    ChildWork work{&body, &child.todo, child.given, ends[1]};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, size_t{512} << 20);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, child_main, &work) != 0) _exit(3);
    pthread_join(thread, nullptr);
    _exit(0);
  }
  close(ends[1]);
  child.pid = pid;
  child.fd = ends[0];
  child.buffer.clear();
  child.in_flight = false;
}

}  // namespace

std::vector<Outcome> run_isolated(size_t n, unsigned jobs, int seconds, const std::function<std::string(size_t)>& body,
                                  size_t per_child) {
  std::vector<Outcome> outcomes(n);
  std::vector<Child> children(std::max<size_t>(1, std::min<size_t>(jobs, n)));
  for (size_t i = 0; i < n; i++) children[i % children.size()].todo.push_back(i);
  for (Child& child : children) {
    if (!child.todo.empty()) start(child, body, per_child);
  }
  auto finish = [&](Child& child, size_t index, Outcome outcome) {
    outcomes[index] = std::move(outcome);
    child.todo.erase(std::find(child.todo.begin(), child.todo.end(), index));
  };
  while (true) {
    std::vector<pollfd> fds;
    std::vector<Child*> of;
    for (Child& child : children) {
      if (child.pid > 0) {
        fds.push_back({child.fd, POLLIN, 0});
        of.push_back(&child);
      }
    }
    if (fds.empty()) break;
    poll(fds.data(), fds.size(), 200);
    for (size_t i = 0; i < fds.size(); i++) {
      Child& child = *of[i];
      bool ended = false;
      if (fds[i].revents) {
        char chunk[65536];
        ssize_t got = read(child.fd, chunk, sizeof chunk);
        if (got > 0) {
          child.buffer.append(chunk, static_cast<size_t>(got));
        } else if (got == 0) {
          ended = true;
        }
        size_t used = 0;
        while (child.buffer.size() - used >= sizeof(Frame)) {
          Frame frame;
          memcpy(&frame, child.buffer.data() + used, sizeof frame);
          if (frame.size == kBegin) {
            child.in_flight = true;
            child.begun = std::chrono::steady_clock::now();
            used += sizeof frame;
            continue;
          }
          if (child.buffer.size() - used < sizeof frame + frame.size) break;
          finish(child, frame.index, {Outcome::Done, child.buffer.substr(used + sizeof frame, frame.size)});
          child.in_flight = false;
          used += sizeof frame + frame.size;
        }
        child.buffer.erase(0, used);
      }
      bool late = child.in_flight && std::chrono::steady_clock::now() - child.begun > std::chrono::seconds(seconds);
      if (!ended && !late) continue;
      if (late) kill(child.pid, SIGKILL);
      int status = 0;
      waitpid(child.pid, &status, 0);
      close(child.fd);
      child.pid = -1;
      if (child.todo.empty()) continue;
      if (!late && !child.in_flight && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        start(child, body, per_child);  // it did its share
        continue;
      }
      // The first that is left was under way (or the child died before it began).
      std::string why = WIFSIGNALED(status) ? fmt::format("signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)))
                                            : fmt::format("exit status {}", WEXITSTATUS(status));
      finish(child, child.todo.front(),
             late ? Outcome{Outcome::TimedOut, fmt::format("more than {} s", seconds)} : Outcome{Outcome::Crashed, why});
      if (!child.todo.empty()) start(child, body, per_child);
    }
  }
  return outcomes;
}

// ---- scores

bool judge_scores(const std::string& file, const std::string& suite, const std::string& version,
                  const std::vector<Score>& scores, bool update, bool strict) {
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  if (std::string text; read_file(file, text)) {
    all = nlohmann::ordered_json::parse(text, nullptr, false);
    if (!all.is_object()) all = nlohmann::ordered_json::object();
  }
  auto& stored = all[suite][version];
  bool good = true;
  for (const Score& s : scores) {
    double value = std::round(s.value * 100) / 100;
    bool known = stored.is_object() && stored.contains(s.name) && stored[s.name].is_number();
    double floor = known ? stored[s.name].get<double>() : (s.fewer ? INFINITY : 0);
    bool fell = s.fewer ? value > floor : value < floor;
    bool meets = s.fewer ? value <= s.required : value >= s.required;
    fmt::print("{:<44} {:>9.2f}   {} {:.2f}: {}{}\n", s.name, value, s.fewer ? "at most" : "at least", s.required,
               meets ? "met" : "NOT MET", fell ? fmt::format("; FELL from the stored {:.2f}", floor) : "");
    if (fell || (strict && !meets)) good = false;
    if (!known || (s.fewer ? value < floor : value > floor)) stored[s.name] = value;
  }
  if (update) {
    std::ofstream out(file + ".new");
    out << all.dump(2) << '\n';
    out.close();
    if (!out || rename((file + ".new").c_str(), file.c_str()) != 0) fmt::print("cannot write {}\n", file);
  }
  return good;
}

}  // namespace ptrsafe::conformance
