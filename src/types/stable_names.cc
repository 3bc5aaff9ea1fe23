#include "types/stable_names.h"

#include <algorithm>

#include "base/hash.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

// The declaration that `p` lies in or behind; 0: before all.
uint32_t decl_at(const Tree& tree, Pos p) {
  auto it = std::upper_bound(tree.decls.begin(), tree.decls.end(), p, [](Pos at, const Node* d) { return at < start_pos(d); });
  return static_cast<uint32_t>(it - tree.decls.begin());
}

Pos begin_of(const Tree& tree, uint32_t decl) { return decl ? start_pos(tree.decls[decl - 1]) : tree.file->begin(); }

std::string_view text_of(const Tree& tree, Pos begin, Pos end) {
  return tree.file->text().substr(tree.file->offset(begin), end.v - begin.v);
}

}  // namespace

uint64_t ObjectName::hash() const {
  uint64_t where = hash_pair(at.file, uint64_t{at.decl} << 32 | at.offset);
  return hash_pair(hash_pair(unit, static_cast<uint64_t>(kind)), where);
}

uint64_t StableNames::unit_name(const build::PackageUnit& unit) { return hash_bytes(unit.import_path); }

StableNames::StableNames(const build::Program& program) {
  for (const auto& f : program.files)
    if (f->tree && f->tree->file) files_.push_back({f->tree.get(), hash_bytes(f->tree->file->path())});
  std::sort(files_.begin(), files_.end(), [](const File& a, const File& b) { return a.tree->file->begin() < b.tree->file->begin(); });
  for (size_t i = 0; i < files_.size(); i++) by_name_[files_[i].name] = static_cast<uint32_t>(i);
  for (const auto& u : program.packages) {
    if (!u->checked || !u->checked->details) continue;
    uint64_t name = unit_name(*u);
    packages_[name] = u->checked;
    unit_names_[u->checked] = name;
  }
}

const StableNames::File* StableNames::file_at(Pos p) const {
  auto it = std::upper_bound(files_.begin(), files_.end(), p, [](Pos at, const File& f) { return at < f.tree->file->begin(); });
  if (!p || it == files_.begin() || !std::prev(it)->tree->file->contains(p)) return nullptr;
  return &*std::prev(it);
}

const StableNames::File* StableNames::file(uint64_t name) const {
  auto it = by_name_.find(name);
  return it == by_name_.end() ? nullptr : &files_[it->second];
}

std::pair<uint32_t, uint32_t> StableNames::nodes_of(const Tree& tree, uint32_t decl) {
  // The parser makes the node of a declaration when it has all that is in it.
  return {decl > 1 ? tree.index(tree.decls[decl - 2]) + 1 : 0, tree.index(tree.decls[decl - 1]) + 1};
}

Spot StableNames::spot(Pos p) const {
  const File* f = file_at(p);
  if (!f) return {};
  uint32_t decl = decl_at(*f->tree, p);
  return {f->name, decl, p.v - begin_of(*f->tree, decl).v};
}

Pos StableNames::find(const Spot& s) const {
  const File* f = file(s.file);
  if (!f || s.decl > f->tree->decls.size()) return {};
  Pos p = begin_of(*f->tree, s.decl) + s.offset;
  return f->tree->file->contains(p) ? p : Pos{};
}

NodeName StableNames::name(const Node* n) const {
  if (!n) return {};
  Pos begin = start_pos(n), end = end_pos(n);
  NodeName name{spot(begin), end.v - begin.v, 0, n->kind};
  if (const File* f = file_at(begin)) name.text = hash_bytes(text_of(*f->tree, begin, end));
  return name;
}

const Node* StableNames::find(const NodeName& n) const {
  const File* f = file(n.begin.file);
  if (!f || n.begin.decl == 0 || n.begin.decl > f->tree->decls.size()) return nullptr;
  Pos begin = find(n.begin);
  auto [first, end] = nodes_of(*f->tree, n.begin.decl);
  for (uint32_t i = first; i < end; i++) {
    const Node& node = f->tree->first[i];
    if (node.kind == n.kind && start_pos(&node) == begin && end_pos(&node).v - begin.v == n.size) return &node;
  }
  return nullptr;
}

ObjectName StableNames::name(const Object* o) const {
  auto unit = o ? unit_names_.find(o->pkg.get()) : unit_names_.end();
  const File* f = unit != unit_names_.end() ? file_at(o->pos) : nullptr;
  if (!f) return {};
  uint32_t decl = decl_at(*f->tree, o->pos);
  if (decl == 0) return {};
  const Node* d = f->tree->decls[decl - 1];
  if (d->is(NodeKind::FuncDecl) && func_decl(d).body && start_pos(func_decl(d).body) <= o->pos) return {};
  return {unit->second, {f->name, decl, o->pos.v - start_pos(d).v}, o->kind};
}

Object* StableNames::find(const ObjectName& n) const {
  auto package = packages_.find(n.unit);
  const File* f = file(n.at.file);
  Pos pos = find(n.at);
  if (package == packages_.end() || !pos || n.at.decl == 0) return nullptr;
  const auto& files = package->second->details->files;
  auto info = std::find_if(files.begin(), files.end(), [&](const auto& i) { return i->tree == f->tree; });
  if (info == files.end()) return nullptr;
  auto is_it = [&](const Object* o) { return o && o->kind == n.kind && o->pos == pos; };
  auto [first, end] = nodes_of(*f->tree, n.at.decl);
  for (uint32_t i = first; i < end; i++) {
    const Node& node = f->tree->first[i];
    if (node.is(NodeKind::Ident) && node.pos == pos)
      if (Object* o = (*info)->object_of(&node); is_it(o)) return o;
    // The name of an embedded field stands for the type, not for the field.
    if (node.is(NodeKind::StructType) && n.kind == ObjectKind::Var)
      if (Struct* s = as<Struct>((*info)->type_of(&node)))
        for (Var* v : s->fields)
          if (is_it(v)) return v;
  }
  return nullptr;
}

}  // namespace ptrsafe
