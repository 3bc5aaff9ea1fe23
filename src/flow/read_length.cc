#include "flow/read_length.h"

#include <algorithm>

#include "types/predicates.h"
#include "types/under.h"
#include "types/universe.h"

namespace ptrsafe::flow {
namespace {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

constexpr size_t kMaxValues = 256;

// The slice or string whose array the pointer goes into; 0: it is not known.
ValueId array_of(const ir::Function& f, ValueId pointer) {
  for (ValueId v = pointer; v;) {
    const Instr& i = f.at(v);
    if (i.op == Opcode::Convert) {
      v = f.operand(v, 0);
    } else if (i.op == Opcode::IndexAddr) {
      ValueId base = f.operand(v, 0);
      return f.at(base).type && as_under<Slice>(f.at(base).type) ? base : ValueId{};
    } else if (i.op == Opcode::Builtin) {
      auto id = static_cast<BuiltinId>(i.aux);
      if (id == BuiltinId::UnsafeSliceData || id == BuiltinId::UnsafeStringData) return f.operand(v, 0);
      if (id != BuiltinId::UnsafeAdd) return {};
      v = f.operand(v, 0);
    } else {
      return {};
    }
  }
  return {};
}

// The bytes are a package-level variable's: a table of the program's own.
bool own_table(const ir::Function& f, ValueId bytes) {
  for (ValueId v = bytes; v; v = f.operand(v, 0)) {
    const Instr& i = f.at(v);
    if (i.op == Opcode::Global || i.op == Opcode::Const) return true;
    if (i.op != Opcode::SliceOf && i.op != Opcode::Load && i.op != Opcode::Convert && i.op != Opcode::IndexAddr && i.op != Opcode::FieldAddr && i.op != Opcode::Field) return false;
  }
  return false;
}

const Var* field_number(Type* holder, uint32_t n) {
  Pointer* p = holder ? as_under<Pointer>(holder) : nullptr;
  Struct* s = holder ? as_under<Struct>(p ? p->elem.get() : holder) : nullptr;
  if (!s || n >= s->fields.size()) return nullptr;
  return s->fields[n]->origin ? s->fields[n]->origin.get() : s->fields[n].get();
}
// The field whose address it is, or that is taken out of a struct.
const Var* field_of(const ir::Function& f, ValueId part) { return field_number(f.at(f.operand(part, 0)).type, f.at(part).aux); }

// The field that is read; null for others.
const Var* field_read(const ir::Function& f, ValueId v) {
  const Instr& i = f.at(v);
  ValueId holder = i.op == Opcode::Load ? f.operand(v, 0) : v;
  const Instr& part = f.at(holder);
  if (part.op != (i.op == Opcode::Load ? Opcode::FieldAddr : Opcode::Field)) return nullptr;
  return field_of(f, holder);
}

bool is_unsafe_length(const Instr& i) {
  auto id = static_cast<BuiltinId>(i.aux);
  return i.op == Opcode::Builtin && (id == BuiltinId::UnsafeSlice || id == BuiltinId::UnsafeString);
}

class Search {
 public:
  Search(const PackageFlow& package, const ir::Function& f) : package_(package), f_(f) {}

  const Node* run(ValueId call) {
    const Instr& i = f_.at(call);
    ValueId array = array_of(f_, f_.operand(call, 0));
    if (!is_unsafe_length(i) || !array || own_table(f_, array)) return nullptr;
    ValueId length = scaled(f_, f_.operand(call, 1));
    if (is_read(f_, length, array)) return asked(f_, {length}, nullptr) ? nullptr : i.node.get();
    const Var* field = field_read(f_, length);
    return field ? read_into(field, array) : nullptr;
  }

 private:
  // Without conversions and constant factors and terms.
  static ValueId scaled(const ir::Function& f, ValueId v) {
    for (;;) {
      const Instr& i = f.at(v);
      auto op = static_cast<Op>(i.sub);
      bool step = i.op == Opcode::Binary && (op == Op::Add || op == Op::Sub || op == Op::Mul || op == Op::Div || op == Op::Shl || op == Op::Shr);
      if (i.op != Opcode::Convert && !(step && f.at(f.operand(v, 1)).op == Opcode::Const)) return v;
      v = f.operand(v, 0);
    }
  }

  // A number that encoding/binary takes out of bytes, or an element of the very bytes that the length is for.
  bool is_read(const ir::Function& f, ValueId v, ValueId array) const {
    if (f.at(v).op == Opcode::Extract && f.at(v).aux == 0) v = f.operand(v, 0);
    const Instr& i = f.at(v);
    if (i.op == Opcode::Call && i.sub == 0) {
      const Func* callee = ir::callee(i);
      bool binary = callee && callee->pkg && callee->pkg->path.view() == "encoding/binary" && (callee->name.view().starts_with("Uint") || callee->name.view() == "Uvarint");
      return binary && i.count > 1 && !own_table(f, f.operand(v, i.count - 1));
    }
    if (i.op != Opcode::Load || !array) return false;
    const Instr& element = f.at(f.operand(v, 0));
    if (element.op != Opcode::IndexAddr || f.at(array).op == Opcode::MakeSlice) return false;
    return f.operand(f.operand(v, 0), 0) == array && i.type && is_integer(i.type);
  }

  // Somebody compares one of the numbers, or what is made of them, bounds something by it or hands it to somebody who may. A store into `field` is none.
  // `makes`: somebody makes a slice with so many elements, and nothing else counts.
  bool asked(const ir::Function& f, std::vector<ValueId> numbers, const Var* field, bool makes = false) const {
    for (size_t n = 0; n < numbers.size(); n++) {
      if (numbers.size() > kMaxValues) return true;
      for (uint32_t u = 1; u < f.instrs.size(); u++) {
        const Instr& i = f.instrs[u];
        auto operands = f.operands_of(i);
        if (std::ranges::find(operands, numbers[n]) == operands.end() || is_unsafe_length(i)) continue;
        if (i.op == Opcode::Store && field && stores_into(f, ValueId{u}) == field) continue;
        if (i.op == Opcode::StructLit && field) continue;
        bool passes = i.op == Opcode::Convert || i.op == Opcode::Phi || i.op == Opcode::Extract || (i.op == Opcode::Binary && !is_comparison(static_cast<Op>(i.sub)));
        if (!passes && makes && i.op != Opcode::MakeSlice) continue;
        if (!passes) return true;
        if (std::ranges::find(numbers, ValueId{u}) == numbers.end()) numbers.push_back(ValueId{u});
      }
    }
    return false;
  }

  static const Var* stores_into(const ir::Function& f, ValueId store) {
    ValueId address = f.operand(store, 0);
    return f.at(address).op == Opcode::FieldAddr ? field_of(f, address) : nullptr;
  }

  // All that is stored in the field has been read from bytes, and whoever asks about it does so for what he gives himself.
  const Node* read_into(const Var* field, ValueId array) const {
    if (field->exported() || !package_.complete() || field_read(f_, array) == field) return nullptr;
    const Node* at = nullptr;
    for (const Examined* b : package_.all_bodies()) {
      const ir::Function& f = b->function;
      std::vector<ValueId> numbers;
      bool sets = false;
      if (!each_value(f, field, [&](ValueId value) {
            value = scaled(f, value);
            if (f.at(value).op == Opcode::Zero) return true;
            if (!is_read(f, value, {})) return false;
            sets = true;
            numbers.push_back(value);
            if (!at) at = f.at(value).node;
            return true;
          }))
        return nullptr;
      for (Opcode op : {Opcode::Load, Opcode::Field})
        for (ValueId v : f.with(op))
          if (field_read(f, v) == field) numbers.push_back(v);
      bool own = &f != &f_ && !sets && gives_value(f) && !calls(f, f_) && !calls(f_, f);
      if (asked(f, numbers, field, own)) return nullptr;
    }
    return at;
  }

  // Whatever the body stores in the field satisfies `good`; who takes the field's address may store anything.
  template <class Good>
  static bool each_value(const ir::Function& f, const Var* field, Good good) {
    for (ValueId v : f.with(Opcode::Store))
      if (stores_into(f, v) == field && !good(f.operand(v, 1))) return false;
    for (ValueId v : f.with(Opcode::StructLit))
      for (uint32_t k = 0; k < f.at(v).count; k++)
        if (field_number(f.at(v).type, k) == field && !good(f.operand(v, k))) return false;
    for (ValueId v : f.with(Opcode::FieldAddr)) {
      bool taken = field_of(f, v) == field && std::ranges::any_of(f.instrs, [&](const Instr& i) {
        auto operands = f.operands_of(i);
        bool used = std::ranges::find(operands, v) != operands.end();
        return used && i.op != Opcode::Load && !(i.op == Opcode::Store && operands[0] == v && !(operands[1] == v));
      });
      if (taken) return false;
    }
    return true;
  }

  // Something else than whether all is well: who gives only that asks for others.
  static bool gives_value(const ir::Function& f) {
    const Tuple* results = f.signature ? f.signature->results.get() : nullptr;
    return results && std::ranges::any_of(results->vars, [](const auto& r) { return !is_boolean(r->type) && !identical(r->type, universe.error_type); });
  }
  static bool calls(const ir::Function& f, const ir::Function& other) {
    return std::ranges::any_of(f.with(Opcode::Call), [&](ValueId v) { return other.object && ir::callee(f.at(v)) == other.object; });
  }

  const PackageFlow& package_;
  const ir::Function& f_;
};

}  // namespace

const Node* unasked_read_length(const PackageFlow& package, const ir::Function& f, ValueId call) {
  return is_unsafe_length(f.at(call)) ? Search(package, f).run(call) : nullptr;
}

}  // namespace ptrsafe::flow
