#include "flow/address_numbers.h"

#include <algorithm>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "flow/access_path.h"
#include "flow/body.h"
#include "flow/keepers.h"
#include "flow/library.h"
#include "flow/raw_address.h"
#include "syntax/children.h"
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
// What the words of a pointer are read as: *uintptr, *[2]uintptr, a pointer to a struct (a header of reflect's or another).
bool points_to_number(Type* t) {
  Pointer* p = t ? as_under<Pointer>(t) : nullptr;
  return p && (is_number(p->elem) || as_under<Array>(p->elem) || as_under<Struct>(p->elem));
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
      case Opcode::Unary: return static_cast<Op>(i.sub) == Op::Xor ? source(f_.operand(i, 0)) : std::nullopt;
      case Opcode::Binary: return arithmetic(i);
      case Opcode::Phi:
        for (ValueId o : f_.operands_of(i))
          if (auto s = source(o)) return s;
        return {};
      case Opcode::Load: {
        // A local cell; or the words of a pointer, read as a number.
        ValueId cell = f_.operand(i, 0);
        if (f_.at(cell).op != Opcode::Alloc) return word(cell, i.node);
        for (uint32_t n = 1; n < f_.instrs.size(); n++)
          if (f_.instrs[n].op == Opcode::Store && f_.operand(f_.instrs[n], 0) == cell)
            if (auto s = source(f_.operand(f_.instrs[n], 1))) return s;
        return {};
      }
      case Opcode::Param:
        if (auto it = numbers_.parameters_.find({f_.object, i.aux}); f_.object && it != numbers_.parameters_.end())
          return AddressSource{{}, it->second.at, false, it->second.owned};
        return {};
      case Opcode::Call: return result(v, i);
      default: return {};
    }
  }

  // What of the result still leads to the object.
  std::optional<AddressSource> arithmetic(const Instr& i) {
    std::optional<AddressSource> x = source(f_.operand(i, 0)), y = source(f_.operand(i, 1));
    if (!x && !y) return {};
    switch (static_cast<Op>(i.sub)) {
      case Op::Add:
      case Op::Or:
        if (x && y) return {};
        return x ? x : y;
      case Op::Xor: return x ? x : y;                      // of both: a list that is linked both ways
      case Op::Sub:                                        // of a variable: a distance
        return !y && constant_int(shape(), f_.operand(i, 1)) ? x : std::nullopt;
      case Op::AndNot: return x;
      case Op::And: return x && mask_leaves_address(f_.operand(i, 1)) ? x : std::nullopt;
      case Op::Shl: {                                      // room for a tag
        auto n = constant_int(shape(), f_.operand(i, 1));
        return x && n && *n >= 8 && *n <= 16 ? x : std::nullopt;
      }
      default: return {};
    }
  }

  // The mask has the bits in which addresses of objects differ.
  bool mask_leaves_address(ValueId mask) {
    while (f_.at(mask).op == Opcode::Convert) mask = f_.operand(mask, 0);
    if (f_.at(mask).op == Opcode::Unary) return true;  // ^(alignment - 1)
    auto n = constant_int(shape(), mask);
    constexpr int64_t kBits = 0xff'ffff'f000;
    return f_.at(mask).op == Opcode::Const && (!n || (*n & kBits) == kBits);  // no value: above 1<<63
  }

  // The number that is read at `address` is the first word of a pointer, slice, map or channel, or the second of an interface.
  std::optional<AddressSource> word(ValueId address, const Node* at) {
    if (auto w = header_word(shape(), numbers_.sizes_, address)) {
      if (w->index != HeaderWord::Data || f_.at(w->header).op == Opcode::Global) return {};
      return AddressSource{only_value(shape(), w->header), at, false};
    }
    auto pointee = [&](const RawAddress& a) {
      Pointer* p = a.converted ? as_under<Pointer>(f_.at(a.base).type) : nullptr;
      return p ? p->elem.get() : nullptr;
    };
    auto is_reference = [](Type* t) { return t && (as_under<Pointer>(t) || is_unsafe(t) || as_under<ptrsafe::Map>(t) || as_under<Chan>(t)); };
    auto is_any = [](Type* t) { return t && as_under<Interface>(t); };
    auto a = raw_address(shape(), numbers_.sizes_, address, [&](const RawAddress& r) { return is_reference(pointee(r)) || is_any(pointee(r)); });
    if (!a || f_.at(a->base).op == Opcode::Global) return {};
    Type* t = pointee(*a);
    if (is_reflect_type(t)) return {};
    if (is_any(t) ? a->offset != numbers_.sizes_.word : !is_reference(t) || a->offset != 0) return {};
    return AddressSource{only_value(shape(), a->base), at, false};
  }

  // The type's word of an interface, or the other one of a reflect.Type: descriptions of types are not collected.
  bool word_of_type(ValueId address) {
    auto a = raw_address(shape(), numbers_.sizes_, address, [&](const RawAddress& r) {
      Pointer* p = r.converted ? as_under<Pointer>(f_.at(r.base).type) : nullptr;
      return p && as_under<Interface>(p->elem);
    });
    Pointer* p = a && a->converted ? as_under<Pointer>(f_.at(a->base).type) : nullptr;
    return p && as_under<Interface>(p->elem) && (a->offset == 0 || is_reflect_type(p->elem));
  }

  // A struct that a helper makes of a reflect.Type.
  bool made_of_type(ValueId v) {
    for (int steps = 0; v && steps < 8; steps++) {
      const Instr& i = f_.at(v);
      if (i.op == Opcode::Call) {
        for (ValueId o : f_.operands_of(i)) {
          while (o && (f_.at(o).op == Opcode::MakeInterface || f_.at(o).op == Opcode::Convert)) o = f_.operand(o, 0);
          if (o && is_reflect_type(f_.at(o).type)) return true;
        }
        return false;
      }
      if (i.op != Opcode::Load && i.op != Opcode::FieldAddr && i.op != Opcode::Field && i.op != Opcode::Extract) return false;
      v = f_.operand(i, 0);
    }
    return false;
  }

  // The address is that of an object of the collector's, unless it is known to be something else.
  std::optional<AddressSource> object(ValueId pointer, const Node* at) {
    ValueId v = pointer;
    if (made_of_type(v)) return {};
    for (int steps = 0; v && steps < 32; steps++) {
      const Instr& i = f_.at(v);
      switch (i.op) {
        case Opcode::Convert:
          if (is_number(f_.at(f_.operand(i, 0)).type)) return source(f_.operand(i, 0));
          if (i.type && as_under<Slice>(i.type) && is_string(f_.at(f_.operand(i, 0)).type)) return AddressSource{v, at, true};  // a copy
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
          // The object of a package-level variable that keeps its first value lives as long as the program.
          const Instr& from = f_.at(f_.operand(i, 0));
          if (from.op == Opcode::Global && (is_unsafe(i.type) || numbers_.keeps_first_value(from.aux))) return {};
          if (is_unsafe(i.type) && word_of_type(f_.operand(i, 0))) return {};
          return AddressSource{v, at, false};
        }
        default:
          if (points_to_nothing(i.type)) return {};
          return AddressSource{v, at, i.op == Opcode::Alloc || i.op == Opcode::MakeSlice};
      }
    }
    return {};
  }

  // All objects without a size have one address, that of a variable of the runtime.
  bool points_to_nothing(Type* t) const {
    Pointer* p = t ? as_under<Pointer>(t) : nullptr;
    return p && has_constant_size(p->elem) && numbers_.sizes_.size_of(p->elem) == 0;
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
          if (t && (under(t)->kind == TypeKind::Signature || is_reflect_type(t) || points_to_nothing(t))) return {};
          return AddressSource{f_.operand(boxed, 0), i.node, false};
        }
        if (is_reflect_type(f_.at(boxed).type) || (f_.at(boxed).op == Opcode::Convert && is_reflect_type(f_.at(f_.operand(boxed, 0)).type))) return {};
        return AddressSource{boxed, i.node, false};
      }
      return AddressSource{receiver, i.node, false};
    }
    if (depth_ > 2 || !callee) return {};
    const PackageFlow& package = numbers_.package_;
    const Examined* body = package.declares(callee->pkg) ? package.examined(callee) : nullptr;
    if (!body || &body->function == &f_) return {};
    AddressSearch inside(numbers_, *body, depth_ + 1);
    for (const Instr& r : body->function.instrs) {
      if (r.op != Opcode::Return || r.count != 1) continue;
      std::optional<AddressSource> s = inside.source(body->function.operand(r, 0));
      if (!s) continue;
      // The object is an argument, or the callee's own.
      ValueId root = s->pointer ? object_of(body->function, s->pointer) : ValueId{};
      for (size_t k = 0; k < body->function.params.size(); k++)
        if (body->function.params[k] == root) return AddressSource{f_.operand(i, k + 1), i.node, false};
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
    auto known = carried_.find({v.v, depth});
    if (known == carried_.end()) known = carried_.insert_or_assign({v.v, depth}, carried_in(v, depth)).first;
    return known->second;
  }

  std::optional<AddressSource> carried_in(ValueId v, int depth) {
    if (auto s = source(v)) return s;
    const Instr& i = f_.at(v);
    // A literal of one of reflect's headers is slice-header-write's.
    if (i.type && is_reflect_header(i.type)) return {};
    if (i.op == Opcode::StructLit || i.op == Opcode::ArrayLit || i.op == Opcode::MakeInterface)
      for (ValueId o : f_.operands_of(i))
        if (auto s = carried(o, depth + 1)) return s;
    if (i.op == Opcode::Load && f_.at(f_.operand(i, 0)).op == Opcode::Alloc && !is_number(i.type)) {
      ValueId cell = f_.operand(i, 0);
      for (ValueId s : f_.with(Opcode::Store))
        if (root_of(f_.operand(s, 0)) == cell)
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
        if (header_word(shape(), numbers_.sizes_, address)) return;
        if (f_.at(root).op == Opcode::Alloc && !leaves(root)) return;  // as the argument of a system call
        add(f_.at(address).op == Opcode::IndexAddr ? HiddenPointer::Element : HiddenPointer::Field, v, address, *s,
            f_.at(root).op == Opcode::Alloc ? within(i.node, *s) : i.node.get());
        return;
      }
      case Opcode::MapUpdate: return entry(v, f_.operand(i, 0), f_.operand(i, 1), f_.operand(i, 2));
      case Opcode::Send:
        if (auto s = carried(f_.operand(i, 1))) add(HiddenPointer::Sent, v, f_.operand(i, 0), *s, i.node);
        return;
      case Opcode::Select:
        for (size_t k = 1; k < i.count; k += 2)
          if (ValueId sent = f_.operand(i, k))
            if (auto s = carried(sent)) add(HiddenPointer::Sent, v, f_.operand(i, k - 1), *s, s->at && inside(i.node, s->at) ? s->at : i.node.get());
        return;
      case Opcode::Builtin:
        if (static_cast<BuiltinId>(i.aux) != BuiltinId::Append) return;
        for (size_t k = 1; k < i.count; k++)
          if (auto s = carried(f_.operand(i, k))) return add(HiddenPointer::Element, v, f_.operand(i, 0), *s, i.node);
        return;
      case Opcode::Return:
        for (ValueId o : f_.operands_of(i))
          if (o && !is_number(f_.at(o).type) && (f_.at(o).op == Opcode::StructLit || f_.at(o).op == Opcode::ArrayLit))
            if (auto s = carried(o)) add(f_.at(o).op == Opcode::StructLit ? HiddenPointer::Field : HiddenPointer::Element, v, o, *s, within(f_.at(o).node, *s));
        return;
      case Opcode::MakeClosure: return captured(v, i);
      case Opcode::Call: return given(v, i);
      case Opcode::Convert:
        if (is_unsafe(i.type) && is_number(f_.at(f_.operand(i, 0)).type)) used_again(v, f_.operand(i, 0));
        return;
      default: return;
    }
  }

  void entry(ValueId at, ValueId map, ValueId key, ValueId value) {
    if (auto s = carried(key)) {
      // The entry holds the object itself, or does not outlive it.
      if ((s->pointer && (holds(value, s->pointer) || holds(key, s->pointer))) || removed(map, key, *s)) return;
      add(HiddenPointer::MapKey, at, map, *s, f_.at(at).node);
    } else if (auto t = carried(value)) {
      if (t->pointer && (holds(value, t->pointer) || flow_.number(key) == flow_.number(t->pointer))) return;
      add(HiddenPointer::MapValue, at, map, *t, f_.at(at).node);
    }
  }

  // The function itself takes the entry out again (deferred, or further on), or a finalizer of the object does.
  bool removed(ValueId map, ValueId key, const AddressSource& s) {
    auto deletes = [](const Function& f, const Instr& i, Type* type) {
      return i.op == Opcode::Builtin && static_cast<BuiltinId>(i.aux) == BuiltinId::Delete && i.count > 1 && identical(f.at(f.operand(i, 0)).type, type);
    };
    Type* type = f_.at(map).type;
    for (const Instr& i : f_.instrs) {
      if (deletes(f_, i, type) && flow_.number(f_.operand(i, 1)) == flow_.number(key)) return true;
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      bool deferred = i.op == Opcode::Call && i.sub == static_cast<uint8_t>(ir::CallMode::Defer);
      bool finalizer = callee && package_path(callee) == "runtime" && callee->name.view() == "SetFinalizer" && s.pointer && holds(f_.operand(i, 1), s.pointer);
      if (!deferred && !finalizer) continue;
      for (ValueId o : f_.operands_of(i)) {
        while (o && f_.at(o).op == Opcode::MakeInterface) o = f_.operand(o, 0);
        if (!o || f_.at(o).op != Opcode::MakeClosure) continue;
        const Function& literal = *f_.closures[f_.at(o).aux];
        for (const Instr& inner : literal.instrs)
          if (deletes(literal, inner, type)) return true;
      }
    }
    return false;
  }

  // A function literal that is kept, or runs in a goroutine, has the number.
  void captured(ValueId v, const Instr& i) {
    bool later = leaves(v);
    for (ValueId u : shape().users(v)) {
      const Instr& call = f_.at(u);
      later = later || (call.op == Opcode::Call && (call.sub == static_cast<uint8_t>(ir::CallMode::Go) ||
                                                    (ir::callee(call) && library_keeps(ir::callee(call)) != Keeps::Nothing)));
    }
    if (!later) return;
    for (size_t k = 0; k < i.count; k++) {
      ValueId o = f_.operand(i, k);
      auto s = o ? source(o) : std::nullopt;
      if (!s) continue;
      bool with_object = false;
      for (ValueId other : f_.operands_of(i)) with_object = with_object || (s->pointer && other && !(other == o) && holds(other, s->pointer));
      if (with_object) continue;
      const Var* variable = f_.closures[i.aux]->free_vars[k];
      add(HiddenPointer::Variable, v, {}, *s, s->at ? s->at : i.node.get(), variable->pos);
    }
  }

  // What library functions keep, what a goroutine is started with, and system calls that are given what was a number before.
  void given(ValueId v, const Instr& i) {
    const Func* callee = ir::callee(i);
    if (i.sub == static_cast<uint8_t>(ir::CallMode::Go)) {
      for (size_t k = 1; k < i.count; k++)
        if (auto s = carried(f_.operand(i, k))) return add(HiddenPointer::Started, v, {}, *s, i.node);
      return;
    }
    if (!callee || i.sub != 0) return;
    std::string_view path = package_path(callee), name = callee->name.view();
    if (path == "sync/atomic" && (name.find("Store") == 0 || name.find("Swap") == 0 || name.find("CompareAndSwap") == 0)) {
      ValueId root = root_of(f_.operand(i, 1));
      if (f_.at(root).op == Opcode::Alloc && !leaves(root)) return;
      if (auto s = carried(f_.operand(i, i.count - 1))) add(HiddenPointer::Field, v, {}, *s, i.node);
      return;
    }
    if ((path == "syscall" || path.starts_with("golang.org/x/sys/")) && name.find("yscall") != std::string_view::npos) {
      for (size_t k = 1; k < i.count; k++) {
        auto s = source(f_.operand(i, k));
        if (!s || !s->at || inside(i.node, s->at) || depth_ > 0) continue;
        if (keeps_alive() || kept(*s, v, true) || used_after(shape(), s->pointer, v)) continue;
        std::vector<const Node*> parts;  // the function and the arguments
        for_each_child(i.node.get(), [&](const Node* c) { parts.push_back(c); });
        Pos last = k < parts.size() ? last_local(parts[k], f_.operand(i, k), s->at) : Pos{};
        bool owned = !s->pointer || f_.at(s->pointer).op == Opcode::Load;  // somebody else has it, too
        out_.push_back({HiddenPointer::Variable, s->at, *s, false, owned, last});
      }
      return;
    }
    switch (library_keeps(callee)) {
      case Keeps::MapEntry: return entry(v, f_.operand(i, 1), f_.operand(i, 2), f_.operand(i, 3));
      case Keeps::InReceiver:
        for (size_t k = 1; k < i.count; k++)
          if (auto s = carried(f_.operand(i, k))) return add(HiddenPointer::Element, v, f_.operand(i, 1), *s, i.node);
        return;
      default: return;
    }
  }

  static bool inside(const Node* whole, const Node* part) {
    return whole && part && start_pos(whole) <= start_pos(part) && end_pos(part) <= end_pos(whole);
  }
  // Of a literal, the part with the address.
  static const Node* within(const Node* literal, const AddressSource& s) { return inside(literal, s.at) ? s.at : literal; }

  // The declaration of the last local variable that `expression` has the number `v` from, if nothing was called since `taken`.
  Pos last_local(const Node* expression, ValueId v, const Node* taken) {
    for (const Node* n = expression; n && f_.file;) {
      if (n->is(NodeKind::Ident)) {
        Var* variable = as_object<Var>(f_.file->object_of(n));
        if (const Node* argument = ir::given(f_, variable)) {
          n = argument;
          continue;
        }
        if (!variable || (variable->bits & (Var::kField | Var::kPackageVar | Var::kParam)) || variable->pos < end_pos(taken)) return {};
        for (const Instr& i : f_.instrs)
          if ((i.op == Opcode::Call || i.op == Opcode::Invoke) && i.node && end_pos(taken) <= start_pos(i.node) && start_pos(i.node) < variable->pos) return {};
        return variable->pos;
      }
      std::vector<const Node*> children;
      for_each_child(n, [&](const Node* c) { children.push_back(c); });
      if (n->is(NodeKind::Paren)) {
        n = children[0];
      } else if (n->is(NodeKind::Call) && f_.at(v).op == Opcode::Convert) {
        n = children.back();
        if (f_.at(v).node.get() == n || is_number(f_.at(f_.operand(v, 0)).type)) v = f_.operand(v, 0);
      } else if (n->is(NodeKind::Binary) && f_.at(v).op == Opcode::Binary && children.size() == 2) {
        bool first = source(f_.operand(v, 0)).has_value();
        n = children[first ? 0 : 1];
        v = f_.operand(v, first ? 0 : 1);
      } else {
        return {};
      }
    }
    return {};
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

 public:
  // The function also keeps the pointer itself somewhere that lasts, or pins it.
  bool kept(const AddressSource& s, ValueId at, bool here) const {
    if (!s.pointer) return false;
    bool pins = calls_runtime("Pin"), unpins = calls_runtime("Unpin");
    if (pins && (here || !unpins)) return true;  // what is unpinned again is kept for as long as the function runs
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
        case Opcode::Call:
          for (size_t k = 1; k < i.count; k++)
            if (f_.operand(i, k) && holds(f_.operand(i, k), s.pointer) && keeps_parameter(numbers_.package_, i, k - 1)) return true;
          break;
        default: break;
      }
    }
    return false;
  }

 private:
  bool calls_runtime(std::string_view name) const {
    return std::any_of(f_.instrs.begin(), f_.instrs.end(), [&](const Instr& i) {
      const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
      return callee && package_path(callee) == "runtime" && callee->name.view() == name;
    });
  }
  bool keeps_alive() const { return calls_runtime("KeepAlive"); }

  // To functions of other packages that keep nothing: sort.Slice, slices.SortFunc, fmt.Println.
  bool only_passed(ValueId v) {
    for (ValueId u : shape().users(v)) {
      const Instr& i = f_.at(u);
      if (i.op == Opcode::ArrayLit && only_passed(u)) continue;
      const Func* callee = i.op == Opcode::Call && i.sub == 0 ? ir::callee(i) : nullptr;
      if (!callee || numbers_.package_.declares(callee->pkg) || library_keeps(callee) != Keeps::Nothing) return false;
    }
    return true;
  }

  // The container is made here and does not leave.
  bool local_container(ValueId v) {
    ValueId base = f_.at(v).op == Opcode::MapUpdate || f_.at(v).op == Opcode::Builtin ? flow_.number(f_.operand(v, 0)) : ValueId{};
    if (!base || base.v >= f_.instrs.size()) return false;
    Opcode op = f_.at(base).op;
    if (op == Opcode::Load && f_.at(f_.operand(base, 0)).op == Opcode::Alloc) {  // a variable that a function literal uses
      ValueId cell = f_.operand(base, 0);
      for (ValueId u : shape().users(cell)) {
        Opcode use = f_.at(u).op;
        bool here = use == Opcode::Load ? stays(u) : use == Opcode::Store ? f_.operand(u, 0) == cell : use == Opcode::MakeClosure && only_passed(u);
        if (!here) return false;
      }
      return true;
    }
    if (op != Opcode::MakeMap && op != Opcode::MakeSlice && op != Opcode::Phi && op != Opcode::Zero && op != Opcode::ArrayLit) return false;
    return stays(base);
  }

  bool stays(ValueId container) {
    for (ValueId u : shape().users(container)) {
      const Instr& i = f_.at(u);
      if (i.op == Opcode::Return || i.op == Opcode::Send || i.op == Opcode::StructLit) return false;
      if ((i.op == Opcode::MakeClosure || i.op == Opcode::MakeInterface) && !only_passed(u)) return false;
      if ((i.op == Opcode::Store || i.op == Opcode::MapUpdate) && !(f_.operand(u, 0) == container) && f_.at(f_.operand(u, 0)).op != Opcode::Alloc) return false;
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

  // A local variable or new object that is on the heap.
  bool escapes(ValueId object) {
    if (!leaves(object)) return false;
    for (ValueId u : shape().users(object)) {
      if (f_.at(u).op != Opcode::MakeInterface) continue;
      for (ValueId call : shape().users(u)) {
        const Func* callee = ir::callee(f_.at(call));
        if (callee && package_path(callee) == "runtime" && callee->name.view() == "KeepAlive") return false;  // it does not make it escape
      }
    }
    return true;
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
        if (!numbers_.package_.declares(callee->pkg) || !seen.insert(callee).second) continue;
        if (const Function* next = numbers_.package_.function(callee)) work.push_back(next);
      }
      for (const auto& c : f->closures) work.push_back(c.get());
    }
    return false;
  }

  // The new object that `into` is a part of becomes an entry of a map that the function is given.
  bool into_passed_map(ValueId into) {
    ValueId root = into ? root_of(into) : ValueId{};
    if (!root || f_.at(root).op != Opcode::Alloc) return false;
    for (ValueId u : shape().users(root))
      if (f_.at(u).op == Opcode::MapUpdate && f_.at(f_.operand(u, 0)).op == Opcode::Param) return true;
    return false;
  }

  void add(HiddenPointer::Kind kind, ValueId at, ValueId into, const AddressSource& s, const Node* where, Pos variable = {}) {
    if (depth_ > 0) return;
    bool local = local_container(at);
    if (kept(s, at, local)) return;
    if (local && keeps_alive()) return;
    // A set of what was visited lasts as long as the walk, and so does what is walked over; a map or variable that is passed in or
    // captured may.
    bool visited = (kind == HiddenPointer::MapKey || into_passed_map(into)) && recursive();
    ValueId container = into ? flow_.number(into) : ValueId{};
    if (container.v >= f_.instrs.size()) container = into;
    if (f_.at(container).op == Opcode::Load) container = f_.operand(container, 0);
    Opcode op = f_.at(container).op;
    if (op == Opcode::Phi)  // made where the caller gave none
      for (ValueId o : f_.operands_of(f_.at(container)))
        if (o && f_.at(o).op == Opcode::Param) op = Opcode::Param;
    bool receiver = op == Opcode::Param && f_.signature && f_.signature->recv && f_.at(container).op == Opcode::Param && f_.at(container).aux == 0;
    bool passed = op == Opcode::FreeVar || (op == Opcode::Param && kind == HiddenPointer::MapKey && !receiver);
    // Who reads the number of an object in the object itself has the object.
    bool itself = kind == HiddenPointer::Field && s.pointer && into && root_of(into) == object_of(f_, s.pointer);
    bool doubtful = local || visited || passed || itself || s.owned || had_elsewhere(numbers_.package_, examined_, s.pointer) ||
                    (kind == HiddenPointer::Field && into && s.pointer && kept_till_restored(numbers_.package_, examined_, shape(), at, into, s.pointer));
    out_.push_back({kind, where, s, s.fresh && !doubtful, doubtful, variable});
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
    if (!call_between(taken, use)) return;
    // The heap moves nothing; what is on the stack moves, whoever keeps it alive.
    bool heap = s->pointer && (!s->fresh || escapes(s->pointer));
    if (heap && (keeps_alive() || (s->fresh && used_after(shape(), s->pointer, use)))) return;
    if (kept(*s, use, true)) return;
    const Instr& p = s->pointer ? f_.at(s->pointer) : f_.at(number);
    bool movable = s->fresh || p.op == Opcode::Param;
    if (!movable && used_after(shape(), s->pointer, use)) return;
    out_.push_back({HiddenPointer::Variable, s->at, *s, s->fresh, false, last_local(whole, use, s->at)});
  }

  // Some path from `from` to `to` calls something, or waits, before `from` is computed anew.
  bool call_between(ValueId from, ValueId to) const {
    std::vector<bool> seen(2 * f_.blocks.size());
    std::vector<std::pair<BlockId, bool>> work;
    bool found = false;
    auto through = [&](BlockId b, ValueId after, bool called) {
      bool on = !after;
      for (ValueId v : f_.blocks[b.v].instrs) {
        if (on && v == to && called) found = true;
        if (on && v == from) return;
        const Instr& i = f_.at(v);
        bool calls = (i.op == Opcode::Call || i.op == Opcode::Invoke) && i.sub == 0;
        called = called || (on && (calls || i.op == Opcode::Send || i.op == Opcode::Recv || i.op == Opcode::RecvOk || i.op == Opcode::Select));
        on = on || v == after;
      }
      for (BlockId next : f_.blocks[b.v].succs)
        if (!seen[2 * next.v + called]) seen[2 * next.v + called] = true, work.push_back({next, called});
    };
    through(f_.at(from).block, from, false);
    while (!found && !work.empty()) {
      auto [b, called] = work.back();
      work.pop_back();
      through(b, {}, called);
    }
    return found;
  }

  AddressNumbers& numbers_;
  const Examined& examined_;
  const Function& f_;
  const FunctionFlow& flow_;
  int depth_;
  absl::flat_hash_map<uint32_t, std::optional<AddressSource>> known_;
  std::unique_ptr<Body> shape_;
  std::map<std::pair<uint32_t, int>, std::optional<AddressSource>> carried_;  // by depth
  std::vector<HiddenPointer> out_;
};

AddressNumbers::AddressNumbers(const PackageFlow& package, Sizes sizes) : package_(package), sizes_(sizes) {
  if (implements_runtime(package.package().path.view())) return;
  std::vector<const Examined*> bodies = package.all_bodies();
  for (const Examined* b : bodies) {
    const Function& f = b->function;
    any_ = any_ || std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& i) {
             if (i.op == Opcode::Convert) return is_unsafe(f.at(f.operand(i, 0)).type) && (is_number(i.type) || points_to_number(i.type));
             return i.op == Opcode::Call && gives_address(ir::callee(i));
           });
  }
  if (!any_) return;
  for (const Examined* b : bodies)
    for (const Instr& i : b->function.instrs) {
      bool initial = !b->function.node || (b->function.object && b->function.object->name.view() == "init");
      if (i.op != Opcode::Store || initial || b->is_test) continue;
      const Instr& to = b->function.at(b->function.operand(i, 0));
      if (to.op == Opcode::Global) replaced_.insert(to.aux);
    }
  // Addresses as arguments, to a fixed point.
  for (bool changed = true; changed;) {
    changed = false;
    for (const Examined* b : bodies) {
      if (b->is_test) continue;
      AddressSearch search(*this, *b);
      const Function& f = b->function;
      for (const Instr& i : f.instrs) {
        const Func* callee = i.op == Opcode::Call ? ir::callee(i) : nullptr;
        if (!callee || !package.declares(callee->pkg)) continue;
        if (callee->origin) callee = callee->origin;
        for (size_t k = 1; k < i.count; k++) {
          std::optional<AddressSource> s = search.source(f.operand(i, k));
          if (!s) continue;
          bool owned = s->owned || search.kept(*s, ValueId{static_cast<uint32_t>(&i - f.instrs.data())}, false) || had_elsewhere(package_, *b, s->pointer);
          auto [it, first] = parameters_.try_emplace({callee, k - 1}, Given{i.node, owned});
          if (!first && it->second.owned && !owned) it->second = {i.node, false};
          else if (!first) continue;
          changed = true;
        }
      }
    }
  }
}

bool AddressNumbers::keeps_first_value(uint32_t global) const {
  const Object* o = Ref<Object>::from_raw(global).get();
  return o && package_.declares(o->pkg) && !replaced_.contains(global);
}

std::vector<HiddenPointer> AddressNumbers::hidden(const Examined& body) {
  return any_ ? AddressSearch(*this, body).run() : std::vector<HiddenPointer>();
}

}  // namespace ptrsafe::flow
