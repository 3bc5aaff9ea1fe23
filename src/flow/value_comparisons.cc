#include "flow/value_comparisons.h"

#include <algorithm>

#include "flow/library.h"
#include "flow/map_path.h"
#include "flow/package_flow.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

bool composite(Type* t) { return t && (as_under<Struct>(t) || as_under<Array>(t)); }

Type* pointee(Type* t) {
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  return p ? p->elem.get() : nullptr;
}

// The zero value, or a literal without contents: to compare with it is to ask whether something is there.
bool is_empty(const Function& f, ValueId v) {
  const Instr& i = f.at(v);
  if (i.op == Opcode::Zero) return true;
  if (i.op != Opcode::StructLit && i.op != Opcode::ArrayLit) return false;
  auto operands = f.operands_of(i);
  return std::all_of(operands.begin(), operands.end(), [&](ValueId o) { return !o || f.at(o).op == Opcode::Zero; });
}

// The object that a value is the contents of: the pointer that was followed to it, or itself.
ValueId object_of(const FunctionFlow& flow, ValueId v) {
  const Function& f = flow.function();
  return f.at(v).op == Opcode::Load ? f.operand(v, 0) : v;
}

// The value is what a pointer leads to, not a variable's.
bool followed_pointer(const Function& f, ValueId v) {
  if (f.at(v).op != Opcode::Load) return false;
  Opcode from = f.at(f.operand(v, 0)).op;
  return from != Opcode::Alloc && from != Opcode::Global && from != Opcode::FieldAddr && from != Opcode::IndexAddr && from != Opcode::FreeVar;
}

// The struct, or pointer to it, that a field's value is read from; none for others.
ValueId owner_of_field(const Function& f, ValueId v, int* field) {
  if (f.at(v).op == Opcode::Load) v = f.operand(v, 0);
  if (f.at(v).op != Opcode::FieldAddr && f.at(v).op != Opcode::Field) return {};
  *field = static_cast<int>(f.at(v).aux);
  return f.operand(v, 0);
}

Type* object_type(Type* t) {
  Type* p = pointee(t);
  return p ? p : t;
}

// What a comparison by reflection, or of two slices or maps, compares in the end.
Type* compared_elements(Type* t, bool reflected) {
  for (int depth = 0; t && depth < 4; depth++) {
    Type* next = nullptr;
    if (Slice* s = as_under<Slice>(t)) next = s->elem;
    else if (Map* m = as_under<Map>(t)) next = m->elem;
    else if (reflected) next = pointee(t);
    if (!next) return t;
    t = next;
  }
  return t;
}

bool says_equal(std::string_view name) {
  return name.find("Equal") != std::string_view::npos || name.find("equal") != std::string_view::npos;
}

// The same field of two objects.
std::optional<ValueComparison> same_field(const FunctionFlow& flow, ValueId a, ValueId b) {
  const Function& f = flow.function();
  int x = -1, y = -1;
  ValueId p = owner_of_field(f, a, &x), q = owner_of_field(f, b, &y);
  if (!p || !q || x != y || flow.number(p) == flow.number(q)) return {};
  Type *s = object_type(f.at(p).type), *r = object_type(f.at(q).type);
  if (!s || !r || !same_declared_type(s, r)) return {};
  return ValueComparison{s, object_of(flow, p), object_of(flow, q), x};
}

// A function that tells whether two values are equal is given one field of two objects: slices.Equal(a.f, b.f), a.at.Equal(b.at).
std::optional<ValueComparison> of_one_field(const FunctionFlow& flow, const Instr& call) {
  const Function& f = flow.function();
  const Func* callee = ir::callee(call);
  if (!callee || !says_equal(callee->name.view())) return {};
  for (size_t k = 1; k + 1 < call.count; k++) {
    ValueId a = f.operand(call, k), b = f.operand(call, k + 1);
    if (f.at(a).op == Opcode::MakeInterface) a = f.operand(a, 0);
    if (f.at(b).op == Opcode::MakeInterface) b = f.operand(b, 0);
    if (auto c = same_field(flow, a, b)) return c;
  }
  return {};
}

std::optional<ValueComparison> by_call(const FunctionFlow& flow, const Instr& i) {
  const Function& f = flow.function();
  const Func* callee = ir::callee(i);
  if (!callee) return {};
  std::string_view name = callee->name.view();
  if (callee->signature() && callee->signature()->recv && i.op == Opcode::Call && i.count == 3) {
    Type* t = object_type(f.at(f.operand(i, 1)).type);
    const Func* method = t ? equality_method(t) : nullptr;
    if (method && method->name == callee->name) return ValueComparison{t, f.operand(i, 1), f.operand(i, 2)};
  }
  if (!says_equal(name) && !(name == "Diff" && package_path(callee).ends_with("cmp"))) return {};
  // Two arguments of one type, one after the other: Equal(a, b), require.Equal(t, want, got).
  for (size_t k = 1; k + 1 < i.count; k++) {
    ValueId a = f.operand(i, k), b = f.operand(i, k + 1);
    bool reflected = f.at(a).op == Opcode::MakeInterface && f.at(b).op == Opcode::MakeInterface;
    if (reflected) a = f.operand(a, 0), b = f.operand(b, 0);
    Type *x = f.at(a).type, *y = f.at(b).type;
    if (!x || !y || !identical(x, y)) continue;
    Type* t = compared_elements(x, reflected);
    // Two pointers that are passed as such: what the function does with them, its body tells.
    if (t == x && !reflected) continue;
    if (composite(t) && !is_type_param(t)) return ValueComparison{t, object_of(flow, a), object_of(flow, b)};
  }
  return {};
}

// Two parameters of no type in particular are compared by reflection: by their numbers, none for other functions.
std::optional<std::pair<size_t, size_t>> reflected_parameters(const Function& f) {
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
    if (!callee || i.count < 3 || !says_equal(callee->name.view())) continue;
    for (size_t k = 1; k + 1 < i.count; k++) {
      ValueId a = f.operand(i, k), b = f.operand(i, k + 1);
      if (f.at(a).op == Opcode::MakeInterface) a = f.operand(a, 0);
      if (f.at(b).op == Opcode::MakeInterface) b = f.operand(b, 0);
      if (f.at(a).op != Opcode::Param || f.at(b).op != Opcode::Param || a == b) continue;
      Type *x = f.at(a).type, *y = f.at(b).type;
      bool open = (is_type_param(x) && x == y) || (is_non_type_param_interface(x) && is_non_type_param_interface(y));
      if (open) return std::pair<size_t, size_t>{f.at(a).aux, f.at(b).aux};
    }
  }
  return {};
}

// It only asks whether two pointers are one.
bool compares_pointers_only(const Function& f) {
  return std::none_of(f.instrs.begin() + 1, f.instrs.end(), [](const Instr& i) {
    return i.op == Opcode::FieldAddr || i.op == Opcode::Field || i.op == Opcode::Load || i.op == Opcode::Call || i.op == Opcode::Invoke;
  });
}

}  // namespace

bool same_declared_type(Type* a, Type* b) {
  a = unalias(a), b = unalias(b);
  if (a->kind == TypeKind::Named && b->kind == TypeKind::Named)
    return static_cast<Named*>(a)->origin == static_cast<Named*>(b)->origin;
  return identical(a, b);
}

const Func* equality_method(Type* t) {
  Named* n = as<Named>(t);
  if (!n) return nullptr;
  for (const Ref<Func>& m : n->origin->methods) {
    Signature* s = m->signature();
    if (!s || s->param_count() != 1 || s->result_count() != 1) continue;
    std::string_view name = m->name.view();
    bool equal = name == "Equal" || name == "Equals" || name == "IsEqual" || name == "EqualTo" || name == "Eq" || name == "equal" || name == "equals";
    bool order = name == "Compare" || name == "Cmp" || name == "compare" || name == "cmp";
    Type *with = s->param(0)->type, *result = s->result(0)->type;
    if (!(equal && is_boolean(result)) && !(order && is_integer(result))) continue;
    if (same_declared_type(object_type(with), n) || (equal && is_non_type_param_interface(with))) return m.get();
  }
  return nullptr;
}

std::optional<ValueComparison> value_comparison(const FunctionFlow& flow, ValueId v) {
  const Function& f = flow.function();
  const Instr& i = f.at(v);
  if (i.op == Opcode::Call) return by_call(flow, i);
  if (i.op != Opcode::Binary) return {};
  auto op = static_cast<Op>(i.sub);
  if (op != Op::Eql && op != Op::Neq) return {};
  ValueId a = f.operand(i, 0), b = f.operand(i, 1);
  Type *t = f.at(a).type, *u = f.at(b).type;
  if (!t || !u || is_empty(f, a) || is_empty(f, b)) return {};
  if (auto c = same_field(flow, a, b)) return c;
  if (is_type_param(t) || !identical(t, u)) return {};
  if (composite(t) || (followed_pointer(f, a) && followed_pointer(f, b) && !pointee(t) && !is_interface_type(t)))
    return ValueComparison{t, object_of(flow, a), object_of(flow, b)};
  return {};
}

// A call of a function of the package that compares whatever it gets by reflection.
std::optional<ValueComparison> by_helper(const PackageFlow& package, const Function& f, const Instr& call) {
  const Func* callee = ir::callee(call);
  const Function* helper = callee ? package.function(callee->origin ? callee->origin.get() : callee) : nullptr;
  auto compared = helper ? reflected_parameters(*helper) : std::nullopt;
  if (!compared || std::max(compared->first, compared->second) + 1 >= call.count) return {};
  ValueId a = f.operand(call, compared->first + 1), b = f.operand(call, compared->second + 1);
  if (f.at(a).op == Opcode::MakeInterface) a = f.operand(a, 0);
  if (f.at(b).op == Opcode::MakeInterface) b = f.operand(b, 0);
  if (!f.at(a).type || !f.at(b).type || !identical(f.at(a).type, f.at(b).type)) return {};
  Type* t = compared_elements(f.at(a).type, true);
  if (!composite(t) || is_type_param(t)) return {};
  return ValueComparison{t, a, b};
}

ValueComparisons::ValueComparisons(const PackageFlow& package) {
  for (const Examined* body : package.all_bodies()) {
    const Function& f = body->function;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      if (f.instrs[n].op != Opcode::Binary && f.instrs[n].op != Opcode::Call) continue;
      if (!body->flow.reached(ValueId{n}) || !f.instrs[n].node) continue;
      std::optional<ValueComparison> c = value_comparison(body->flow, ValueId{n});
      if (!c && f.instrs[n].op == Opcode::Call) c = by_helper(package, f, f.instrs[n]);
      if (!c || c->field >= 0) continue;
      // An Equal method that is called, but only compares the pointers.
      const Function* callee = f.instrs[n].op == Opcode::Call ? package.function(ir::callee(f.instrs[n])) : nullptr;
      if (callee && compares_pointers_only(*callee)) continue;
      entries_.push_back({c->type, f.instrs[n].node, body->is_test});
    }
  }
  by_fields(package);
  const Package& own = package.package();
  std::vector<Named*> types;
  if (own.tested) types = own.tested->details->named_types;
  types.insert(types.end(), own.details->named_types.begin(), own.details->named_types.end());
  for (Named* n : types) {
    const Func* m = equality_method(n);
    const Function* f = m ? package.function(m) : nullptr;
    if (f && f->node && !compares_pointers_only(*f)) entries_.push_back({n, func_decl(f->node).name, package.examined(m)->is_test});
  }
}

// Functions with a boolean result that compare fields of two parameters.
void ValueComparisons::by_fields(const PackageFlow& package) {
  for (const Examined* body : package.all_bodies()) {
    const Function& f = body->function;
    if (!f.signature || f.signature->result_count() != 1 || !is_boolean(f.signature->result(0)->type)) continue;
    std::vector<int> fields;
    Type* type = nullptr;
    const Node* at = nullptr;
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      if ((f.instrs[n].op != Opcode::Binary && f.instrs[n].op != Opcode::Call) || !f.instrs[n].node) continue;
      std::optional<ValueComparison> c = value_comparison(body->flow, ValueId{n});
      if (f.instrs[n].op == Opcode::Call) c = of_one_field(body->flow, f.instrs[n]);
      if (!c || c->field < 0 || (type && !same_declared_type(type, c->type))) continue;
      if (parameter_number(body->flow, c->a) < 0 || parameter_number(body->flow, c->b) < 0) continue;
      type = c->type;
      at = at ? at : f.instrs[n].node.get();
      if (std::find(fields.begin(), fields.end(), c->field) == fields.end()) fields.push_back(c->field);
    }
    Struct* s = type ? as_under<Struct>(type) : nullptr;
    if (s && fields.size() >= std::min<size_t>(2, s->fields.size())) entries_.push_back({type, at, body->is_test});
  }
}

const Node* ValueComparisons::find(Type* t, bool with_tests) const {
  for (const Entry& e : entries_)
    if ((with_tests || !e.test) && same_declared_type(e.type, t)) return e.at;
  return nullptr;
}

}  // namespace ptrsafe::flow
