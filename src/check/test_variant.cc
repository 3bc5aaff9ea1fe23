#include "check/test_variant.h"

#include "absl/container/flat_hash_set.h"
#include "check/receiver.h"
#include "syntax/node.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

class TestFiles {
 public:
  explicit TestFiles(const Tested& tested) : tested_(tested) {}

  bool only_add(const build::FileUnit& file) {
    if (!file.tree || !file.tree->errors.empty() || file.uses_cgo) return false;
    for (Node* d : file.tree->decls)
      if (!declaration(d)) return false;
    return true;
  }

  // To be asked once all files are read: methods of the package's types have names that the package does not mention, so that it cannot
  // mean them, nor what they hide.
  bool methods_are_new() const {
    absl::flat_hash_set<std::pair<const Object*, uint32_t>> methods;
    absl::flat_hash_set<uint32_t> names_of_methods;
    for (auto [base, name] : methods_) {
      if (types_.contains(base.id())) continue;
      TypeName* t = as_object<TypeName>(tested_.package->scope->find(base));
      Named* n = t ? as<Named>(t->type) : nullptr;
      if (!n || n->obj.get() != t || !n->type_params.empty() || n->origin.get() != n || !methods.insert({t, name.id()}).second) return false;
      names_of_methods.insert(name.id());
    }
    if (names_of_methods.empty()) return true;
    for (const auto& file : tested_.package->details->files) {
      const Tree& tree = *file->tree;
      for (const Node* k = tree.first; k < tree.first + tree.count; k++)
        if (k->is(NodeKind::Ident) && names_of_methods.contains(k->name().id())) return false;
    }
    return true;
  }

 private:
  // It hides nothing: not what the package declares, nor what its files import, nor what is predeclared.
  bool is_new(Node* ident) const {
    Name name = ident->name();
    if (name == names.blank || name == names.init) return true;
    if (tested_.package->scope->find(name) || universe.scope->find(name)) return false;
    for (Scope* s : tested_.file_scopes)
      if (s->find(name)) return false;
    return true;
  }

  bool declaration(Node* d) {
    if (d->is(NodeKind::FuncDecl)) {
      FuncDeclView v = func_decl(d);
      if (!v.name || !v.type) return false;
      if (!v.recv) return is_new(v.name);
      if (v.recv->la().empty()) return false;
      ReceiverExpr r = unpack_receiver(v.recv->la()[0]->na());
      if (!r.base->is(NodeKind::Ident)) return false;
      methods_.emplace_back(r.base->name(), v.name->name());
      return true;
    }
    if (!d->is(NodeKind::GenDecl)) return false;
    for (Node* s : d->la()) {
      switch (static_cast<DeclKind>(d->op)) {
        case DeclKind::Import: break;
        case DeclKind::Type: {
          TypeSpecView v = type_spec(s);
          if (!v.name || !is_new(v.name)) return false;
          if (!v.alias) types_.insert(v.name->name().id());
          break;
        }
        case DeclKind::Const:
        case DeclKind::Var:
          for (Node* name : value_spec(s).names)
            if (!is_new(name)) return false;
          break;
      }
    }
    return true;
  }

  const Tested& tested_;
  absl::flat_hash_set<uint32_t> types_;  // that they define
  std::vector<std::pair<Name, Name>> methods_;  // that they declare: type and name
};

}  // namespace

bool only_adds(const build::PackageUnit& variant, const Tested& tested) {
  const build::PackageUnit& plain = *variant.plain;
  if (!tested.clean || !variant.errors.empty() || variant.uses_cgo || !variant.named || !plain.named) return false;
  if (variant.files.size() < plain.files.size()) return false;
  TestFiles tests(tested);
  for (size_t i = plain.files.size(); i < variant.files.size(); i++)
    if (!tests.only_add(*variant.files[i])) return false;
  return tests.methods_are_new();
}

bool same_as_plain(const build::PackageUnit& unit) {
  const build::PackageUnit& plain = *unit.plain;
  if (unit.named || !unit.errors.empty() || !plain.checked || unit.files.size() != plain.files.size() || unit.imports.size() != plain.imports.size()) return false;
  for (size_t i = 0; i < unit.imports.size(); i++) {
    const build::PackageUnit *mine = unit.imports[i].target, *theirs = plain.imports[i].target;
    if (mine == theirs) continue;
    if (!mine || !theirs || !mine->checked || unit.imports[i].path != plain.imports[i].path) return false;
    if (mine->checked != theirs->checked && mine->checked->tested != theirs->checked) return false;
  }
  return true;
}

}  // namespace ptrsafe
