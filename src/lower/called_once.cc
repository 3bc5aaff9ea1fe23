#include "lower/called_once.h"

#include "absl/container/flat_hash_map.h"
#include "lower/called_at_once.h"
#include "lower/files.h"
#include "syntax/children.h"
#include "types/predicates.h"

namespace ptrsafe::lower {
namespace {

constexpr int kMaxDepth = 8;  // of helpers that only helpers call

// The uses of a function: how many, and the function whose body holds the last one that is a plain call.
struct Uses {
  int count = 0, calls = 0;
  const Func* caller = nullptr;
};

bool is_lookup(const FileInfo& file, Node* e) {
  e = unparen(e);
  Type* t = e->is(NodeKind::Index) ? file.type_of(e->na()) : nullptr;
  return t && as_under<Map>(t);
}

// What a body does: if that is to call a literal at once, the literal's body.
const Node* work_of(const FileInfo& file, const Node* body) {
  while (body->la().size() == 1) {
    const Node* s = body->la()[0];
    Node* e = s->is(NodeKind::ExprStmt) ? s->na() : s->is(NodeKind::ReturnStmt) && s->la().size() == 1 ? s->la()[0] : nullptr;
    const Node* call = e ? unparen(e) : nullptr;
    const Node* lit = call && call->lb().size() == 0 ? literal_called_at_once(file, call) : nullptr;
    if (!lit) break;
    body = lit->nb();
  }
  return body;
}

// A body of one simple statement, or of a lookup that is returned: return m[k]; v, ok := m[k]; return v, ok; or, with named
// results, v, ok = m[k]; return.
bool simple(const FileInfo& file, const Node* body, bool named_results) {
  NodeList list = body->la();
  if (list.size() == 2) {
    const Node *first = list[0], *end = list[1];
    bool lookup = first->is(NodeKind::AssignStmt) && first->lb().size() == 1 && is_lookup(file, first->lb()[0]);
    if (!lookup || !end->is(NodeKind::ReturnStmt) || !(first->oper() == Op::Define || (first->oper() == Op::None && named_results))) return false;
    for (Node* l : first->la())
      if (!unparen(l)->is(NodeKind::Ident)) return false;
    for (Node* e : end->la())
      if (!unparen(e)->is(NodeKind::Ident)) return false;
    return named_results || end->la().size() > 0;
  }
  if (list.size() != 1) return false;
  const Node* s = list[0];
  if (s->is(NodeKind::ReturnStmt)) return s->la().size() == 1 && is_lookup(file, s->la()[0]);
  return s->is(NodeKind::ExprStmt) || s->is(NodeKind::AssignStmt) || s->is(NodeKind::IncDecStmt);
}

// What means another thing in another function.
bool bound_to_its_function(const FileInfo& file, const Node* n) {
  if (n->is(NodeKind::FuncLit)) return true;
  if (n->is(NodeKind::Ident)) {
    Builtin* b = as_object<Builtin>(file.object_of(n));
    return b && b->id == BuiltinId::Recover;
  }
  bool found = false;
  for_each_child(n, [&](const Node* c) { found = found || bound_to_its_function(file, c); });
  return found;
}

// An address is what a setter is shared for: what it changes is its caller's.
bool passes_address(const Node* call) {
  NodeList args = call->lb();
  for (size_t k = 0; k < args.size(); k++)
    if (const Node* a = unparen(args[k]); a->is(NodeKind::Unary) && a->oper() == Op::And) return true;
  return false;
}

bool candidate_helper(const Package& package, const FileInfo& file, const Func& f) {
  Signature* sig = f.signature();
  if (!sig || sig->recv || f.exported() || (sig->type_params.size() > 0)) return false;
  std::string_view name = f.name.view();
  if (name == "main" || name == "init") return false;
  FuncDeclView view = func_decl(f.node);
  if (!view.body || view.skipped || has_errors(package, file, f.node)) return false;
  const Node* body = work_of(file, view.body);
  bool named_results = sig->results && sig->results->size() > 0 && sig->results->vars[0]->name;
  return simple(file, body, named_results) && !bound_to_its_function(file, body);
}

}  // namespace

CalledOnce::CalledOnce(const Package& package) {
  absl::flat_hash_map<const Func*, Uses> uses;
  absl::flat_hash_map<const Func*, const FileInfo*> candidates;
  for (const Func* f : package.details->functions)
    if (f->node && f->node->is(NodeKind::FuncDecl))
      if (const FileInfo* file = file_with(package, f->node); file && candidate_helper(package, *file, *f)) candidates[f] = file;
  if (candidates.empty()) return;
  auto candidate = [&](const FileInfo& file, const Node* n) -> const Func* {
    const Func* f = n->is(NodeKind::Ident) ? as_object<Func>(file.object_of(n)) : nullptr;
    return f && candidates.contains(f) ? f : nullptr;
  };
  const auto& files = package.details->files;
  for (size_t i = package.details->first_own_file; i < files.size(); i++) {
    const FileInfo& file = *files[i];
    for (uint32_t k = 0; k < file.tree->count; k++)
      if (const Func* f = candidate(file, file.tree->first + k); f && !(f->pos == file.tree->first[k].pos)) uses[f].count++;
  }
  for (const Func* caller : package.details->functions) {
    if (!caller->node || !caller->node->is(NodeKind::FuncDecl)) continue;
    const FileInfo* file = file_with(package, caller->node);
    const Node* body = func_decl(caller->node).body;
    if (!file || !body) continue;
    auto visit = [&](auto&& self, const Node* n) -> void {
      if (n->is(NodeKind::GoStmt) || n->is(NodeKind::DeferStmt)) {
        for_each_child(unparen(n->na()), [&](const Node* c) { self(self, c); });
        return;
      }
      if (n->is(NodeKind::Call))
        if (const Func* f = candidate(*file, unparen(n->na())); f && candidates[f] == file && !passes_address(n)) {
          uses[f].calls++;
          uses[f].caller = caller;
        }
      for_each_child(n, [&](const Node* c) { self(self, c); });
    };
    visit(visit, body);
  }
  auto once = [&](const Func* f) {
    auto it = uses.find(f);
    return it != uses.end() && it->second.count == 1 && it->second.calls == 1;
  };
  for (const auto& [f, file] : candidates) {
    int depth = 0;
    for (const Func* c = f; depth <= kMaxDepth && once(c); c = uses[c].caller) depth++;
    if (depth > 0 && depth <= kMaxDepth) helpers_.insert(f);
  }
}

}  // namespace ptrsafe::lower
