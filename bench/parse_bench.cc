// Measures lexing and parsing of a directory tree, with the sources held in memory:
//
//	parse_bench DIR [REPETITIONS] [full|skip]
//
// Prints the least CPU time of the repetitions for each phase, and what the tree takes.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/region.h"
#include "lex/lexer.h"
#include "parse/parser.h"
#include "source/source.h"

namespace {

double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace ptrsafe;
  if (argc < 2) {
    fmt::print(stderr, "usage: parse_bench DIR [REPETITIONS] [full|skip]\n");
    return 2;
  }
  int repetitions = argc > 2 ? std::max(1, std::atoi(argv[2])) : 3;
  ParseMode mode = argc > 3 && std::string(argv[3]) == "skip" ? ParseMode::SkipBodies : ParseMode::Full;
  Region::init();
  init_names();

  std::vector<std::string> paths;
  std::error_code ec;
  for (std::filesystem::recursive_directory_iterator it(argv[1], ec), end; it != end; it.increment(ec)) {
    if (it->is_directory() && it->path().filename() == "testdata") it.disable_recursion_pending();
    if (it->is_regular_file() && it->path().extension() == ".go") paths.push_back(it->path().string());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<SourceFile*> files;
  size_t bytes = 0, lines = 0;
  for (const std::string& path : paths) {
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    bytes += text.size();
    lines += static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
    files.push_back(SourceFile::create(path, std::move(text)));
  }

  size_t tokens = 0, nodes = 0, errors = 0;
  uint64_t region = 0;
  double lex = 1e9, parse = 1e9;
  for (int r = 0; r < repetitions; r++) {
    tokens = nodes = errors = 0;
    double t0 = cpu_seconds();
    for (SourceFile* f : files) {
      Tree tree;
      tree.file = f;
      Lexer lexer(f, &tree);
      do {
        lexer.next();
        tokens++;
      } while (lexer.tok != Tok::EndOfFile);
    }
    double t1 = cpu_seconds();
    uint64_t before = Region::used();
    for (SourceFile* f : files) {
      auto tree = parse_file(f, mode);
      nodes += tree->count;
      errors += tree->errors.size();
    }
    double t2 = cpu_seconds();
    region = Region::used() - before;
    lex = std::min(lex, t1 - t0);
    parse = std::min(parse, t2 - t1);
  }
  double n = static_cast<double>(lines) / 1e6, mb = static_cast<double>(bytes) / 1e6;
  fmt::print("files {}  bytes {}  lines {}  tokens {}  nodes {}  errors {}\n", files.size(), bytes, lines, tokens, nodes,
             errors);
  fmt::print("lex    {:6.1f} ms  {:5.2f} M lines/CPU-s  {:4.0f} MB/s\n", lex * 1e3, n / lex, mb / lex);
  fmt::print("parse  {:6.1f} ms  {:5.2f} M lines/CPU-s  {:4.0f} MB/s  (lexing included)\n", parse * 1e3, n / parse,
             mb / parse);
  fmt::print("tree   {:.1f} bytes a line of nodes, {:.1f} of address space\n",
             static_cast<double>(nodes) * sizeof(Node) / static_cast<double>(lines),
             static_cast<double>(region) / static_cast<double>(lines));
}
