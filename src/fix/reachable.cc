#include "fix/reachable.h"

#include <algorithm>
#include <set>

#include "syntax/children.h"

namespace ptrsafe::fix {

const Func* function_called(const FileInfo& info, const Node* call) {
  const Node* f = unparen(call->na());
  while (f->is(NodeKind::Index)) f = unparen(f->na());
  if (f->is(NodeKind::Ident)) return as_object<Func>(info.object_of(f));
  if (!f->is(NodeKind::Selector)) return nullptr;
  const Selection* s = info.selection_of(f);
  return as_object<Func>(s ? s->obj.get() : info.object_of(f));
}

Bodies::Bodies(const Sites& sites) {
  for (const Package* p : sites.packages())
    for (const auto& info : p->details->files)
      for (const Node* d : info->tree->decls)
        if (d->is(NodeKind::FuncDecl)) by_name_.push_back({func_decl(d).name->pos.v, {info.get(), d}});
  std::stable_sort(by_name_.begin(), by_name_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

Root Bodies::of(const Func* f) const {
  if (!f) return {};
  auto at = std::lower_bound(by_name_.begin(), by_name_.end(), f->pos.v, [](const auto& a, uint32_t pos) { return a.first < pos; });
  return at != by_name_.end() && at->first == f->pos.v ? at->second : Root{};
}

std::vector<Root> Bodies::all() const {
  std::vector<Root> out;
  for (size_t i = 0; i < by_name_.size(); i++)
    if (i == 0 || by_name_[i].first != by_name_[i - 1].first) out.push_back(by_name_[i].second);
  return out;
}

void Bodies::visit(const std::vector<Root>& roots, bool methods, const std::function<void(const FileInfo&, const Node*)>& f) const {
  std::vector<Root> todo = roots;
  std::set<uint32_t> known;
  for (const Root& r : roots)
    if (r.node->is(NodeKind::FuncDecl)) known.insert(func_decl(r.node).name->pos.v);
  auto add = [&](const Func* named) {
    Root r = of(named);
    if (r.node && known.insert(named->pos.v).second) todo.push_back(r);
  };
  auto name = [&](const Object* o) {
    if (!o) return;
    if (o->kind == ObjectKind::Func) add(static_cast<const Func*>(o));
    if (!methods || o->kind != ObjectKind::TypeName) return;
    if (auto* n = as<Named>(o->type))
      for (const Ref<Func>& m : n->origin->methods) add(m.get());
  };
  while (!todo.empty()) {
    Root r = todo.back();
    todo.pop_back();
    std::vector<const Node*> nodes{r.node};
    while (!nodes.empty()) {
      const Node* n = nodes.back();
      nodes.pop_back();
      f(*r.info, n);
      if (n->is(NodeKind::Ident)) name(r.info->object_of(n));
      if (n->is(NodeKind::Selector)) {
        const Selection* s = r.info->selection_of(n);
        name(s ? s->obj.get() : r.info->object_of(n));
      }
      for_each_child(n, [&](const Node* c) { nodes.push_back(c); });
    }
  }
}

}  // namespace ptrsafe::fix
