// The lock that all others hold, taken at the head of the function that has forgotten it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "fix/lock_calls.h"
#include "fix/propose.h"
#include "fix/reachable.h"
#include "fix/short_work.h"
#include "fix/uses.h"
#include "syntax/children.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe::fix {
namespace {

constexpr std::string_view kTaking[] = {"Lock", "RLock", "TryLock", "TryRLock"};
constexpr std::string_view kReleasing[] = {"Unlock", "RUnlock"};

bool among(const auto& list, std::string_view s) { return std::find(std::begin(list), std::end(list), s) != std::end(list); }

// The variable of the lock that a step of the witness says to be held, from x.mu.Lock() on.
const Var* lock_held(const Sites& sites, const Finding& finding) {
  for (const WitnessStep& w : finding.witness) {
    std::optional<Site> s = sites.find(w.pos);
    if (!s) continue;
    for (const Node* n : s->path)
      for (std::string_view name : {"Lock", "RLock"})
        if (const Node* x = start_pos(n) == w.pos ? receiver_of(n, name) : nullptr) return s->variable(unparen(const_cast<Node*>(x)));
  }
  return nullptr;
}

// The field or package-level variable that the finding is about, as it is written there.
const Node* place_at(const Site& s, RuleId rule) {
  const Node* found = nullptr;
  auto visit = [&](auto& self, const Node* n) -> void {
    if (found) return;
    const Var* v = n->is(NodeKind::Ident) || n->is(NodeKind::Selector) ? s.variable(n) : nullptr;
    if (v && (v->bits & (Var::kField | Var::kPackageVar)) && (rule != RuleId::ConcurrentMapAccess || as_under<Map>(v->type))) found = n;
    else for_each_child(n, [&](const Node* c) { self(self, c); });
  };
  const Node* n = s.node();
  if (rule != RuleId::ConcurrentMapAccess && n->is(NodeKind::AssignStmt) && n->la().size() == 1) n = n->la()[0];
  visit(visit, n);
  return found;
}

bool assigned_in(const Site& s, const Node* n, const Var* v) {
  bool found = n->is(NodeKind::Unary) && n->oper() == Op::And && s.variable(unparen(n->na())) == v;
  if (n->is(NodeKind::AssignStmt) && n->oper() != Op::Define)
    for (const Node* to : n->la()) found = found || s.variable(unparen(const_cast<Node*>(to))) == v;
  for_each_child(n, [&](const Node* c) { found = found || assigned_in(s, c, v); });
  return found;
}

// How the lock is named in the function: beside the place, in the object of the receiver or of a parameter, or in the package. Empty if
// there is no such name.
std::string lock_beside(const Site& s, const Node* place, const Var* lock) {
  if (lock->bits & Var::kPackageVar) return std::string(lock->name.view());
  if (!place->is(NodeKind::Selector) || !place->na()->is(NodeKind::Ident)) return "";
  const Var* object = s.variable(place->na());
  auto* p = object && (object->bits & (Var::kReceiver | Var::kParam)) ? as<Pointer>(object->type) : nullptr;
  auto* fields = p ? as_under<Struct>(p->elem) : nullptr;
  bool has = fields && std::any_of(fields->fields.begin(), fields->fields.end(), [&](const Ref<Var>& f) { return f->pos == lock->pos; });
  if (!has || assigned_in(s, s.path.front(), object)) return "";
  return fmt::format("{}.{}", object->name.view(), lock->name.view());
}

bool is_of_sync(const Var* v, std::string_view name) {
  auto* n = as<Named>(v->type);
  return n && n->obj->pkg && n->obj->pkg->path.view() == "sync" && n->obj->name.view() == name;
}

// Whether somebody may call the function while holding the lock, or wait for who calls it. It is not so if each function that takes
// the lock releases it, too, and neither it nor what it calls gets to the function, or waits for a channel or a group; nor takes a second lock under
// which the function is called, which would be the other order.
class Holders {
 public:
  Holders(const Sites& sites, const Bodies& bodies, const Uses& lock, const Node* declaration, Pos name) : sites_(sites), bodies_(bodies), lock_(lock), declaration_(declaration), name_(name) {}

  bool may_call() {
    std::map<const Node*, std::pair<bool, bool>> seen;  // takes, releases
    std::vector<Root> holders;
    for (const Site& s : lock_.accesses) {
      const Node *method = s.path.size() > 2 ? s.path[s.path.size() - 2] : nullptr, *call = method ? s.path[s.path.size() - 3] : nullptr;
      const Node* top = s.path.front();
      // Its address may go anywhere; and who has it already needs no more.
      if (!method || !method->is(NodeKind::Selector) || !call->is(NodeKind::Call) || call->na() != method || !top->is(NodeKind::FuncDecl) || top == declaration_) return true;
      std::string_view what = method->nb()->name().view();
      auto& [takes, releases] = seen[top];
      if (among(kTaking, what)) {
        if (!takes) holders.push_back({s.info, func_decl(top).body});
        takes = true;
      } else if (among(kReleasing, what)) {
        releases = true;
      } else {
        return true;
      }
    }
    if (std::any_of(seen.begin(), seen.end(), [](const auto& e) { return !e.second.first || !e.second.second; })) return true;
    Reached r = reached_from(holders);
    std::string_view own = func_decl(declaration_).name->name().view();
    if (r.function || r.waits || r.methods.contains(own) || (r.values && is_value())) return true;
    std::vector<Root> others;
    for (const Root& body : bodies_.all()) {
      bool takes = false;
      each_node(body.node, [&](const Node* n) { takes = takes || r.locks.contains(lock_taken(*body.info, n)); });
      if (takes) others.push_back(body);
    }
    return reached_from(others).function;
  }

 private:
  struct Reached {
    bool function = false, values = false, waits = false;
    std::set<std::string_view> methods;  // called through interfaces
    std::set<uint32_t> locks;            // other ones that are taken, by the place of their variables
  };

  template <class F>
  static void each_node(const Node* n, F f) {
    f(n);
    for_each_child(n, [&](const Node* c) { each_node(c, f); });
  }

  // The variable whose lock the node takes, by its place; 0: none, 1: of something else than a variable.
  static uint32_t lock_taken(const FileInfo& info, const Node* n) {
    for (std::string_view name : kTaking) {
      const Node* x = receiver_of(n, name);
      if (!x) continue;
      x = unparen(const_cast<Node*>(x));
      const Selection* s = x->is(NodeKind::Selector) ? info.selection_of(x) : nullptr;
      const Var* v = s ? as_object<Var>(s->obj) : x->is(NodeKind::Ident) ? as_object<Var>(info.object_of(x)) : nullptr;
      return v ? v->pos.v : 1;
    }
    return 0;
  }

  Reached reached_from(const std::vector<Root>& roots) const {
    Reached r;
    bodies_.visit(roots, false, [&](const FileInfo& info, const Node* n) {
      if (n->is(NodeKind::Ident)) r.function = r.function || is_it(info.object_of(n));
      if (n->is(NodeKind::Selector)) {
        const Selection* s = info.selection_of(n);
        r.function = r.function || (s && is_it(s->obj));
      }
      r.waits = r.waits || n->is(NodeKind::SendStmt) || n->is(NodeKind::SelectStmt) || (n->is(NodeKind::Unary) && n->oper() == Op::Arrow) || receiver_of(n, "Wait");
      if (!n->is(NodeKind::Call)) return;
      Mode mode = info.mode_of(unparen(n->na()));
      if (mode == Mode::TypeExpr || mode == Mode::Builtin) return;
      const Func* f = function_called(info, n);
      if (!f) r.values = true;
      else if (f->bits & Func::kInterfaceMethod) r.methods.insert(f->name.view());
      else if (!bodies_.of(f).node) r.values = r.values || takes_function(info, n);
      uint32_t lock = lock_taken(info, n);
      if (lock && lock != lock_.declaration.node()->pos.v) r.locks.insert(lock);
    });
    return r;
  }

  bool is_it(const Object* o) const { return o && o->kind == ObjectKind::Func && o->pos == name_; }

  static bool takes_function(const FileInfo& info, const Node* call) {
    return std::any_of(call->lb().begin(), call->lb().end(), [&](const Ref<Node>& a) {
      Type* t = info.type_of(a.get());
      return t && as_under<Signature>(t);
    });
  }

  // The function is a value somewhere, or is called in a literal, which is one.
  bool is_value() const {
    bool found = false;
    auto visit = [&](auto& self, const FileInfo& info, const Node* n, bool in_literal, bool called) -> void {
      const Selection* s = n->is(NodeKind::Selector) ? info.selection_of(n) : nullptr;
      bool here = n->is(NodeKind::Ident) ? is_it(info.object_of(n)) && n->pos != name_ : s && is_it(s->obj);
      found = found || (here && (in_literal || !called));
      if (s) return self(self, info, n->na(), in_literal, false);
      for_each_child(n, [&](const Node* c) { self(self, info, c, in_literal || n->is(NodeKind::FuncLit), n->is(NodeKind::Call) && c == n->na()); });
    };
    for (const Package* p : sites_.packages())
      for (const auto& info : p->details->files)
        for (const Node* d : info->tree->decls) visit(visit, *info, d, false, false);
    return found;
  }

  const Sites& sites_;
  const Bodies& bodies_;
  const Uses& lock_;
  const Node* declaration_;
  Pos name_;
};

std::vector<Edit> at_head(const Site& s, const std::string& lock, std::string_view reading) {
  std::string_view line = s.newline();
  std::string text = fmt::format("{0}\t{1}.{2}Lock(){0}\tdefer {1}.{2}Unlock()", line, lock, reading);
  if (std::optional<OneLineBody> body = one_line_body(s))
    return {s.replace(body->begin, start_pos(body->statement), fmt::format("{}{}\t", text, line)), s.replace(end_pos(body->statement), body->end, std::string(line))};
  const Node* body = func_decl(s.path.front()).body;
  Pos end = s.end_of_line(s.file->pos(s.offset(start_pos(body)) + 1));
  if (!end || body->la().empty() || s.file->line_column(start_pos(body->la()[0])).line == s.file->line_column(start_pos(body)).line) return {};
  return {s.insert(end, std::move(text))};
}

}  // namespace

std::vector<Fix> add_missing_lock(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  if (!site || site->function() != 0) return {};
  const Node* declaration = site->path.front();
  const Node* place = place_at(*site, finding.rule);
  const Var* lock = lock_held(sites, finding);
  bool rw = lock && is_of_sync(lock, "RWMutex");
  if (!place || !lock || lock->exported() || lock->embedded() || !(rw || is_of_sync(lock, "Mutex"))) return {};
  std::string name = lock_beside(*site, place, lock);
  if (name.empty() || ((lock->bits & Var::kPackageVar) && lock->pkg && lock->pkg->path != site->package->path)) return {};
  Bodies bodies(sites);
  Work work = work_of(bodies, {site->info, declaration});
  std::optional<Uses> uses = work == Work::Unknown ? std::nullopt : uses_of(sites, lock);
  if (!uses || !uses->elements.empty() || Holders(sites, bodies, *uses, declaration, func_decl(declaration).name->pos).may_call()) return {};
  std::vector<Edit> edits = at_head(*site, name, rw && work == Work::Reads ? "R" : "");
  if (edits.empty()) return {};
  return {{fmt::format("take `{}` in `{}`", name, func_decl(declaration).name->name().view()), std::move(edits)}};
}

}  // namespace ptrsafe::fix
