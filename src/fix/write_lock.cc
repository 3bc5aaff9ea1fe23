// Lock for RLock, in a function that writes under the lock of readers.
#include <fmt/format.h>

#include <algorithm>

#include "fix/lock_calls.h"
#include "fix/propose.h"
#include "fix/reachable.h"
#include "syntax/children.h"

namespace ptrsafe::fix {
namespace {

constexpr int kDeepest = 6;  // calls that are followed

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

const FileInfo* file_with(const Package& package, Pos p) {
  for (const auto& info : package.details->files)
    if (info->tree->file->contains(p)) return info.get();
  return nullptr;
}

bool is_lock(const Var* v) {
  auto* n = as<Named>(v->type);
  return n && n->obj->pkg && n->obj->pkg->path.view() == "sync";
}

const Func* declared(const FileInfo& info, const Node* declaration) {
  return declaration->is(NodeKind::FuncDecl) ? as_object<Func>(info.object_of(func_decl(declaration).name)) : nullptr;
}

// Whether a call may run what is not known: a function value, or a method of an interface.
bool is_dynamic(const FileInfo& info, const Node* call) {
  Mode mode = info.mode_of(unparen(call->na()));
  if (mode == Mode::TypeExpr || mode == Mode::Builtin || unparen(call->na())->is(NodeKind::FuncLit)) return false;
  const Func* f = function_called(info, call);
  return !f || (f->bits & Func::kInterfaceMethod);
}

// Whether the body leads to a call of the function, by calls within the package.
bool leads_to(const Package& package, const FileInfo& info, const Node* body, const Func* target, int depth) {
  bool leads = false;
  each_call(body, [&](const Node* call) {
    const Func* f = function_called(info, call);
    if (!f || leads) return;
    if (f->origin) f = f->origin;
    leads = f == target || depth == kDeepest;
    const FileInfo* there = !leads && f->node ? file_with(package, f->node->pos) : nullptr;
    if (there) leads = leads_to(package, *there, f->node.get(), target, depth + 1);
  });
  return leads;
}

// The function itself takes a lock of that name. Of an embedded lock no name is known: any lock may be it.
bool locks_itself(const FileInfo& info, const Node* declaration, const Var* lock) {
  bool locks = false;
  each_call(declaration, [&](const Node* call) {
    for (std::string_view name : {"Lock", "RLock", "TryLock", "TryRLock"})
      if (const Node* x = receiver_of(call, name)) {
        const Selection* s = x->is(NodeKind::Selector) ? info.selection_of(x) : nullptr;
        const Var* v = s ? as_object<Var>(s->obj) : x->is(NodeKind::Ident) ? as_object<Var>(info.object_of(x)) : nullptr;
        locks = locks || !v || v->pos == lock->pos || !is_lock(v) || !is_lock(lock);
      }
  });
  return locks;
}

// Whether the function, or one of the package that it calls, takes the lock: who holds it would wait for itself.
bool takes_lock(const Package& package, const Func* f, const Var* lock, int depth) {
  const Node* declaration = f ? (f->origin ? f->origin->node.get() : f->node.get()) : nullptr;
  const FileInfo* info = declaration ? file_with(package, declaration->pos) : nullptr;
  if (!info) return false;
  bool takes = locks_itself(*info, declaration, lock);
  each_call(declaration, [&](const Node* call) { takes = takes || depth == kDeepest || takes_lock(package, function_called(*info, call), lock, depth + 1); });
  return takes;
}

}  // namespace

std::vector<Fix> lock_for_writing(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  int f = site ? site->function() : -1;
  if (f < 0) return {};
  const Node* function = site->path[static_cast<size_t>(f)];
  std::vector<Edit> edits;
  const Node* lock = nullptr;
  bool several = false, before = false, locks_again = false;
  each_call(function, [&](const Node* call) {
    for (std::string_view name : {"RLock", "RUnlock"}) {
      const Node* x = receiver_of(call, name);
      if (!x) continue;
      several = several || (lock && site->text(lock) != site->text(x));
      lock = x;
      before = before || (name == "RLock" && call->pos < finding.begin);
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
  // Who calls the function may hold the lock already.
  const Func* self = declared(*site->info, site->path.front());
  for (const auto& info : site->package->details->files)
    for (const Node* d : info->tree->decls)
      if (d->is(NodeKind::FuncDecl) && d != site->path.front() && locks_itself(*info, d, v) && (!self || leads_to(*site->package, *info, d, self, 0))) return {};
  each_call(function, [&](const Node* call) {
    const Node *locked = receiver_of(call, "RLock"), *unlocked = receiver_of(call, "RUnlock"), *written = receiver_of(call, "Lock");
    if (written && site->text(written) == site->text(lock)) locks_again = true;
    if (!locked && !unlocked && is_dynamic(*site->info, call)) locks_again = true;
    if (!locked && !unlocked && takes_lock(*site->package, function_called(*site->info, call), v, 0)) locks_again = true;
  });
  if (locks_again) return {};
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.start < b.start; });
  return {{fmt::format("take `{}` for writing", site->text(lock)), std::move(edits)}};
}

}  // namespace ptrsafe::fix
