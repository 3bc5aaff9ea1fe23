#include "build/scan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/os/files.h"

namespace ptrsafe::build {
namespace {

bool is_assembly(std::string_view name) {
  return name.ends_with(".s") || name.ends_with(".S") || name.ends_with(".sx");
}

class Scanner {
 public:
  Scanner(PackageNode& node, const ScanOptions& options) : node_(node), options_(options) {}

  bool run(std::string* error) {
    bool there = directory_.open(node_.dir, error);
    if (!there && !options_.overlay->has_directory(node_.dir)) return false;
    std::vector<os::Entry> entries;
    if (node_.file_list) {
      for (const auto& f : node_.only_files) entries.push_back({f, os::EntryKind::File});
    } else {
      if (there && !directory_.entries(&entries, error)) return false;
      if (!options_.overlay->empty()) options_.overlay->merge(node_.dir, &entries);
    }
    for (const auto& e : entries) consider(e);
    // Files with cgo come after the others, as in `go list`.
    node_.cgo_files = cgo_.size();
    auto& files = node_.files[kPackagePart];
    files.insert(files.end(), cgo_.begin(), cgo_.end());
    for (auto& list : node_.imports) {
      std::sort(list.begin(), list.end(), [](const NodeImport& a, const NodeImport& b) { return a.path < b.path; });
    }
    return true;
  }

 private:
  void consider(const os::Entry& e) {
    const std::string& name = e.name;
    if (e.kind != os::EntryKind::File && e.kind != os::EntryKind::Symlink) return;
    if (!node_.file_list && (name[0] == '_' || name[0] == '.')) return;
    bool go = name.ends_with(".go");
    if (!go) {
      if (!node_.has_assembly && is_assembly(name) && options_.tags->file_name_matches(name)) assembly(name);
      return;
    }
    if (e.kind == os::EntryKind::Symlink && os::is_directory(node_.dir + "/" + name)) return;
    bool test = name.ends_with("_test.go");
    if (test && !node_.read_tests) {
      node_.any_test_file = true;
      return;
    }
    node_.any_go_file = true;
    if (!node_.file_list && !options_.tags->file_name_matches(name)) return;
    std::string error;
    if (!read(name, &text_, &error)) {
      node_.errors.push_back({{}, std::move(error), false, node_.dir + "/" + name});
      return;
    }
    go_file(name, test, text_);
  }

  bool read(const std::string& name, std::string* text, std::string* error) {
    if (!options_.overlay->empty()) return options_.overlay->read_file(node_.dir + "/" + name, text, error);
    return directory_.read(name, text, error);
  }

  void assembly(const std::string& name) {
    std::string text, error;
    node_.has_assembly = read(name, &text, &error) && header_matches(text, *options_.tags);
  }

  void go_file(const std::string& name, bool test, std::string_view text) {
    Header header;
    scan_header(text, *options_.tags, node_.file_list, &header);
    if (!header.matches) return;
    if (header.imports_c && !options_.cgo && !node_.file_list) return;
    std::string package(header.package);
    if (package == "documentation") return;
    SourceFile* file = SourceFile::create(node_.dir + "/" + name, text);
    if (!header.error.empty()) {
      node_.errors.push_back({file->pos(header.error_offset), std::move(header.error)});
      return;
    }
    Part part = test ? kTestPart : kPackagePart;
    if (test && package.size() > 5 && package.ends_with("_test")) {
      part = kExternalTestPart;
      package.resize(package.size() - 5);
    }
    if (node_.name.empty()) {
      node_.name = package;
      first_file_ = name;
    } else if (!package.empty() && package != node_.name) {
      if (!mixed_) {
        node_.errors.push_back(
            {{},
             fmt::format("found packages {} ({}) and {} ({}) in {}", node_.name, first_file_, package, name, node_.dir),
             false,
             node_.dir});
      }
      mixed_ = true;
      return;
    }
    if (test && header.imports_c) {
      node_.errors.push_back(
          {{}, fmt::format("use of cgo in test {} not supported", name), false, node_.dir + "/" + name});
    }
    auto unit = std::make_unique<FileUnit>();
    unit->source = file;
    unit->version.minor = header.go_minor;  // the loader turns it into the language version
    unit->uses_cgo = header.imports_c;
    unit->is_test = test;
    bool cgo = header.imports_c && !test;
    (cgo ? cgo_ : node_.files[part]).push_back(unit.get());
    auto& imports = node_.imports[part];
    for (auto& i : header.imports) {
      if (!seen_[part].insert(i.path).second) continue;
      imports.push_back({std::move(i.path), file->pos(i.offset), unit.get(), nullptr});
    }
    node_.owned.push_back(std::move(unit));
  }

  PackageNode& node_;
  const ScanOptions& options_;
  os::Directory directory_;
  std::string text_;  // of the file that is looked at
  std::vector<FileUnit*> cgo_;
  StringSet seen_[kParts];  // import paths
  std::string first_file_;
  bool mixed_ = false;
};

}  // namespace

bool scan_package(PackageNode& node, const ScanOptions& options, std::string* error) {
  return Scanner(node, options).run(error);
}

}  // namespace ptrsafe::build
