#include "flow/map_objects.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "flow/ahead.h"
#include "flow/library.h"
#include "flow/models.h"
#include "types/lookup.h"
#include "types/predicates.h"
#include "types/type_set.h"

namespace ptrsafe::flow {
namespace {

// Slots of a function that are no values of its own: captured variables and results, by number.
constexpr uint32_t kCaptured = 0x80000000u, kResult = 0x40000000u;

bool is_sync_map(Type* t) {
  Named* n = t ? as<Named>(t) : nullptr;
  return n && n->obj->name.view() == "Map" && n->obj->pkg && n->obj->pkg->path.view() == "sync";
}

// A map, a variable that holds one, or a container of maps.
bool carries(Type* t, int depth = 0) {
  if (!t || depth > 4) return false;
  if (is_sync_map(t)) return true;
  Type* u = is_type_param(t) ? common_under(t) : under(t);
  if (!u) return false;
  switch (u->kind) {
    case TypeKind::Map: return true;
    case TypeKind::Pointer: return carries(static_cast<Pointer*>(u)->elem, depth + 1);
    case TypeKind::Slice: return carries(static_cast<Slice*>(u)->elem, depth + 1);
    case TypeKind::Array: return carries(static_cast<Array*>(u)->elem, depth + 1);
    case TypeKind::Chan: return carries(static_cast<Chan*>(u)->elem, depth + 1);
    default: return false;
  }
}

// The map type of a variable or value; null for containers of maps.
Type* map_type(Type* t) {
  for (int depth = 0; t && depth < 4; depth++) {
    if (is_sync_map(t)) return t;
    Type* u = is_type_param(t) ? common_under(t) : under(t);
    if (!u) return nullptr;
    if (u->kind == TypeKind::Map) return t;
    if (u->kind != TypeKind::Pointer) return nullptr;
    t = static_cast<Pointer*>(u)->elem;
  }
  return nullptr;
}

const Var* origin_of(const Var* v) { return v->origin ? v->origin.get() : v; }

auto place_of(Pos p) {
  SourceFile* file = file_of(p);
  return std::pair(file ? std::string_view(file->path()) : std::string_view(), file ? file->offset(p) : 0);
}

Pos pos_of(const Examined* body, ValueId v) {
  const Instr& i = body->function.at(v);
  return i.node ? start_pos(i.node) : Pos{};
}

}  // namespace

MapObjects::MapObjects(const ProgramFlow& program, const std::vector<const Package*>& packages) : program_(program) {
  for (const Package* p : packages) {
    declare(*p);
    for (const auto& b : ahead(program.package(p)->bodies())) {
      bodies_[&b->function] = b.get();
      if (b->function.object) declared_[b->function.object] = b.get();
    }
  }
  for (const Package* p : packages)
    for (const auto& b : ahead(program.package(p)->bodies())) read(*b);
  link();
  collect();
}

Named* MapObjects::owner(const Var* field) const {
  auto it = owners_.find(field);
  return it == owners_.end() ? nullptr : it->second;
}

const Examined* MapObjects::body_of(const Function* f) const {
  auto it = bodies_.find(f);
  return it == bodies_.end() ? nullptr : it->second;
}

const Examined* MapObjects::body_of(const Func* f) const {
  if (f && f->origin) f = f->origin;
  auto it = declared_.find(f);
  return it == declared_.end() ? nullptr : it->second;
}

// ---- nodes ----

int MapObjects::new_node(Type* t) {
  int n = static_cast<int>(parent_.size());
  parent_.push_back(n);
  element_.push_back(-1);
  types_.push_back(t ? map_type(t) : nullptr);
  anchored_.push_back(false);
  closed_over_.push_back(false);
  return n;
}

int MapObjects::find(int n) const {
  while (parent_[n] != n) n = parent_[n] = parent_[parent_[n]];
  return n;
}

void MapObjects::unite(int a, int b) {
  if (a < 0 || b < 0) return;
  a = find(a), b = find(b);
  if (a == b) return;
  if (b < a) std::swap(a, b);  // the older one stays, so that results do not depend on the order of unions
  parent_[b] = a;
  if (!types_[a]) types_[a] = types_[b];
  anchored_[a] |= anchored_[b];
  closed_over_[a] |= closed_over_[b];
  int x = element_[a], y = element_[b];
  if (x < 0) element_[a] = y;
  else if (y >= 0) unite(x, y);
}

int MapObjects::node_of(const Var* v) {
  v = origin_of(v);
  auto [it, fresh] = variables_.try_emplace(v, -1);
  if (!fresh) return it->second;
  int n = it->second = new_node(v->type);
  anchored_[n] = v->bits & (Var::kField | Var::kPackageVar);
  named_.push_back({n, v});
  return n;
}

int MapObjects::node_of(const Function* f, uint32_t slot, Type* t) {
  auto [it, fresh] = slots_.try_emplace({f, slot}, -1);
  if (fresh) it->second = new_node(t);
  return it->second;
}

int MapObjects::captured(const Function* f, uint32_t number, Type* t) {
  int n = node_of(f, kCaptured | number, t);
  closed_over_[find(n)] = true;
  return n;
}

int MapObjects::element(int container, Type* t) {
  container = find(container);
  if (element_[container] < 0) {
    int n = new_node(t);
    element_[container] = n;
  }
  return element_[container];
}

const Var* MapObjects::field_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  Type* t = f.at(f.operand(i, 0)).type;
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  if (p) t = p->elem;
  Struct* s = t ? as_under<Struct>(t) : nullptr;
  if (!s || i.aux >= s->fields.size()) return nullptr;
  const Var* field = origin_of(s->fields[i.aux]);
  if (Named* n = as<Named>(t)) owners_.try_emplace(field, n->origin);
  return field;
}

// A variable and the map in it are one node.
int MapObjects::node_of(const Examined& body, ValueId v) {
  const Function& f = body.function;
  if (!v) return -1;
  ValueId same = body.flow.number(v);
  if (same && same.v < f.instrs.size()) v = same;
  const Instr& i = f.at(v);
  if (i.op == Opcode::Zero || !carries(i.type)) return -1;
  switch (i.op) {
    case Opcode::Global: return node_of(static_cast<Var*>(Ref<Object>::from_raw(i.aux).get()));
    case Opcode::FieldAddr:
    case Opcode::Field:
      if (const Var* field = field_of(body, v)) return node_of(field);
      break;
    case Opcode::Load:
    case Opcode::Convert:
    case Opcode::SliceOf: {
      int n = node_of(body, f.operand(i, 0));
      if (n >= 0) return n;
      break;
    }
    case Opcode::FreeVar: return captured(&f, i.aux, i.type);
    case Opcode::Alloc:
      if (auto* variable = static_cast<Var*>(Ref<Object>::from_raw(i.aux).get())) return node_of(variable);
      break;
    case Opcode::Lookup:
    case Opcode::IndexAddr:
    case Opcode::Index:
    case Opcode::Recv: {
      int container = node_of(body, f.operand(i, 0));
      if (container >= 0) return element(container, i.type);
      break;
    }
    case Opcode::Extract: {
      const Instr& t = f.at(f.operand(i, 0));
      bool second = t.op == Opcode::RangeNext && i.aux == 2;
      bool first = (t.op == Opcode::LookupOk || t.op == Opcode::RecvOk) && i.aux == 0;
      if (!first && !second) break;
      ValueId from = f.operand(t, 0);
      if (second) from = f.operand(from, 0);
      int container = node_of(body, from);
      if (container >= 0) return element(container, i.type);
      break;
    }
    default: break;
  }
  return node_of(&f, v.v, i.type);
}

// ---- reading bodies ----

void MapObjects::declare(const Package& package) {
  if (!package.details) return;
  for (const Ref<Object>& o : package.scope->objects())
    if (Var* v = as_object<Var>(o.get()); v && v->type && carries(v->type)) node_of(v);
  for (Named* n : package.details->named_types) declare_fields(n, n->underlying, 0);
}

void MapObjects::declare_fields(Named* owner, Type* t, int depth) {
  Struct* s = t && depth < 4 && under(t)->kind == TypeKind::Struct ? static_cast<Struct*>(under(t)) : nullptr;
  if (!s || (depth > 0 && t->kind == TypeKind::Named)) return;
  for (const Ref<Var>& field : s->fields) {
    if (!field->type) continue;
    owners_.try_emplace(origin_of(field), owner);
    if (carries(field->type)) node_of(field.get());
    declare_fields(owner, field->type, depth + 1);
  }
}

void MapObjects::access(const Examined& body, MapAccess::Kind kind, ValueId map, ValueId at, ValueId key, ValueId value) {
  int n = node_of(body, map);
  if (n >= 0) accesses_.push_back({n, {kind, &body, at, key, value}});
}

void MapObjects::read(const Examined& body) {
  const Function& f = body.function;
  auto same = [&](ValueId a, ValueId b) {
    int x = node_of(body, a), y = node_of(body, b);
    // A test that puts one object's map into another merges nothing outside of itself.
    if (x >= 0 && y >= 0 && body.is_test && anchored_[find(x)] && anchored_[find(y)]) return;
    unite(x, y);
  };
  auto same_element = [&](ValueId container, ValueId v) {
    int c = node_of(body, container), e = node_of(body, v);
    if (c >= 0 && e >= 0) unite(element(c, f.at(v).type), e);
  };
  f.each(ir::opcodes({Opcode::Alloc, Opcode::MakeMap, Opcode::Phi, Opcode::Store, Opcode::StructLit, Opcode::ArrayLit, Opcode::Lookup, Opcode::LookupOk, Opcode::MapUpdate, Opcode::Send, Opcode::RangeStart, Opcode::Builtin, Opcode::MakeClosure, Opcode::Call, Opcode::Invoke, Opcode::Return}), [&](ValueId v) {
    const Instr& i = f.at(v);
    if (!body.flow.reached(v)) return;
    switch (i.op) {
      case Opcode::Alloc:
        if (i.type && is_sync_map(as_under<Pointer>(i.type)->elem)) made_.push_back({node_of(body, v), {&body, v}});
        break;
      case Opcode::MakeMap: made_.push_back({node_of(body, v), {&body, v}}); break;
      case Opcode::Phi:
        if (carries(i.type))
          for (ValueId o : f.operands_of(i)) same(v, o);
        break;
      case Opcode::Store: {
        ValueId address = f.operand(i, 0), value = f.operand(i, 1);
        Type* t = f.at(value).type;
        if (!carries(t)) break;
        same(address, value);
        ValueId root = body.flow.number(address);
        while (f.at(root).op == Opcode::FieldAddr) root = body.flow.number(f.operand(root, 0));
        if (map_type(t) && f.at(root).op != Opcode::Alloc && f.node) access(body, MapAccess::Replace, address, v, {}, value);
        break;
      }
      case Opcode::StructLit: {
        Struct* s = as_under<Struct>(i.type);
        for (size_t k = 0; s && k < s->fields.size() && k < i.count; k++) {
          if (!carries(s->fields[k]->type)) continue;
          if (Named* owner = as<Named>(i.type)) owners_.try_emplace(origin_of(s->fields[k]), owner->origin);
          unite(node_of(s->fields[k].get()), node_of(body, f.operand(i, k)));
        }
        break;
      }
      case Opcode::ArrayLit:
        for (ValueId o : f.operands_of(i))
          if (o && carries(f.at(o).type)) same_element(v, o);
        break;
      case Opcode::Lookup:
      case Opcode::LookupOk: access(body, MapAccess::Lookup, f.operand(i, 0), v, f.operand(i, 1)); break;
      case Opcode::MapUpdate:
        access(body, MapAccess::Insert, f.operand(i, 0), v, f.operand(i, 1), f.operand(i, 2));
        if (carries(f.at(f.operand(i, 2)).type)) same_element(f.operand(i, 0), f.operand(i, 2));
        break;
      case Opcode::Send:
        if (carries(f.at(f.operand(i, 1)).type)) same_element(f.operand(i, 0), f.operand(i, 1));
        break;
      case Opcode::RangeStart: {
        Type* t = f.at(f.operand(i, 0)).type;
        if (t && map_type(t)) access(body, MapAccess::Range, f.operand(i, 0), v);
        break;
      }
      case Opcode::Builtin: {
        auto id = static_cast<BuiltinId>(i.aux);
        ValueId first = f.operand(i, 0);
        if (id == BuiltinId::Delete) access(body, MapAccess::Delete, first, v, f.operand(i, 1));
        if (id == BuiltinId::Clear && map_type(f.at(first).type)) access(body, MapAccess::Clear, first, v);
        if (id == BuiltinId::Len && first && f.at(first).type && map_type(f.at(first).type)) access(body, MapAccess::Length, first, v);
        if (id == BuiltinId::Append && carries(i.type)) {
          same(v, first);
          for (size_t k = 1; k < i.count; k++) same(v, f.operand(i, k));  // as a slice of the further elements
        }
        break;
      }
      case Opcode::MakeClosure: {
        const Function* inner = f.closures[i.aux].get();
        for (size_t k = 0; k < i.count; k++) {
          ValueId o = f.operand(i, k);
          if (o && carries(f.at(o).type)) unite(node_of(body, o), captured(inner, static_cast<uint32_t>(k), f.at(o).type));
        }
        break;
      }
      case Opcode::Call: call(body, v); break;
      case Opcode::Invoke:
        for (size_t k = 1; k < i.count; k++)
          if (carries(f.at(f.operand(i, k)).type)) access(body, MapAccess::Escape, f.operand(i, k), v);
        break;
      case Opcode::Return:
        for (size_t k = 0; k < i.count; k++) {
          ValueId o = f.operand(i, k);
          if (o && carries(f.at(o).type)) unite(node_of(&f, kResult | static_cast<uint32_t>(k), f.at(o).type), node_of(body, o));
        }
        break;
      default: break;
    }
  });
}

void MapObjects::call(const Examined& body, ValueId v) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  const Func* target = ir::callee(i);
  const Function* callee = nullptr;
  if (target) {
    // What these do is known better than their bodies tell.
    std::string_view path = package_path(target);
    if (path == "sync" || path == "maps" || (model_of(target) & kDecodes)) return library_call(body, v, target);
    if (const Examined* e = body_of(target)) callee = &e->function;
    else return library_call(body, v, target);
  } else if (ValueId made = body.flow.number(f.operand(i, 0)); made && made.v < f.instrs.size() && f.at(made).op == Opcode::MakeClosure) {
    callee = f.closures[f.at(made).aux].get();
  }
  if (!callee) {
    for (size_t k = 1; k < i.count; k++)
      if (carries(f.at(f.operand(i, k)).type)) access(body, MapAccess::Escape, f.operand(i, k), v);
    return;
  }
  Link link{callee, {}, {}};
  bool any = false;
  for (size_t k = 1; k < i.count; k++) {
    link.arguments.push_back(carries(f.at(f.operand(i, k)).type) ? node_of(body, f.operand(i, k)) : -1);
    any = any || link.arguments.back() >= 0;
  }
  if (i.type && i.type->kind == TypeKind::Tuple) {
    link.results.resize(static_cast<Tuple*>(i.type.get())->size(), -1);
    for (uint32_t n = v.v + 1; n < f.instrs.size() && n < v.v + 16; n++) {
      const Instr& x = f.instrs[n];
      if (x.op == Opcode::Extract && f.operand(x, 0) == v && x.aux < link.results.size() && carries(x.type))
        any = (link.results[x.aux] = node_of(body, ValueId{n})) >= 0 || any;
    }
  } else if (carries(i.type)) {
    link.results.push_back(node_of(body, v));
    any = true;
  }
  if (any) links_.push_back(std::move(link));
}

// What functions of libraries do with the maps that they are given.
void MapObjects::library_call(const Examined& body, ValueId v, const Func* callee) {
  const Function& f = body.function;
  const Instr& i = f.at(v);
  std::string_view name = callee->name.view();
  ValueId first = f.operand(i, 1);
  auto is = [&](std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); };
  if (package_path(callee) == "sync" && receiver_type(callee) == "Map") {
    if (is({"Load"})) access(body, MapAccess::Lookup, first, v, f.operand(i, 2));
    if (is({"Store", "LoadOrStore", "Swap"})) access(body, MapAccess::Insert, first, v, f.operand(i, 2), f.operand(i, 3));
    if (is({"CompareAndSwap"})) access(body, MapAccess::Insert, first, v, f.operand(i, 2), f.operand(i, 4));
    if (is({"Delete", "LoadAndDelete", "CompareAndDelete"})) access(body, MapAccess::Delete, first, v, f.operand(i, 2));
    if (is({"Clear"})) access(body, MapAccess::Clear, first, v);
    if (is({"Range"})) access(body, MapAccess::Range, first, v);
    return;
  }
  if (package_path(callee) == "maps" || package_path(callee) == "golang.org/x/exp/maps") {
    if (is({"DeleteFunc"})) access(body, MapAccess::Delete, first, v);
    if (is({"Clear"})) access(body, MapAccess::Clear, first, v);
    if (is({"Keys", "Values", "All", "Clone", "Equal", "EqualFunc"})) access(body, MapAccess::Range, first, v);
    if (is({"Equal", "EqualFunc"})) access(body, MapAccess::Range, f.operand(i, 2), v);
    if (is({"Copy"})) {
      access(body, MapAccess::Insert, first, v);
      access(body, MapAccess::Range, f.operand(i, 2), v);
    }
    if (is({"Clone", "Collect"}) && carries(i.type)) made_.push_back({node_of(body, v), {&body, v}});
    if (is({"Insert"})) access(body, MapAccess::Insert, first, v);
    return;
  }
  bool decodes = model_of(callee) & kDecodes;
  for (size_t k = 1; k < i.count; k++) {
    ValueId o = f.operand(i, k);
    if (f.at(o).op == Opcode::MakeInterface) o = f.operand(o, 0);
    if (o && carries(f.at(o).type)) access(body, decodes ? MapAccess::Decode : MapAccess::Escape, o, v);
  }
}

// ---- the whole program ----

void MapObjects::link() {
  auto slot = [&](const Function* f, uint32_t s) {
    auto it = slots_.find({f, s});
    return it == slots_.end() ? -1 : find(it->second);
  };
  auto parameter = [&](const Function* f, size_t k) { return k < f->params.size() ? slot(f, f->params[k].v) : -1; };
  for (bool changed = true; changed;) {
    changed = false;
    auto join = [&](int a, int b) {
      if (a < 0 || b < 0 || find(a) == find(b)) return;
      unite(a, b);
      changed = true;
    };
    for (const Link& l : links_) {
      for (size_t k = 0; k < l.arguments.size(); k++)
        if (int p = parameter(l.callee, k); p >= 0 && anchored_[p]) join(l.arguments[k], p);
      for (size_t r = 0; r < l.results.size(); r++) {
        int result = slot(l.callee, kResult | static_cast<uint32_t>(r));
        if (result < 0 || l.results[r] < 0) continue;
        if (anchored_[result]) join(l.results[r], result);
        for (size_t k = 0; k < l.arguments.size(); k++)
          if (l.arguments[k] >= 0 && parameter(l.callee, k) == result) join(l.results[r], l.arguments[k]);
      }
    }
  }
}

void MapObjects::collect() {
  size_t n = parent_.size();
  // What an object includes of others: the parameters that it is passed as, and the new maps that it is.
  std::vector<std::vector<int>> includes(n);
  std::vector<uint8_t> given(n);  // a new map that callers get: theirs, not the function's
  for (const Link& l : links_) {
    auto add = [&](int from, std::pair<const Function*, uint32_t> to, bool result) {
      auto it = slots_.find(to);
      if (from < 0 || it == slots_.end()) return;
      int x = find(from), y = find(it->second);
      if (x == y) return;
      if (std::find(includes[x].begin(), includes[x].end(), y) == includes[x].end()) includes[x].push_back(y);
      if (result && !anchored_[y]) given[y] = true;
    };
    for (size_t k = 0; k < l.arguments.size() && k < l.callee->params.size(); k++)
      add(l.arguments[k], {l.callee, l.callee->params[k].v}, false);
    for (size_t r = 0; r < l.results.size(); r++) add(l.results[r], {l.callee, kResult | static_cast<uint32_t>(r)}, true);
  }
  std::vector<MapObject> own(n);
  for (const auto& [v, variable] : named_) own[find(v)].variables.push_back(variable);
  for (const auto& [v, site] : made_) own[find(v)].made.push_back(site);
  for (const auto& [v, a] : accesses_) own[find(v)].accesses.push_back(a);

  std::vector<int> index(n, -1);
  for (size_t v = 0; v < n; v++) {
    if (find(static_cast<int>(v)) != static_cast<int>(v) || !types_[v]) continue;
    MapObject o;
    o.type = types_[v];
    o.variables = own[v].variables;
    o.closed_over = closed_over_[v];
    absl::flat_hash_set<int> seen{static_cast<int>(v)};
    std::vector<int> work{static_cast<int>(v)};
    bool made = false;
    while (!work.empty()) {
      int x = work.back();
      work.pop_back();
      made = made || (x == static_cast<int>(v) ? !own[x].made.empty() : given[x] && !own[x].made.empty());
      if (x == static_cast<int>(v) || given[x]) o.made.insert(o.made.end(), own[x].made.begin(), own[x].made.end());
      o.accesses.insert(o.accesses.end(), own[x].accesses.begin(), own[x].accesses.end());
      for (int y : includes[x])
        if (seen.insert(y).second) work.push_back(y);
    }
    bool variable = std::any_of(o.variables.begin(), o.variables.end(), [](const Var* x) { return !(x->bits & (Var::kParam | Var::kReceiver | Var::kResult)); });
    if (!variable && (!made || given[v])) continue;
    if (given[v] && !anchored_[v]) continue;
    std::sort(o.variables.begin(), o.variables.end(), [](const Var* a, const Var* b) { return place_of(a->pos) < place_of(b->pos); });
    auto site_order = [](const auto& s) { return std::tuple_cat(place_of(pos_of(s.first, s.second)), std::tuple(s.second.v)); };
    std::sort(o.made.begin(), o.made.end(), [&](const auto& a, const auto& b) { return site_order(a) < site_order(b); });
    o.made.erase(std::unique(o.made.begin(), o.made.end()), o.made.end());
    auto access_order = [](const MapAccess& a) {
      return std::tuple_cat(place_of(pos_of(a.body, a.at)), std::tuple(a.kind, a.at.v));
    };
    std::stable_sort(o.accesses.begin(), o.accesses.end(), [&](const MapAccess& a, const MapAccess& b) { return access_order(a) < access_order(b); });
    index[v] = static_cast<int>(objects_.size());
    objects_.push_back(std::move(o));
  }
  // Elements that are maps: objects of their own kind, whoever made them.
  for (size_t v = 0; v < n; v++) {
    if (find(static_cast<int>(v)) != static_cast<int>(v) || element_[v] < 0 || index[v] < 0) continue;
    int e = find(element_[v]);
    if (!types_[e]) continue;
    if (index[e] < 0) {
      MapObject o;
      o.type = types_[e];
      o.accesses = own[e].accesses;
      o.made = own[e].made;
      index[e] = static_cast<int>(objects_.size());
      objects_.push_back(std::move(o));
    }
    // A map that holds itself, at any depth (`type tree map[string]tree`), is its own elements' object, and nobody's element.
    int above = index[v];
    while (above >= 0 && above != index[e]) above = objects_[above].outer;
    if (above < 0) objects_[index[e]].outer = index[v];
  }
}

}  // namespace ptrsafe::flow
