#include "flow/passport.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "flow/contexts.h"
#include "flow/held_locks.h"
#include "flow/library.h"
#include "flow/map_objects.h"
#include "flow/models.h"
#include "flow/value_sites.h"
#include "syntax/children.h"
#include "types/predicates.h"
#include "types/type_string.h"
#include "types/universe.h"

namespace ptrsafe::flow {
namespace {

// What is asked of a type, and of those that it consists of: a struct may have several of one that has several, and so on.
template <class Answer>
class OfParts {
 public:
  template <class Find>
  Answer once(Type* t, int depth, Find find) {
    if (auto known = known_.find({t, depth}); known != known_.end()) return known->second;
    Answer a = find();
    known_[{t, depth}] = a;
    return a;
  }

 private:
  absl::flat_hash_map<std::pair<const Type*, int>, Answer> known_;
};

// Words of a value that the collector follows; -1 if that depends on type parameters.
int64_t traced(Type* t, OfParts<int64_t>& known, int depth = 0) {
  if (!t || depth > 16 || is_type_param(t)) return -1;
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Basic: {
      BasicKind k = static_cast<Basic*>(u)->basic();
      return k == BasicKind::String || k == BasicKind::UnsafePointer;
    }
    case TypeKind::Interface: return 2;
    case TypeKind::Array: {
      int64_t n = traced(static_cast<Array*>(u)->elem, known, depth + 1);
      return n < 0 ? n : n * static_cast<Array*>(u)->length;
    }
    case TypeKind::Struct:
      return known.once(u, depth, [&] {
        int64_t sum = 0;
        for (const Ref<Var>& f : static_cast<Struct*>(u)->fields) {
          int64_t n = traced(f->type, known, depth + 1);
          if (n < 0) return n;
          sum += n;
        }
        return sum;
      });
    default: return 1;
  }
}

int64_t traced(Type* t) {
  OfParts<int64_t> known;
  return traced(t, known);
}

// Whether a value is, or has in it, a reference to something that is not a string's bytes.
bool holds_pointers(Type* t, OfParts<bool>& known, int depth = 0) {
  if (!t || depth > 16 || is_type_param(t)) return true;
  Type* u = under(t);
  switch (u->kind) {
    case TypeKind::Basic: return static_cast<Basic*>(u)->basic() == BasicKind::UnsafePointer;
    case TypeKind::Array: return holds_pointers(static_cast<Array*>(u)->elem, known, depth + 1);
    case TypeKind::Struct:
      return known.once(u, depth, [&] {
        const auto& fields = static_cast<Struct*>(u)->fields;
        return std::any_of(fields.begin(), fields.end(), [&](const Ref<Var>& f) { return holds_pointers(f->type, known, depth + 1); });
      });
    default: return true;
  }
}

bool holds_pointers(Type* t) {
  OfParts<bool> known;
  return holds_pointers(t, known);
}

bool in_test_file(Pos p) {
  SourceFile* f = file_of(p);
  return f && f->path().ends_with("_test.go");
}

// The identifiers that expressions of a function are assigned to, by expression.
class Assigned {
 public:
  const Node* name(const Function& f, const Node* e) {
    if (!f.node || !e) return nullptr;
    const Node* declaration = ir::declaration_of(f, e);
    auto [it, fresh] = names_.try_emplace(declaration);
    if (fresh) read(declaration, it->second);
    auto found = it->second.find(e);
    return found == it->second.end() ? nullptr : found->second;
  }

 private:
  using Names = std::map<const Node*, const Node*>;
  static void read(const Node* n, Names& names) {
    if (n->is(NodeKind::AssignStmt)) pair(n->la(), n->lb(), names);
    if (n->is(NodeKind::ValueSpec)) pair(value_spec(n).names, value_spec(n).values, names);
    for_each_child(n, [&](const Node* c) { read(c, names); });
  }
  static void pair(NodeList left, NodeList right, Names& names) {
    for (size_t k = 0; k < right.size() && k < left.size(); k++)
      if (left[k] && right[k] && left[k]->is(NodeKind::Ident)) names.try_emplace(unparen(right[k]), left[k]);
  }
  std::map<const Node*, Names> names_;
};

class Issuer {
 public:
  Issuer(const ProgramFlow& program, const std::vector<const Package*>& packages, Sizes sizes, int go_minor)
      : objects_(program, packages), contexts_(program.contexts()), sizes_(sizes), go_minor_(go_minor) {
    // Fields of objects that live as long as the program: of the types of package-level variables.
    for (const Package* p : packages)
      for (const Ref<Object>& o : p->scope->objects())
        if (Var* v = as_object<Var>(o.get()); v && v->type) keep(v->type, 0);
  }

  std::vector<Passport> run() {
    std::vector<Passport> out;
    for (size_t n = 0; n < objects_.objects().size(); n++) {
      Passport p;
      if (issue(static_cast<int>(n), p)) out.push_back(std::move(p));
    }
    auto order = [](const Passport& p) {
      SourceFile* f = file_of(p.declared);
      return std::tuple(f ? std::string_view(f->path()) : std::string_view(), f ? f->offset(p.declared) : 0, std::string_view(p.name));
    };
    // A package and its test variant declare the same maps: the one that is used more speaks for both.
    auto used = [](const Passport& p) { return p.inserts.size() + p.lookups.size() + p.ranges.size() + p.deletes.size() + p.made.size(); };
    std::stable_sort(out.begin(), out.end(), [&](const Passport& a, const Passport& b) {
      return order(a) != order(b) ? order(a) < order(b) : used(a) > used(b);
    });
    out.erase(std::unique(out.begin(), out.end(), [&](const Passport& a, const Passport& b) { return order(a) == order(b); }), out.end());
    return out;
  }

 private:
  void keep(Type* t, int depth) {
    if (depth > 6) return;
    if (Named* n = as<Named>(t); n && !kept_.insert(n->origin.get()).second) return;
    Type* u = under(t);
    switch (u->kind) {
      case TypeKind::Pointer: return keep(static_cast<Pointer*>(u)->elem, depth + 1);
      case TypeKind::Slice: return keep(static_cast<Slice*>(u)->elem, depth + 1);
      case TypeKind::Array: return keep(static_cast<Array*>(u)->elem, depth + 1);
      case TypeKind::Map: return keep(static_cast<Map*>(u)->elem, depth + 1);
      case TypeKind::Struct:
        for (const Ref<Var>& f : static_cast<Struct*>(u)->fields) keep(f->type, depth + 1);
        return;
      default: return;
    }
  }

  Qualifier qualifier(const Package* p) const { return {p, true, nullptr}; }

  static std::string function_name(const Function& f) { return f.name.empty() ? "package initialisation" : f.name; }

  // Where it is declared, by which name, in what.
  bool place(int number, Passport& p) {
    const MapObject& o = objects_.objects()[number];
    const Var* best = nullptr;
    auto rank = [](const Var* v) { return v->bits & Var::kPackageVar ? 3 : v->is_field() ? 2 : v->bits & (Var::kParam | Var::kReceiver | Var::kResult) ? 0 : 1; };
    for (const Var* v : o.variables)
      if (!best || rank(v) > rank(best)) best = v;
    if (best && rank(best) >= 2) {
      bool global = rank(best) == 3;
      p.kind = global ? MapKind::Global : MapKind::Field;
      p.name = best->name.view();
      p.declared = best->pos;
      Named* owner = global ? nullptr : objects_.owner(best);
      p.owner = global ? std::string(best->pkg ? best->pkg->path.view() : "") : owner ? type_string(owner, qualifier(nullptr)) : "struct";
      p.lifetime = global || (owner && kept_.contains(owner)) ? Lifetime::Program : Lifetime::Object;
      return true;
    }
    if (o.outer >= 0) {
      if (!place(o.outer, p)) return false;
      p.name += "[...]";
      return true;
    }
    if (o.made.empty()) return false;
    const auto& [body, at] = o.made.front();
    const Node* node = body->function.at(at).node;
    p.kind = o.closed_over ? MapKind::Captured : MapKind::Local;
    p.owner = function_name(body->function);
    const Function* outermost = &body->function;
    while (outermost->parent) outermost = outermost->parent;
    const Node* name = assigned_.name(*outermost, node);
    if (best) {
      p.name = best->name.view();
      p.declared = best->pos;
    } else if (name) {
      p.name = name->name().view();
      p.declared = start_pos(name);
    } else {
      if (!node) return false;
      p.declared = start_pos(node);
    }
    const ContextsOf& c = contexts_.of(&body->function);
    p.lifetime = !c.starts.empty() && !c.caller() ? Lifetime::Goroutine : Lifetime::Scope;
    return true;
  }

  // What becomes of the values that lookups of a body give.
  struct Uses {
    bool ok = false, compared = false, followed = false;
  };
  const Uses& uses(const Examined& body, ValueId lookup) {
    auto [it, fresh] = uses_.try_emplace(&body);
    if (fresh) {
      const Function& f = body.function;
      auto lookup_of = [&](ValueId v) -> Uses* {
        if (!v) return nullptr;
        if (ValueId same = body.flow.number(v); same && same.v < f.instrs.size()) v = same;
        if (f.at(v).op == Opcode::Extract && f.at(v).aux == 0) v = f.operand(v, 0);
        Opcode op = f.at(v).op;
        return op == Opcode::Lookup || op == Opcode::LookupOk || op == Opcode::Call ? &it->second[v.v] : nullptr;
      };
      for (uint32_t n = 1; n < f.instrs.size(); n++) {
        const Instr& i = f.instrs[n];
        if (i.op == Opcode::Extract && i.aux == 1) it->second[f.operand(i, 0).v].ok = true;
        if (i.op == Opcode::Binary)
          for (size_t k = 0; k < 2; k++)
            if (Uses* u = lookup_of(f.operand(i, k))) u->compared = true;
        if (ValueId x = followed(body.flow, ValueId{n}); x)
          if (Uses* u = lookup_of(x)) u->followed = true;
      }
    }
    return it->second[lookup.v];
  }

  // What the program does about an absent key, as far as the function shows it.
  std::string guard(const MapAccess& a) {
    if (a.body->flow.presence(a.at) == Presence::Present) return "present";
    const Uses& u = uses(*a.body, a.at);
    if (u.ok) return "ok";
    if (u.compared) return "nil test";
    return u.followed ? "none" : "not followed here";
  }

  std::string key(const MapAccess& a) const {
    if (!a.key) return "";
    const Function& f = a.body->function;
    const Node* n = f.at(a.at).node;
    if (n && n->is(NodeKind::Index) && n->lb().size() == 1) return shortened(expr_string(n->lb()[0]));
    if (n && n->is(NodeKind::Call) && n->lb().size() >= 1) {
      NodeList arguments = n->lb();
      bool builtin = f.at(a.at).op == Opcode::Builtin;
      if (builtin && arguments.size() > 1) return shortened(expr_string(arguments[1]));
      if (!builtin) return shortened(expr_string(arguments[0]));
    }
    const Node* k = f.at(a.key).node;
    return k && is_Expr(k->kind) ? shortened(expr_string(k)) : "";
  }

  static std::string shortened(std::string s) { return s.size() > 40 ? s.substr(0, 37) + "..." : s; }

  const HeldLocks& locks(const Examined* body) {
    auto& l = locks_[body];
    if (!l) l = std::make_unique<HeldLocks>(*body);
    return *l;
  }

  static std::string lock_text(const HeldLock& l) {
    std::string s;
    const Node* call = l.at;
    if (call && call->is(NodeKind::Call) && call->na() && call->na()->is(NodeKind::Selector)) s = expr_string(call->na()->na());
    if (l.variable && l.variable->is_field() && l.variable->embedded()) s += "." + std::string(l.variable->name.view());
    return l.read ? s + " (read)" : s;
  }

  // Who makes the object still has it for himself.
  bool constructing(const MapAccess& a) const {
    const Function& f = a.body->function;
    const FunctionFlow& flow = a.body->flow;
    if (!f.node) return true;
    ValueId v = f.at(a.at).op == Opcode::Call ? f.operand(a.at, 1) : f.operand(a.at, 0);
    for (int steps = 0; v && steps < 16; steps++) {
      if (ValueId same = flow.number(v); same && same.v < f.instrs.size()) v = same;
      Opcode op = f.at(v).op;
      if (op == Opcode::Alloc || op == Opcode::MakeMap) return true;
      if (op != Opcode::Load && op != Opcode::FieldAddr && op != Opcode::Lookup) return false;
      v = f.operand(v, 0);
    }
    return false;
  }

  bool issue(int number, Passport& p) {
    const MapObject& o = objects_.objects()[number];
    Map* m = as_under<Map>(o.type);
    if (!m && is_type_param(o.type)) return false;
    bool pointer_values = !m || holds_pointers(m->elem);
    if (!pointer_values && !holds_pointers(m->key)) return false;
    if (!place(number, p)) return false;
    p.in_test = in_test_file(p.declared);
    p.type = type_string(o.type, qualifier(nullptr));
    Type* any = universe_any();
    Type* elem = m ? m->elem.get() : any;
    Type* k = m ? m->key.get() : any;
    p.element_bytes = has_constant_size(elem) ? sizes_.size_of(elem) : -1;
    if (m) p.memory = map_memory(k, elem, sizes_, go_minor_);
    int64_t in_key = traced(k), in_value = traced(elem);
    p.traced_words = in_key < 0 || in_value < 0 ? -1 : in_key + in_value;
    for (const auto& [body, at] : o.made) {
      const Node* n = body->function.at(at).node;
      if (n && (!body->is_test || p.in_test)) p.made.push_back({start_pos(n), shortened(is_Expr(n->kind) ? expr_string(n) : "")});
    }

    std::set<const Node*> started;
    bool caller = false, constant_keys = true, any_insert = false, first_guard = true, limited = true;
    std::vector<const Var*> common;
    std::string common_text;
    for (const MapAccess& a : o.accesses) {
      if (a.body->is_test && !p.in_test) continue;
      const Function& f = a.body->function;
      const Instr& i = f.at(a.at);
      if (!i.node || a.kind == MapAccess::Length) continue;
      PassportAccess x{start_pos(i.node), function_name(f), key(a), "", {}};
      std::vector<HeldLock> held = locks(a.body).at(a.at);
      for (const HeldLock& l : held) x.locks.push_back(lock_text(l));
      if (!constructing(a)) {
        std::vector<const Var*> here;
        for (const HeldLock& l : held)
          if (l.variable) here.push_back(l.variable);
        if (first_guard) common = here;
        else std::erase_if(common, [&](const Var* v) { return std::find(here.begin(), here.end(), v) == here.end(); });
        first_guard = false;
        const ContextsOf& c = contexts_.of(&f);
        caller = caller || c.caller();
        for (const Start& s : c.starts) started.insert(s.at);
      }
      switch (a.kind) {
        case MapAccess::Insert:
          any_insert = true;
          constant_keys = constant_keys && a.key && f.at(a.key).op == Opcode::Const;
          limited = limited && under_length_test(a);
          if (a.value) find_value_sites(objects_, contexts_, *a.body, a.value, i.node, sizes_, p.values);
          p.inserts.push_back(std::move(x));
          break;
        case MapAccess::Lookup:
          x.guard = pointer_values ? guard(a) : "no pointer";
          p.lookups.push_back(std::move(x));
          break;
        case MapAccess::Range: p.ranges.push_back(std::move(x)); break;
        case MapAccess::Delete:
        case MapAccess::Clear: p.deletes.push_back(std::move(x)); break;
        case MapAccess::Replace: p.replaced.push_back(std::move(x)); break;
        case MapAccess::Decode: p.decoded.push_back(std::move(x)); break;
        case MapAccess::Escape: p.escapes.push_back(std::move(x)); break;
        case MapAccess::Length: break;
      }
    }
    std::sort(common.begin(), common.end(), [](const Var* a, const Var* b) { return a->pos < b->pos; });
    if (!common.empty()) {
      const Var* v = common.front();
      Named* owner = v->is_field() ? objects_.owner(v) : nullptr;
      p.guard = owner ? fmt::format("{}.{}", owner->obj->name.view(), v->name.view()) : std::string(v->name.view());
    }
    p.by_caller = caller;
    for (const Node* n : started) p.started.push_back(start_pos(n));
    auto by_place = [](Pos a, Pos b) {
      SourceFile *x = file_of(a), *y = file_of(b);
      return x == y ? a < b : x->path() < y->path();
    };
    std::sort(p.started.begin(), p.started.end(), by_place);
    std::stable_sort(p.values.begin(), p.values.end(), [&](const ValueSite& a, const ValueSite& b) { return by_place(a.at, b.at); });
    p.values.erase(std::unique(p.values.begin(), p.values.end(), [](const ValueSite& a, const ValueSite& b) { return a.at == b.at && a.expression == b.expression; }), p.values.end());

    if (!p.deletes.empty()) p.bounded = "entries are deleted";
    else if (!any_insert && p.decoded.empty()) p.bounded = "no inserts";
    else if (any_insert && constant_keys && p.decoded.empty()) p.bounded = "constant keys";
    else if (any_insert && limited && p.decoded.empty()) p.bounded = "a test of its length";
    else if (!p.replaced.empty()) p.bounded = "the map is replaced";
    else if (m && small_key(m->key)) p.bounded = "few keys of that type";
    return true;
  }

  static bool small_key(Type* t) {
    return is_basic(t, BasicKind::Bool) || is_basic(t, BasicKind::Uint8) || is_basic(t, BasicKind::Int8);
  }

  // The insert stands behind a comparison with the map's length.
  bool under_length_test(const MapAccess& a) const {
    const Function& f = a.body->function;
    const FunctionFlow& flow = a.body->flow;
    ValueId map = flow.number(f.operand(a.at, 0));
    BlockId b = f.at(a.at).block;
    for (BlockId d = a.body->dominators.immediate(b); ; d = a.body->dominators.immediate(d)) {
      const Instr& end = f.at(f.blocks[d.v].instrs.back());
      if (end.op == Opcode::If) {
        const Instr& c = f.at(f.operand(end, 0));
        for (size_t k = 0; c.op == Opcode::Binary && k < 2; k++) {
          const Instr& x = f.at(f.operand(c, k));
          if (x.op != Opcode::Builtin || static_cast<BuiltinId>(x.aux) != BuiltinId::Len) continue;
          ValueId of = flow.number(f.operand(x, 0));
          if (of == map || (f.at(of).op == Opcode::Load && f.at(map).op == Opcode::Load && flow.number(f.operand(of, 0)) == flow.number(f.operand(map, 0)))) return true;
        }
      }
      if (d.v == 0) return false;
    }
  }

  static Type* universe_any() { return universe.any_type; }

  MapObjects objects_;
  const Contexts& contexts_;
  Sizes sizes_;
  int go_minor_;
  Assigned assigned_;
  std::set<const Named*> kept_;
  std::map<const Examined*, std::unique_ptr<HeldLocks>> locks_;
  std::map<const Examined*, std::map<uint32_t, Uses>> uses_;  // by lookup
};

}  // namespace

const char* name_of(MapKind k) {
  constexpr const char* kNames[] = {"global", "field", "local", "captured"};
  return kNames[static_cast<int>(k)];
}

const char* name_of(Lifetime l) {
  constexpr const char* kNames[] = {"program", "object", "scope", "goroutine"};
  return kNames[static_cast<int>(l)];
}

std::vector<Passport> passports(const ProgramFlow& program, const std::vector<const Package*>& packages, Sizes sizes, int go_minor) {
  return Issuer(program, packages, sizes, go_minor).run();
}

}  // namespace ptrsafe::flow
