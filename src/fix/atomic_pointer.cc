// atomic.Pointer[T] for a pointer that is replaced while others read it.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "fix/by_pointer.h"
#include "fix/imports.h"
#include "fix/literal_element.h"
#include "fix/propose.h"
#include "fix/reachable.h"
#include "fix/uses.h"
#include "syntax/children.h"

namespace ptrsafe::fix {
namespace {

constexpr int kAtomicPointer = 19;  // since go1.19
constexpr size_t kMostUses = 100;   // a fix that nobody could read

// The node `up` levels above the path's end; null above the declaration.
const Node* above(const Site& s, size_t up) { return s.path.size() > up ? s.path[s.path.size() - 1 - up] : nullptr; }

bool is_variable(const Site& s, const Node* n, const Var* v) {
  const Var* x = s.variable(n);
  return x && x->pos == v->pos;
}

bool mentions(const Site& s, const Node* n, const Var* v) {
  bool found = (n->is(NodeKind::Ident) || n->is(NodeKind::Selector)) && is_variable(s, n, v);
  for_each_child(n, [&](const Node* c) { found = found || mentions(s, c, v); });
  return found;
}

// What the finding is about: the variable that is assigned or read there.
const Var* variable_at(const Site& s) {
  const Node* n = unparen(const_cast<Node*>(s.node()));
  if (n->is(NodeKind::AssignStmt) && n->la().size() == 1) n = unparen(n->la()[0]);
  return n->is(NodeKind::Ident) || n->is(NodeKind::Selector) ? s.variable(n) : nullptr;
}

class Rewriter {
 public:
  Rewriter(const Sites& sites, const Var* v, Uses uses) : sites_(sites), v_(v), uses_(std::move(uses)) {}

  std::vector<Fix> rewrite() {
    if (!declare()) return {};
    if (std::any_of(uses_.accesses.begin(), uses_.accesses.end(), [&](const Site& s) { return !access(s); })) return {};
    if (std::any_of(uses_.elements.begin(), uses_.elements.end(), [&](const Site& s) { return !element(s); })) return {};
    if (decides_by_itself()) return {};
    // What is put in at one place comes in this order: `.Load()` before the `)` of a store.
    std::stable_sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) { return std::tuple(a.file->path(), a.start, a.end) < std::tuple(b.file->path(), b.start, b.end); });
    return {{fmt::format("make `{}` an atomic.Pointer", v_->name.view()), std::move(edits_)}};
  }

 private:
  // ---- the declaration ----

  bool declare() {
    const Site& d = uses_.declaration;
    const build::PackageUnit& unit = *d.package->details->unit;
    for (const build::FileUnit* file : unit.files)
      if (file->source == d.file && file->version.minor != 0 && file->version.minor < kAtomicPointer) return false;
    std::optional<Import> import = import_of(d, "sync/atomic");
    const Node* above_name = above(d, 1);
    if (!import || !above_name || !d.comments_stay(start_pos(above_name), end_pos(above_name))) return false;
    if (import->add) edits_.push_back(*import->add);
    atomic_ = import->name;
    return v_->is_field() ? declare_field(d) : declare_variable(d);
  }

  bool declare_field(const Site& d) {
    const Node *f = above(d, 1), *structure = above(d, 3), *spec = above(d, 4);
    if (!f->is(NodeKind::Field) || field(f).names.size() != 1 || field(f).tag || !field(f).type->is(NodeKind::Star)) return false;
    if (!structure->is(NodeKind::StructType) || !spec->is(NodeKind::TypeSpec) || type_spec(spec).alias) return false;
    auto* owner = as_object<TypeName>(d.info->object_of(type_spec(spec).name));
    if (!owner || !only_by_pointer(sites_, owner)) return false;
    const Node* type = field(f).type;
    std::string made = fmt::format("{}.Pointer[{}]", atomic_, d.text(type->na())), whole = d.text(structure);
    constexpr size_t kLongest = 29;  // a longer type gofmt leaves in no struct of one line
    if (whole.find('\n') != whole.npos || made.size() <= kLongest) {
      edits_.push_back(d.replace(start_pos(type), end_pos(type), std::move(made)));
      return true;
    }
    if (whole.find("/*") != whole.npos) return false;
    std::string line = std::string(d.newline()) + d.indent(start_pos(structure));
    edits_.push_back(d.replace(start_pos(structure), end_pos(structure), fmt::format("struct {{{0}\t{1} {2}{0}}}", line, v_->name.view(), made)));
    return true;
  }

  bool declare_variable(const Site& d) {
    const Node *spec = above(d, 1), *declaration = above(d, 2);
    if (!spec->is(NodeKind::ValueSpec) || d.path.size() != 3) return false;
    ValueSpecView s = value_spec(spec);
    bool grouped = static_cast<bool>(declaration->aux_pos());
    if (s.names.size() != 1 || (grouped && declaration->la().size() > 1 && !(s.type && s.values.empty()))) return false;
    const Node* value = s.values.empty() ? nullptr : unparen(s.values[0]);
    bool nil = value && d.info->mode_of(value) == Mode::NilValue;
    std::string pointee = s.type ? (s.type->is(NodeKind::Star) ? d.text(s.type->na()) : "") : pointee_of(d, value);
    if (pointee.empty()) return false;
    Pos from = s.type ? start_pos(s.type) : end_pos(s.names[0]);
    edits_.push_back(d.replace(from, end_pos(spec), fmt::format("{}{}.Pointer[{}]", s.type ? "" : " ", atomic_, pointee)));
    return !value || nil || initialise(d, declaration, value);
  }

  // The type in &T{…} and new(T); of other values the name of a type of the package.
  std::string pointee_of(const Site& d, const Node* value) const {
    if (value->is(NodeKind::Unary) && value->oper() == Op::And && unparen(value->na())->is(NodeKind::CompositeLit)) return d.text(unparen(value->na())->na());
    if (value->is(NodeKind::Call) && d.text(value->na()) == "new" && value->lb().size() == 1) return d.text(value->lb()[0]);
    auto* n = as<Named>(as<Pointer>(v_->type)->elem);
    return n && !n->is_instance() && n->obj->pkg && n->obj->pkg->path == d.package->path ? std::string(n->obj->name.view()) : "";
  }

  // The first value is stored by a function init, if nothing that runs before it can ask for the variable.
  bool initialise(const Site& d, const Node* declaration, const Node* value) {
    bool literal = !value->is(NodeKind::Call) || d.text(value->na()) == "new";
    Bodies bodies(sites_);
    std::vector<Root> before;
    bool others = false;
    for (const Package* p : sites_.packages()) {
      if (p->path != d.package->path) continue;
      for (const auto& info : p->details->files)
        for (const Node* top : info->tree->decls) {
          bool init = top->is(NodeKind::FuncDecl) && !func_decl(top).recv && func_decl(top).name->name().view() == "init";
          bool variables = top->is(NodeKind::GenDecl) && static_cast<DeclKind>(top->op) == DeclKind::Var;
          others = others || init;
          if (init) before.push_back({info.get(), top});
          if (!variables) continue;
          for (const Node* spec : top->la())
            for (const Node* e : value_spec(spec).values)
              if (e) before.push_back({info.get(), e});
        }
    }
    bool asked = false;
    bodies.visit(before, true, [&](const FileInfo& info, const Node* n) {
      if (!n->is(NodeKind::Ident)) return;
      const Var* x = as_object<Var>(info.object_of(n));
      asked = asked || (x && x->pos == v_->pos);
    });
    Pos end = d.end_of_line(end_pos(declaration));
    if (asked || (others && !literal) || !end) return false;
    std::string text = indented(d.text(value), d.newline());
    if (text.empty()) return false;
    std::string_view rest = d.file->text().substr(d.offset(end));
    std::string_view line = d.newline();
    bool blank_below = rest.size() <= line.size() || rest.substr(line.size()).starts_with(line);
    edits_.push_back(d.insert(end, fmt::format("{0}{0}func init() {{{0}\t{1}.Store({2}){0}}}{3}", line, v_->name.view(), text, blank_below ? "" : line)));
    return true;
  }

  // The text one step further in; empty if lines of it stand in a raw string.
  static std::string indented(const std::string& text, std::string_view newline) {
    if (text.find('\n') == text.npos) return text;
    if (text.find('`') != text.npos) return "";
    std::string out;
    for (size_t at = 0; at < text.size(); at++) {
      out += text[at];
      if (text[at] == '\n' && text.compare(at + 1, newline.size(), newline) != 0) out += '\t';
    }
    return out;
  }

  // ---- loads and stores ----

  struct Use {
    Pos function, at;  // the declaration that has it
    bool store;
  };

  bool access(const Site& s) {
    const Node *n = s.node(), *p = above(s, 1);
    if (!p || p->is(NodeKind::Paren)) return false;
    if (p->is(NodeKind::Unary) && p->oper() == Op::And) return false;
    if (p->is(NodeKind::Call) && p->na() != n && s.text(p->na()).starts_with("unsafe.")) return false;
    bool left = p->is(NodeKind::AssignStmt) && std::any_of(p->la().begin(), p->la().end(), [&](const Ref<Node>& x) { return x.get() == n; });
    if (left) return store(s, p);
    if (p->is(NodeKind::RangeStmt) && (range_stmt(p).key == n || range_stmt(p).value == n)) return false;
    if (p->is(NodeKind::IncDecStmt)) return false;
    edits_.push_back(s.insert(end_pos(n), ".Load()"));
    found_.push_back({start_pos(s.path.front()), start_pos(n), false});
    return true;
  }

  bool store(const Site& s, const Node* assignment) {
    const Node* p = above(s, 2);
    if (assignment->oper() != Op::None || assignment->la().size() != 1 || assignment->lb().size() != 1) return false;
    if (p && p->is(NodeKind::CommClause) && p->na() == assignment) return false;
    const Node *n = s.node(), *value = assignment->lb()[0];
    std::string_view between = s.file->text().substr(s.offset(end_pos(n)), s.offset(start_pos(value)) - s.offset(end_pos(n)));
    if (between.find('/') != between.npos || !s.comments_stay(start_pos(assignment), end_pos(assignment))) return false;
    edits_.push_back(s.replace(end_pos(n), start_pos(value), ".Store("));
    closing_.push_back(s.insert(end_pos(value), ")"));
    found_.push_back({start_pos(s.path.front()), start_pos(n), true});
    return true;
  }

  // ---- literals ----

  bool element(const Site& s) {
    const Node *e = s.node(), *literal = above(s, 1), *value = e->nb();
    size_t up = 2;
    const Node *whole = literal, *p = above(s, up);
    if (p && p->is(NodeKind::Unary)) whole = p, p = above(s, ++up);
    std::optional<Edit> removed = without_element(s, literal, e);
    if (!p || !removed || s.text(value).find('\n') != std::string::npos || mentions(s, value, v_)) return false;
    if (s.info->mode_of(unparen(const_cast<Node*>(value))) == Mode::NilValue) {
      edits_.push_back(*removed);
      return true;
    }
    // The value is made after the other elements.
    bool others_pure = std::all_of(literal->lb().begin(), literal->lb().end(), [&](const Ref<Node>& x) { return x.get() == e || is_pure(x->nb()); });
    if (!is_pure(value) && !others_pure) return false;
    if (p->is(NodeKind::ReturnStmt)) return stored_before_return(s, p, whole, value, *removed);
    const Node* name = nullptr;
    if (p->is(NodeKind::AssignStmt) && p->oper() == Op::Define && p->la().size() == 1 && p->lb()[0] == whole) name = p->la()[0];
    const Node* list = above(s, up + 1);
    Pos end = s.end_of_line(end_pos(p));
    if (!name || name->name().view() == "_" || !list || !(list->is(NodeKind::BlockStmt) || list->is(NodeKind::CaseClause)) || !s.begins_line(start_pos(p)) || !end) return false;
    edits_.push_back(*removed);
    edits_.push_back(s.insert(end, fmt::format("{}{}{}.{}.Store({})", s.newline(), s.indent(start_pos(p)), name->name().view(), v_->name.view(), s.text(value))));
    return true;
  }

  // return &T{…}: the object gets a name first.
  bool stored_before_return(const Site& s, const Node* statement, const Node* whole, const Node* value, const Edit& removed) {
    int f = s.function();
    if (f < 0 || whole->is(NodeKind::CompositeLit) || !s.comments_stay(start_pos(statement), end_pos(statement))) return false;
    // A function of one line gets several.
    std::optional<OneLineBody> body = s.begins_line(start_pos(statement)) ? std::nullopt : one_line_body(s);
    if (!body && !s.begins_line(start_pos(statement))) return false;
    for (const Node* r : statement->la())
      if (r != whole && (!is_pure(r) || mentions(s, r, v_))) return false;
    auto* owner = as<Named>(s.info->type_of(unparen(whole->na())));
    if (!owner) return false;
    char letter = owner->obj->name.view()[0];
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (letter < 'a' || letter > 'z') return false;
    std::string name(1, letter), line(s.newline()), indent = body ? "\t" : s.indent(start_pos(statement));
    if (is_used(s, f, name)) name = "made";
    if (is_used(s, f, name)) return false;
    // Between `return` and the literal stand other results, which are said again.
    std::string before = s.text(statement).substr(0, s.offset(start_pos(whole)) - s.offset(start_pos(statement)));
    std::string after = s.text(statement).substr(s.offset(end_pos(whole)) - s.offset(start_pos(statement)));
    edits_.push_back(s.replace(body ? body->begin : start_pos(statement), start_pos(whole), fmt::format("{}{} := ", body ? line + indent : "", name)));
    edits_.push_back(removed);
    edits_.push_back(s.replace(end_pos(whole), body ? body->end : end_pos(statement), fmt::format("{0}{1}{2}.{3}.Store({4}){0}{1}{5}{2}{6}{7}", line, indent, name, v_->name.view(), s.text(value), before, after, body ? line : "")));
    return true;
  }

  // ---- what atomics alone do not mend ----

  // A function that stores what it chose by what it loaded, without a lock: two of them would overwrite each other.
  bool decides_by_itself() {
    for (Edit& e : closing_) edits_.push_back(std::move(e));
    for (const Use& u : found_) {
      if (!u.store) continue;
      bool loads = std::any_of(found_.begin(), found_.end(), [&](const Use& other) { return !other.store && other.function == u.function; });
      if (loads && !takes_a_lock(u.function)) return true;
    }
    return false;
  }

  bool takes_a_lock(Pos declaration) const {
    for (const Site& s : uses_.accesses)
      if (start_pos(s.path.front()) == declaration) {
        bool found = false;
        std::vector<const Node*> nodes{s.path.front()};
        while (!nodes.empty() && !found) {
          const Node* n = nodes.back();
          nodes.pop_back();
          found = n->is(NodeKind::Selector) && n->nb()->name().view() == "Lock";
          for_each_child(n, [&](const Node* c) { nodes.push_back(c); });
        }
        return found;
      }
    return false;
  }

  const Sites& sites_;
  const Var* v_;
  Uses uses_;
  std::string atomic_;  // the package's name in the file of the declaration
  std::vector<Edit> edits_, closing_;
  std::vector<Use> found_;
};

}  // namespace

std::vector<Fix> store_atomically(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  const Var* v = site ? variable_at(*site) : nullptr;
  if (!v || !(v->bits & (Var::kField | Var::kPackageVar)) || v->exported() || v->embedded() || v->name.view() == "_") return {};
  if (v->type->kind != TypeKind::Pointer) return {};
  std::optional<Uses> uses = uses_of(sites, v);
  if (!uses || uses->accesses.size() > kMostUses) return {};
  return Rewriter(sites, v, std::move(*uses)).rewrite();
}

}  // namespace ptrsafe::fix
