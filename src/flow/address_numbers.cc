#include "flow/address_numbers.h"

#include <algorithm>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "flow/body.h"
#include "flow/library.h"
#include "flow/raw_address.h"
#include "types/predicates.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

// An integer that an address fits into.
bool is_number(Type* t) {
  Basic* b = t && is_integer(t) ? as_under<Basic>(t) : nullptr;
  if (!b) return false;
  BasicKind k = b->basic();
  return k == BasicKind::Uintptr || k == BasicKind::Uint64 || k == BasicKind::Int64 || k == BasicKind::Uint || k == BasicKind::Int;
}
bool is_unsafe(Type* t) { return t && is_basic(t, BasicKind::UnsafePointer); }

// reflect.Value's methods that give an address as a number.
bool gives_address(const Func* f) {
  return f && package_path(f) == "reflect" && receiver_type(f) == "Value" && (f->name.view() == "Pointer" || f->name.view() == "UnsafeAddr");
}

// Memory that no collector moves or frees comes from these.
bool gives_foreign_memory(const Func* f) {
  if (!f) return false;
  std::string_view path = package_path(f);
  return path == "syscall" || path.starts_with("golang.org/x/sys/") || path == "C";
}

}  // namespace

class AddressSearch {
 public:
  AddressSearch(AddressNumbers& numbers, const Examined& body, int depth = 0)
      : numbers_(numbers), examined_(body), f_(body.function), flow_(body.flow), depth_(depth) {}

  std::optional<AddressSource> source(ValueId v) {
    if (!v || !is_number(f_.at(v).type)) return {};
    auto [it, fresh] = known_.try_emplace(v.v);
    if (!fresh) return it->second;
    std::optional<AddressSource> s = find(v);
    return known_[v.v] = s;
  }

  std::vector<HiddenPointer> run() {
    for (BlockId b : examined_.dominators.order())
      for (ValueId v : f_.blocks[b.v].instrs)
        if (flow_.reached(v)) sink(v);
    return std::move(out_);
  }

 private:
  std::optional<AddressSource> find(ValueId v) {
    const Instr& i = f_.at(v);
    switch (i.op) {
      case Opcode::Convert: {
        ValueId x = f_.operand(i, 0);
        if (is_unsafe(f_.at(x).type)) return object(x, i.node);
        return source(x);
      }
      case Opcode::Binary: {
        Op op = static_cast<Op>(i.sub);
        if (op != Op::Add && op != Op::Sub && op != Op::Or && op != Op::AndNot && op != Op::Xor) return {};
        std::optional<AddressSource> x = source(f_.operand(i, 0)), y = source(f_.operand(i, 1));
        if (x && y) return {};  // a distance
        return x ? x : op == Op::Sub ? std::nullopt : y;
      }
      case Opcode::Phi:
        for (ValueId o : f_.operands_of(i))
          if (auto s = source(o)) return s;
        return {};
      case Opcode::Load: {
        // A local cell.
        ValueId cell = f_.operand(i, 0);
        if (f_.at(cell).op != Opcode::Alloc) return {};
        for (uint32_t n = 1; n < f_.instrs.size(); n++)
          if (f_.instrs[n].op == Opcode::Store && f_.operand(f_.instrs[n], 0) == cell)
            if (auto s = source(f_.operand(f_.instrs[n], 1))) return s;
        return {};
      }
      case Opcode::Param:
        if (f_.object && numbers_.parameters_.contains({f_.object, i.aux})) return AddressSource{{}, i.node, false};
        return {};
      case Opcode::Call: return result(v, i);
      default: return {};
    }
  }

  // The address is that of an object of the collector's, unless it is known to be something else.
  std::optional<AddressSource> object(ValueId pointer, const Node* at) {
    ValueId v = pointer;
    for (int steps = 0; v && steps < 32; steps++) {
      const Instr& i = f_.at(v);
      switch (i.op) {
        case Opcode::Convert:
          if (is_number(f_.at(f_.operand(i, 0)).type)) return source(f_.operand(i, 0));
          [[fallthrough]];
        case Opcode::FieldAddr:
        case Opcode::SliceOf:
          v = f_.operand(i, 0);
          continue;
        case Opcode::IndexAddr: v = f_.operand(i, 0); continue;
        case Opcode::Builtin: {
          auto id = static_cast<BuiltinId>(i.aux);
          if (id != BuiltinId::UnsafeAdd && id != BuiltinId::UnsafeSliceData && id != BuiltinId::UnsafeStringData && id != BuiltinId::UnsafeSlice)
            return AddressSource{v, at, id == BuiltinId::Append};
          v = f_.operand(i, 0);
          continue;
        }
        case Opcode::Global:
        case Opcode::FuncRef:
        case Opcode::Opaque:
        case Opcode::Const:
        case Opcode::Zero: return {};  // static, C's, nil
        case Opcode::Extract:
          if (f_.at(f_.operand(i, 0)).op == Opcode::Call && gives_foreign_memory(ir::callee(f_.at(f_.operand(i, 0))))) return {};
          return AddressSource{v, at, false};
        case Opcode::Call:
          if (gives_foreign_memory(ir::callee(i))) return {};
          // reflect.Value.UnsafePointer and the like.
          return AddressSource{v, at, false};
        case Opcode::Load: {
          // A pointer variable whose address is taken elsewhere, or a field: the object is somebody else's, too.
          if (f_.at(f_.operand(i, 0)).op == Opcode::Global && is_unsafe(i.type)) return {};
          return AddressSource{v, at, false};
        }
        default: return AddressSource{v, at, i.op == Opcode::Alloc || i.op == Opcode::MakeSlice};
      }
    }
    return {};
  }

  std::optional<AddressSource> result(ValueId, const Instr& i) {
    const Func* callee = ir::callee(i);
    if (gives_address(callee)) {
      // Of a function's code nothing is ever collected.
      ValueId receiver = f_.operand(i, 1);
      const Instr& value = f_.at(receiver);
      if (value.op == Opcode::Call && ir::callee(value) && ir::callee(value)->name.view() == "ValueOf") {
        ValueId boxed = f_.operand(value, 1);
        if (f_.at(boxed).op == Opcode::MakeInterface) {
          Type* t = f_.at(f_.operand(boxed, 0)).type;
          if (t && under(t)->kind == TypeKind::Signature) return {};
          return AddressSource{f_.operand(boxed, 0), i.node, false};
        }
        return AddressSource{boxed, i.node, false};
      }
      return AddressSource{receiver, i.node, false};
    }
    if (depth_ > 2 || !callee) return {};
    const PackageFlow& package = numbers_.package_;
    const Examined* body = callee->pkg.get() == &package.package() ? package.examined(callee) : nullptr;
    if (!body || &body->function == &f_) return {};
    AddressSearch inside(numbers_, *body, depth_ + 1);
    for (const Instr& r : body->function.instrs) {
      if (r.op != Opcode::Return || r.count != 1) continue;
      std::optional<AddressSource> s = inside.source(body->function.operand(r, 0));
      if (!s) continue;
      // The object is an argument, or the callee's own.
      for (size_t k = 0; k < body->function.params.size(); k++)
        if (body->function.params[k] == s->pointer) return AddressSource{f_.operand(i, k + 1), i.node, false};
      return AddressSource{{}, i.node, s->fresh};
    }
    return {};
  }

  // ---- where it is kept ----

  const Body& shape() {
    if (!shape_) shape_ = std::make_unique<Body>(f_);
    return *shape_;
  }

  ValueId root_of(ValueId address) const {
    while (f_.at(address).op == Opcode::FieldAddr || f_.at(address).op == Opcode::IndexAddr) address = f_.operand(address, 0);
    return address;
  }

  // A struct or array value with an address in it.
  std::optional<AddressSource> carried(ValueId v, int depth = 0) {
    if (!v || depth > 3) return {};
    if (auto s = source(v)) return s;
    const Instr& i = f_.at(v);
    if (i.op == Opcode::StructLit || i.op == Opcode::ArrayLit)
      for (ValueId o : f_.operands_of(i))
        if (auto s = carried(o, depth + 1)) return s;
    if (i.op == Opcode::Load && f_.at(f_.operand(i, 0)).op == Opcode::Alloc && !is_number(i.type)) {
      ValueId cell = f_.operand(i, 0);
      for (const Instr& s : f_.instrs)
        if (s.op == Opcode::Store && root_of(f_.operand(s, 0)) == cell)
          if (auto found = carried(f_.operand(s, 1), depth + 1)) return found;
    }
    return {};
  }

  void sink(ValueId v) {
    const Instr& i = f_.at(v);
    if (!i.node) return;
    switch (i.op) {
      case Opcode::Store: {
        ValueId address = f_.operand(i, 0), root = root_of(address);
        bool variable = f_.at(root).op == Opcode::Alloc && f_.at(root).aux != 0;
        if (variable) return;  // its own uses decide
        auto s = carried(f_.operand(i, 1));
        if (!s) return;
        if (f_.at(address).op == Opcode::FieldAddr) {
          // A header's word is slice-header-write's.
          Pointer* header = as_under<Pointer>(f_.at(f_.operand(address, 0)).type);
          if (header && is_reflect_header(header->elem)) return;
        }
        if (f_.at(root).op == Opcode::Alloc && !leaves(root)) return;  // as the argument of a system call
        add(f_.at(address).op == Opcode::IndexAddr ? HiddenPointer::Element : HiddenPointer::Field, v, *s);
        return;
      }
      case Opcode::MapUpdate:
        if (auto s = source(f_.operand(i, 1))) {
          // The entry holds the object itself.
          if (s->pointer && holds(f_.operand(i, 2), s->pointer)) return;
          add(HiddenPointer::MapKey, v, *s);
        } else if (auto t = carried(f_.operand(i, 2))) {
          if (t->pointer && holds(f_.operand(i, 2), t->pointer)) return;
          if (t->pointer && flow_.number(f_.operand(i, 1)) == flow_.number(t->pointer)) return;
          add(HiddenPointer::MapValue, v, *t);
        }
        return;
      case Opcode::Send:
        if (auto s = carried(f_.operand(i, 1))) add(HiddenPointer::Sent, v, *s);
        return;
      case Opcode::Builtin:
        if (static_cast<BuiltinId>(i.aux) != BuiltinId::Append) return;
        for (size_t k = 1; k < i.count; k++)
          if (auto s = carried(f_.operand(i, k))) return add(HiddenPointer::Element, v, *s);
        return;
      case Opcode::Convert:
        if (is_unsafe(i.type) && is_number(f_.at(f_.operand(i, 0)).type)) used_again(v, f_.operand(i, 0));
        return;
      default: return;
    }
  }

  // The value is the pointer, or has it as a part.
  bool holds(ValueId v, ValueId pointer, int depth = 0) const {
    if (!v || depth > 4) return false;
    ValueId p = flow_.number(pointer);
    if (flow_.number(v) == p || v == pointer) return true;
    const Instr& i = f_.at(v);
    if (is_number(i.type)) return false;
    if (i.op == Opcode::StructLit || i.op == Opcode::MakeInterface || i.op == Opcode::Convert || i.op == Opcode::ArrayLit || i.op == Opcode::SliceOf)
      for (ValueId o : f_.operands_of(i))
        if (o && holds(o, pointer, depth + 1)) return true;
    if (i.op == Opcode::Alloc)
      for (const Instr& s : f_.instrs)
        if (s.op == Opcode::Store && root_of(f_.operand(s, 0)) == v && holds(f_.operand(s, 1), pointer, depth + 1)) return true;
    return false;
  }

  // The function also keeps the pointer itself somewhere that lasts, or pins it.
  bool kept(const AddressSource& s, ValueId at) const {
    if (!s.pointer) return false;
    for (uint32_t n = 1; n < f_.instrs.size(); n++) {
      const Instr& i = f_.instrs[n];
      if (ValueId{n} == at) continue;
      switch (i.op) {
        case Opcode::Store:
          if (f_.at(root_of(f_.operand(i, 0))).op != Opcode::Alloc && holds(f_.operand(i, 1), s.pointer)) return true;
          break;
        case Opcode::MapUpdate:
          if (holds(f_.operand(i, 2), s.pointer) || holds(f_.operand(i, 1), s.pointer)) return true;
          break;
        case Opcode::Builtin:
          if (static_cast<BuiltinId>(i.aux) == BuiltinId::Append)
            for (size_t k = 1; k < i.count; k++)
              if (f_.operand(i, k) && holds(f_.operand(i, k), s.pointer)) return true;
          break;
        case Opcode::StructLit: {
          // The literal that has the number has the pointer as well.
          bool number = false, pointer = false;
          for (ValueId o : f_.operands_of(i)) {
            number = number || (o && is_number(f_.at(o).type) && known_.contains(o.v) && known_.at(o.v));
            pointer = pointer || (o && !is_number(f_.at(o).type) && holds(o, s.pointer));
          }
          if (number && pointer) return true;
          break;
        }
        case Opcode::Call: {
          const Func* callee = ir::callee(i);
          if (callee && package_path(callee) == "runtime" && callee->name.view() == "Pin") return true;
          break;
        }
        default: break;
      }
    }
    return false;
  }

  bool keeps_alive() const {
    return std::any_of(f_.instrs.begin(), f_.instrs.end(), [](const Instr& i) {
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      return callee && package_path(callee) == "runtime" && callee->name.view() == "KeepAlive";
    });
  }

  // The container is made here and does not leave.
  bool local_container(ValueId v) {
    ValueId base = f_.at(v).op == Opcode::MapUpdate || f_.at(v).op == Opcode::Builtin ? flow_.number(f_.operand(v, 0)) : ValueId{};
    if (!base || base.v >= f_.instrs.size()) return false;
    Opcode op = f_.at(base).op;
    if (op != Opcode::MakeMap && op != Opcode::MakeSlice && op != Opcode::Phi && op != Opcode::Zero && op != Opcode::ArrayLit) return false;
    for (ValueId u : shape().users(base)) {
      const Instr& i = f_.at(u);
      if (i.op == Opcode::Return || i.op == Opcode::Send || i.op == Opcode::MakeClosure || i.op == Opcode::MakeInterface || i.op == Opcode::StructLit) return false;
      if ((i.op == Opcode::Store || i.op == Opcode::MapUpdate) && !(f_.operand(u, 0) == base)) return false;
    }
    return true;
  }

  // The new object is given to somebody who may keep it.
  bool leaves(ValueId object) {
    for (ValueId u : shape().users(object)) {
      const Instr& i = f_.at(u);
      switch (i.op) {
        case Opcode::Return:
        case Opcode::Send:
        case Opcode::StructLit:
        case Opcode::ArrayLit:
        case Opcode::MakeInterface:
        case Opcode::MakeClosure: return true;
        case Opcode::Store:
          if (f_.operand(u, 1) == object) return true;
          break;
        case Opcode::MapUpdate: return true;
        case Opcode::Builtin:
          if (static_cast<BuiltinId>(i.aux) == BuiltinId::Append) return true;
          break;
        default: break;
      }
    }
    return false;
  }

  // The function walks a structure: it calls itself, if by way of others.
  bool recursive() const {
    const Function* self = &f_;
    while (self->parent) self = self->parent;
    absl::flat_hash_set<const Func*> seen;
    std::vector<const Function*> work{self};
    for (int steps = 0; !work.empty() && steps < 64; steps++) {
      const Function* f = work.back();
      work.pop_back();
      for (const Instr& i : f->instrs) {
        const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
        if (!callee) continue;
        if (callee->origin) callee = callee->origin;
        if (callee == self->object) return true;
        if (callee->pkg.get() != &numbers_.package_.package() || !seen.insert(callee).second) continue;
        if (const Function* next = numbers_.package_.function(callee)) work.push_back(next);
      }
      for (const auto& c : f->closures) work.push_back(c.get());
    }
    return false;
  }

  void add(HiddenPointer::Kind kind, ValueId at, const AddressSource& s) {
    if (kept(s, at)) return;
    bool local = local_container(at);
    if (local && keeps_alive()) return;
    // A set of what was visited lasts as long as the walk, and so does what is walked over; a map or variable that is passed in or
    // captured may.
    bool visited = kind == HiddenPointer::MapKey && recursive();
    ValueId container = flow_.number(f_.operand(at, 0));
    if (container.v >= f_.instrs.size()) container = f_.operand(at, 0);
    if (f_.at(container).op == Opcode::Load) container = f_.operand(container, 0);
    Opcode op = f_.at(container).op;
    if (op == Opcode::Phi)  // made where the caller gave none
      for (ValueId o : f_.operands_of(f_.at(container)))
        if (o && f_.at(o).op == Opcode::Param) op = Opcode::Param;
    bool passed = op == Opcode::FreeVar || (op == Opcode::Param && kind == HiddenPointer::MapKey);
    bool doubtful = local || visited || passed;
    out_.push_back({kind, f_.at(at).node, s, s.fresh && !doubtful, doubtful});
  }

  // The number becomes a pointer again at `use`: was something called in between?
  void used_again(ValueId use, ValueId number) {
    std::optional<AddressSource> s = source(number);
    if (!s || !s->at || depth_ > 0) return;
    ValueId taken;
    for (uint32_t n = 1; n < f_.instrs.size(); n++)
      if (f_.instrs[n].node.get() == s->at && known_.contains(n) && known_.at(n)) taken = ValueId{n};
    if (!taken) return;
    // Not within one expression.
    const Node* whole = f_.at(use).node;
    if (start_pos(whole) <= start_pos(s->at) && end_pos(s->at) <= end_pos(whole)) return;
    bool call = false;
    shape().reaches(taken, &f_.at(use).block, [&](ValueId v) {
      const Instr& i = f_.at(v);
      bool calls = (i.op == Opcode::Call || i.op == Opcode::Invoke) && i.sub == 0 && before(v, use);
      call = call || calls;
      return calls || v == use;
    });
    if (!call) call = between_in_block(taken, use);
    if (!call) return;
    if (s->pointer && !s->fresh && keeps_alive()) return;
    if (kept(*s, use)) return;
    const Instr& p = s->pointer ? f_.at(s->pointer) : f_.at(number);
    bool movable = s->fresh || p.op == Opcode::Param;
    if (!movable && used_after(s->pointer, use)) return;
    out_.push_back({HiddenPointer::Variable, s->at, *s, s->fresh, false});
  }

  bool before(ValueId v, ValueId use) const {
    return !(f_.at(v).block == f_.at(use).block) || v.v < use.v;
  }

  bool between_in_block(ValueId from, ValueId to) const {
    if (!(f_.at(from).block == f_.at(to).block)) return false;
    bool on = false;
    for (ValueId v : f_.blocks[f_.at(from).block.v].instrs) {
      if (v == to) return false;
      if (on && (f_.at(v).op == Opcode::Call || f_.at(v).op == Opcode::Invoke) && f_.at(v).sub == 0) return true;
      on = on || v == from;
    }
    return false;
  }

  bool used_after(ValueId pointer, ValueId at) {
    if (!pointer) return false;
    for (ValueId u : shape().users(pointer))
      if (f_.at(u).block == f_.at(at).block ? u.v > at.v : shape().dominators.dominates(f_.at(at).block, f_.at(u).block)) return true;
    return false;
  }

  AddressNumbers& numbers_;
  const Examined& examined_;
  const Function& f_;
  const FunctionFlow& flow_;
  int depth_;
  absl::flat_hash_map<uint32_t, std::optional<AddressSource>> known_;
  std::unique_ptr<Body> shape_;
  std::vector<HiddenPointer> out_;
};

AddressNumbers::AddressNumbers(const PackageFlow& package) : package_(package) {
  if (implements_runtime(package.package().path.view())) return;
  for (const auto& b : package.bodies()) {
    const Function& f = b->function;
    any_ = any_ || std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) {
             return (i.op == Opcode::Convert && is_number(i.type) && is_unsafe(f.at(f.operand(i, 0)).type)) || (i.op == Opcode::Call && gives_address(ir::callee(i)));
           });
  }
  if (!any_) return;
  // Addresses as arguments, to a fixed point.
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& b : package.bodies()) {
      if (b->is_test) continue;
      AddressSearch search(*this, *b);
      const Function& f = b->function;
      for (const Instr& i : f.instrs) {
        const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
        if (!callee || callee->pkg.get() != &package.package()) continue;
        if (callee->origin) callee = callee->origin;
        for (size_t k = 1; k < i.count; k++)
          if (search.source(f.operand(i, k))) changed = parameters_.insert({callee, k - 1}).second || changed;
      }
    }
  }
}

std::vector<HiddenPointer> AddressNumbers::hidden(const Examined& body) {
  return any_ ? AddressSearch(*this, body).run() : std::vector<HiddenPointer>();
}

}  // namespace ptrsafe::flow
