// Directives that the compiler rejects though go/types knows nothing of them: //go: comments where they mean
// nothing or that are used wrongly (cmd/compile, "Compiler Directives"; package embed).
#include <fmt/format.h>

#include <algorithm>

#include "check/checker.h"

namespace ptrsafe {
namespace {

constexpr std::string_view kFunctionVerbs[] = {
    "go:noescape",     "go:norace",           "go:nosplit",        "go:noinline",     "go:nocheckptr",
    "go:cgo_unsafe_args", "go:uintptrescapes", "go:registerparams"};
constexpr std::string_view kRuntimeVerbs[] = {"go:systemstack", "go:nowritebarrier", "go:nowritebarrierrec",
                                              "go:yeswritebarrierrec"};

template <size_t N>
bool among(const std::string_view (&list)[N], std::string_view verb) {
  return std::find(std::begin(list), std::end(list), verb) != std::end(list);
}

std::vector<std::string_view> fields_of(std::string_view text) {
  std::vector<std::string_view> fields;
  for (size_t i = 0; (i = text.find_first_not_of(" \t", i)) != text.npos;) {
    size_t end = std::min(text.find_first_of(" \t", i), text.size());
    fields.push_back(text.substr(i, end - i));
    i = end;
  }
  return fields;
}

// The directives of one file.
class FileDirectives {
 public:
  FileDirectives(Checker& c, FileInfo& file, build::GoVersion version, absl::flat_hash_map<Object*, bool>& linked)
      : c_(c), tree_(*file.tree), info_(file), version_(version), linked_(linked) {}

  void check() {
    for (const Directive& d : tree_.directives) {
      std::vector<std::string_view> fields = fields_of(d.text.substr(2));
      if (fields.empty()) continue;
      std::string_view verb = fields[0];
      if (verb == "go:linkname") {
        linkname(d, fields);
      } else if (verb == "go:embed") {
        embed(d, fields.size() > 1);
      } else if (verb == "go:build") {
        // The lexer keeps those of the header as well.
        if (tree_.package_name && tree_.package_name->pos < d.pos) misplaced(d);
      } else if (verb == "go:cgo_ldflag" && fields.size() != 2) {
        error(d, "usage: //go:cgo_ldflag \"arg\"");
      } else if (verb.starts_with("go:cgo_") && verb != "go:cgo_import_dynamic" && !among(kFunctionVerbs, verb)) {
        error(d, fmt::format("//{} only allowed in cgo-generated code", verb));
      } else if (among(kRuntimeVerbs, verb)) {
        error(d, fmt::format("//{} only allowed in runtime", verb));
      } else if (among(kFunctionVerbs, verb)) {
        function(d, verb);
      }
    }
  }

 private:
  // What a directive belongs to: the declaration that follows, unless it stands within one or at its end.
  struct Place {
    Node* within = nullptr;
    Node* next = nullptr;
  };

  Place place_of(const Directive& d) const {
    Place p;
    for (Node* decl : tree_.decls) {
      if (d.pos < start_pos(decl)) {
        p.next = decl;
        break;
      }
      if (d.pos < end_pos(decl) || same_line(end_pos(decl), d.pos)) p.within = decl;
    }
    return p;
  }

  bool same_line(Pos a, Pos b) const {
    std::string_view text = tree_.file->text();
    size_t from = tree_.file->offset(a), to = tree_.file->offset(b);
    return text.substr(from, to - from).find('\n') == text.npos;
  }

  void error(const Directive& d, std::string message) { c_.error(Pos{d.pos.v + 2}, std::move(message)); }
  void misplaced(const Directive& d) { error(d, "misplaced compiler directive"); }

  void function(const Directive& d, std::string_view verb) {
    Place p = place_of(d);
    bool header = tree_.package_name && d.pos < tree_.package_name->pos;
    if (header || p.within || !p.next || !p.next->is(NodeKind::FuncDecl)) return misplaced(d);
    FuncDeclView f = func_decl(p.next);
    if (verb == "go:noescape" && (f.body || f.skipped))
      c_.error(f.name, "can only use //go:noescape with external func implementations");
  }

  bool imports(std::string_view path) const {
    return std::any_of(tree_.imports.begin(), tree_.imports.end(), [&](const Node* spec) {
      if (!spec || !spec->nb()) return false;
      std::string_view literal = tree_.file->text().substr(tree_.file->offset(spec->nb()->pos), spec->nb()->a);
      return literal.size() == path.size() + 2 && literal.substr(1, path.size()) == path;
    });
  }

  void linkname(const Directive& d, const std::vector<std::string_view>& fields) {
    if (fields.size() != 2 && fields.size() != 3) return error(d, "usage: //go:linkname localname [linkname]");
    if (!imports("unsafe")) return error(d, "//go:linkname only allowed in Go files that import \"unsafe\"");
    if (fields.size() == 3 && fields[2].find('[') != std::string_view::npos)
      return error(d, "//go:linkname reference of an instantiation is not allowed");
    Object* o = c_.pkg_->scope->find(intern(fields[1]));
    if (!o || (o->kind != ObjectKind::Func && o->kind != ObjectKind::Var)) {
      if (version_.minor == 0 || version_.minor >= 18)
        error(d, "//go:linkname must refer to declared function or variable");
    } else if (!linked_.try_emplace(o, true).second) {
      error(d, fmt::format("duplicate //go:linkname for {}", fields[1]));
    }
  }

  void embed(const Directive& d, bool has_pattern) {
    if (!has_pattern) return error(d, "usage: //go:embed pattern...");
    Place p = place_of(d);
    if (p.within && p.within->is(NodeKind::FuncDecl)) {
      return error(d, followed_by_var(d) ? "go:embed cannot apply to var inside func" : "misplaced go:embed directive");
    }
    Node* spec = p.within ? spec_after(p.within, d.pos) : nullptr;
    if (!p.within && is_var(p.next)) {
      // A group takes none as a whole.
      NodeList specs = p.next->la();
      if (!p.next->aux && specs.size() == 1) spec = specs[0];
    }
    if (!spec) return error(d, "misplaced go:embed directive");
    NodeList names = spec->la();
    if (!imports("embed")) return error(d, "go:embed only allowed in Go files that import \"embed\"");
    if (names.size() > 1) return error(d, "go:embed cannot apply to multiple vars");
    if (!spec->lb().empty()) return error(d, "go:embed cannot apply to var with initializer");
    if (!spec->naux()) return error(d, "go:embed cannot apply to var without type");
    if (version_.minor && version_.minor < 16)
      return error(d, fmt::format("go:embed requires go1.16 or later (-lang was set to go1.{}; check go.mod)", version_.minor));
    Object* o = info_.object_of(names[0]);
    if (o && o->type && is_valid(o->type) && !embeddable(o->type))
      error(d, fmt::format("go:embed cannot apply to var of type {}", c_.str(o->type)));
  }

  static bool is_var(Node* decl) {
    return decl && decl->is(NodeKind::GenDecl) && static_cast<DeclKind>(decl->op) == DeclKind::Var;
  }

  // The variable specification of a group that a directive before it belongs to.
  Node* spec_after(Node* decl, Pos at) const {
    if (!is_var(decl)) return nullptr;
    for (Node* spec : decl->la()) {
      if (at < start_pos(spec)) return spec;
      if (at < end_pos(spec) || same_line(end_pos(spec), at)) return nullptr;
    }
    return nullptr;
  }

  // The first token after the directive is `var`.
  bool followed_by_var(const Directive& d) const {
    std::string_view text = tree_.file->text().substr(tree_.file->offset(d.pos));
    while (text.starts_with("//")) {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
      text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    }
    return text.starts_with("var") && text.size() > 3 && (text[3] == ' ' || text[3] == '\t');
  }

  static bool embeddable(Type* t) {
    if (is_string(t)) return true;
    if (Slice* s = as_under<Slice>(t)) return is_basic(s->elem, BasicKind::Uint8);
    Named* n = as<Named>(t);
    return n && n->obj->name.view() == "FS" && n->obj->pkg && n->obj->pkg->path.view() == "embed";
  }

  Checker& c_;
  const Tree& tree_;
  FileInfo& info_;
  build::GoVersion version_;
  absl::flat_hash_map<Object*, bool>& linked_;
};

}  // namespace

void Checker::directives() {
  absl::flat_hash_map<Object*, bool> linked;
  auto& files = pkg_->details->files;
  for (size_t i = pkg_->details->first_own_file; i < files.size(); i++)
    FileDirectives(*this, *files[i], state_.unit->files[i]->version, linked).check();
}

}  // namespace ptrsafe
