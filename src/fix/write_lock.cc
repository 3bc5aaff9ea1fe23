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

const FileInfo* file_with(const Package& package, Pos p) {
  for (const auto& info : package.details->files)
    if (info->tree->file->contains(p)) return info.get();
  return nullptr;
}

// Whether the function, or one of the package that it calls, takes a lock of that name: who holds the lock would wait for itself.
bool takes_lock(const Package& package, const Func* f, const Var* lock, int depth) {
  const Node* declaration = f ? (f->origin ? f->origin->node.get() : f->node.get()) : nullptr;
  const FileInfo* info = declaration ? file_with(package, declaration->pos) : nullptr;
  if (!info) return false;
  bool takes = false;
  each_call(declaration, [&](const Node* call) {
    for (std::string_view name : {"Lock", "RLock"})
      if (const Node* x = receiver_of(call, name)) {
        const Selection* s = x->is(NodeKind::Selector) ? info->selection_of(x) : nullptr;
        const Var* v = s ? as_object<Var>(s->obj) : x->is(NodeKind::Ident) ? as_object<Var>(info->object_of(x)) : nullptr;
        takes = takes || !v || v->pos == lock->pos;
      }
    takes = takes || depth == kDeepest || takes_lock(package, function_called(*info, call), lock, depth + 1);
  });
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
  each_call(function, [&](const Node* call) {
    const Node *locked = receiver_of(call, "RLock"), *unlocked = receiver_of(call, "RUnlock"), *written = receiver_of(call, "Lock");
    if (written && site->text(written) == site->text(lock)) locks_again = true;
    if (!locked && !unlocked && takes_lock(*site->package, function_called(*site->info, call), v, 0)) locks_again = true;
  });
  if (locks_again) return {};
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.start < b.start; });
  return {{fmt::format("take `{}` for writing", site->text(lock)), std::move(edits)}};
}

}  // namespace ptrsafe::fix
