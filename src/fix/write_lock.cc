// Lock for RLock, in a function that writes under the lock of readers.
#include <fmt/format.h>

#include <algorithm>

#include "fix/lock_calls.h"
#include "fix/propose.h"
#include "fix/reachable.h"
#include "syntax/children.h"

namespace ptrsafe::fix {
namespace {

template <class F>
void each_call(const Node* n, F f) {
  if (n->is(NodeKind::Call)) f(n);
  for_each_child(n, [&](const Node* c) { each_call(c, f); });
}

template <class F>
void each_selector(const Node* n, F f) {
  if (n->is(NodeKind::Selector)) f(n);
  for_each_child(n, [&](const Node* c) { each_selector(c, f); });
}

bool is_lock(const Var* v) {
  auto* n = as<Named>(v->type);
  return n && n->obj->pkg && n->obj->pkg->path.view() == "sync";
}

// Whether a call may run what is not known: a function value, or a method of an interface.
bool is_dynamic(const FileInfo& info, const Node* call) {
  Mode mode = info.mode_of(unparen(call->na()));
  if (mode == Mode::TypeExpr || mode == Mode::Builtin || unparen(call->na())->is(NodeKind::FuncLit)) return false;
  const Func* f = function_called(info, call);
  return !f || (f->bits & Func::kInterfaceMethod);
}

// Whether the call takes a lock of that name. Of an embedded lock no name is known: any lock may be it.
bool takes(const FileInfo& info, const Node* call, const Var* lock) {
  for (std::string_view name : {"Lock", "RLock", "TryLock", "TryRLock"})
    if (const Node* x = receiver_of(call, name)) {
      const Selection* s = x->is(NodeKind::Selector) ? info.selection_of(x) : nullptr;
      const Var* v = s ? as_object<Var>(s->obj) : x->is(NodeKind::Ident) ? as_object<Var>(info.object_of(x)) : nullptr;
      if (!v || v->pos == lock->pos || !is_lock(v) || !is_lock(lock)) return true;
    }
  return false;
}

}  // namespace

std::vector<Fix> lock_for_writing(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  int f = site ? site->function() : -1;
  if (f < 0) return {};
  const Node* function = site->path[static_cast<size_t>(f)];
  std::vector<Edit> edits;
  const Node* lock = nullptr;
  bool several = false, before = false;
  std::vector<const Node*> calls;  // that are changed
  each_call(function, [&](const Node* call) {
    for (std::string_view name : {"RLock", "RUnlock"}) {
      const Node* x = receiver_of(call, name);
      if (!x) continue;
      several = several || (lock && site->text(lock) != site->text(x));
      lock = x;
      before = before || (name == "RLock" && call->pos < finding.begin);
      calls.push_back(call);
      const Node* selected = unparen(call->na())->nb();
      edits.push_back(site->replace(start_pos(selected), end_pos(selected), std::string(name.substr(1))));
    }
  });
  const Var* v = lock ? site->variable(lock) : nullptr;
  if (!v || several || !before) return {};
  // Each mention of the methods is a call that is changed.
  size_t mentions = 0;
  each_selector(function, [&](const Node* s) {
    std::string_view name = s->nb()->name().view();
    mentions += name == "RLock" || name == "RUnlock" || name == "RLocker" || name == "TryRLock";
  });
  if (mentions != edits.size()) return {};
  Bodies bodies(sites);
  Pos self = site->path.front()->is(NodeKind::FuncDecl) ? func_decl(site->path.front()).name->pos : Pos{};
  // A call of the function; of a literal, whatever may be one.
  auto is_self = [&](const FileInfo& info, const Node* n) {
    if (!n->is(NodeKind::Call)) return false;
    const Func* called = function_called(info, n);
    return (called && called->pos == self) || (function->is(NodeKind::FuncLit) && is_dynamic(info, n));
  };
  // Who holds the lock would wait for itself: what runs under it must not take it, nor be unknown.
  bool waits = false;
  bodies.visit({{site->info, function}}, false, [&](const FileInfo& info, const Node* n) {
    if (!n->is(NodeKind::Call)) return;
    bool own = std::find(calls.begin(), calls.end(), n) != calls.end();
    waits = waits || (!own && (takes(info, n, v) || is_dynamic(info, n) || is_self(info, n)));
  });
  // Nor may who holds it come to the function.
  for (const Root& body : bodies.all()) {
    bool holds = false, comes = false;
    if (body.node == site->path.front() || waits) continue;
    each_call(body.node, [&](const Node* call) { holds = holds || takes(*body.info, call, v); });
    if (holds) bodies.visit({body}, false, [&](const FileInfo& info, const Node* n) { comes = comes || is_self(info, n); });
    waits = comes;
  }
  if (waits) return {};
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.start < b.start; });
  return {{fmt::format("take `{}` for writing", site->text(lock)), std::move(edits)}};
}

}  // namespace ptrsafe::fix
