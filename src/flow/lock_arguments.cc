#include "flow/lock_arguments.h"

#include "flow/lock_types.h"
#include "types/lookup.h"

namespace ptrsafe::flow {
namespace {

// A parameter, and what one instantiation gives it.
struct Given {
  const TypeParam* parameter;
  Type* argument;
  const Node* at;
};

void read(const FileInfo& file, std::vector<Given>& out) {
  for (const Instance& i : file.instances) {
    const Node* ident = file.tree->first + i.node;
    Object* o = file.object_of(ident);
    Func* f = o ? as_object<Func>(o) : nullptr;
    Named* n = f ? nullptr : as<Named>(i.type);
    if (!(f && f->signature()) && !n) continue;
    const List<Ref<TypeParam>>& parameters = f ? f->signature()->type_params : n->origin->type_params;
    for (size_t k = 0; k < parameters.size() && k < i.type_args.size(); k++) out.push_back({parameters[k], i.type_args[k], ident});
  }
}

}  // namespace

LockArguments::LockArguments(std::span<const Package* const> packages) {
  std::vector<Given> given;
  for (const Package* p : packages) {
    if (!p->details) continue;
    for (size_t k = p->details->first_own_file; k < p->details->files.size(); k++)
      if (!p->details->unit->files[k]->is_test) read(*p->details->files[k], given);
    for (const Func* f : p->details->functions) {
      const Signature* s = f->signature();
      Named* owner = s && s->recv ? as<Named>(deref(s->recv->type).first) : nullptr;
      for (size_t k = 0; owner && k < s->recv_type_params.size() && k < owner->origin->type_params.size(); k++)
        declared_[s->recv_type_params[k].get()] = owner->origin->type_params[k].get();
    }
  }
  // Arguments may be parameters themselves.
  for (bool more = true; more;) {
    more = false;
    for (const Given& g : given) {
      if (arguments_.contains(g.parameter)) continue;
      const Argument* through = nullptr;
      std::string lock = lock_in(g.argument, this, &through);
      if (lock.empty()) continue;
      Argument found = through ? *through : Argument{lock, g.argument, g.at};
      arguments_.emplace(g.parameter, std::move(found));
      more = true;
    }
  }
}

const LockArguments::Argument* LockArguments::of(const TypeParam* p) const {
  auto own = declared_.find(p);
  auto it = arguments_.find(own == declared_.end() ? p : own->second);
  return it == arguments_.end() ? nullptr : &it->second;
}

}  // namespace ptrsafe::flow
