// What limits a key: limited() and few_values() of key_sources.h.
#include <algorithm>

#include "flow/library.h"
#include "flow/models.h"
#include "lifetime/key_sources.h"
#include "types/predicates.h"

namespace ptrsafe::lifetime {
namespace {

// Edges of the control flow graph behind which a value is limited.
class Limits {
 public:
  Limits(const Examined& body, ValueId v) : body_(body), f_(body.function), v_(same(body, v)) {}

  // Every way to `at` takes one of these edges.
  bool all_ways(ValueId at) const {
    BlockId goal = f_.at(at).block;
    return goal != BlockId{0} && search([&](BlockId b) { return b == goal; }, [](BlockId, BlockId) { return false; });
  }

  // Every way that ends with the step from `last` to `to` does.
  bool all_ways(BlockId last, BlockId to) const {
    return search([](BlockId) { return false; }, [&](BlockId b, BlockId next) { return b == last && next == to; });
  }

 private:
  template <class AtBlock, class AtEdge>
  bool search(AtBlock is_goal, AtEdge is_last) const {
    std::vector<bool> seen(f_.blocks.size());
    std::vector<BlockId> work{BlockId{0}};
    bool any = false;
    while (!work.empty()) {
      BlockId b = work.back();
      work.pop_back();
      if (seen[b.v]) continue;
      seen[b.v] = true;
      if (is_goal(b)) return false;
      const auto& succs = f_.blocks[b.v].succs;
      uint8_t edges = limiting(b);
      any = any || edges;
      for (size_t k = 0; k < succs.size(); k++) {
        if (edges & (1u << k)) continue;
        if (is_last(b, succs[k])) return false;
        work.push_back(succs[k]);
      }
    }
    return any;
  }

  bool is(ValueId v) const {
    v = same(body_, v);
    if (v && f_.at(v).op == Opcode::MakeInterface) v = same(body_, f_.operand(v, 0));
    return v == v_;
  }
  bool among(const Instr& i) const {
    auto operands = f_.operands_of(i);
    return std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && is(o); });
  }

  // Bit k: successor k.
  uint8_t limiting(BlockId b) const {
    if (f_.blocks[b.v].instrs.empty()) return 0;
    const Instr& end = f_.at(f_.blocks[b.v].instrs.back());
    return end.op == Opcode::If ? of(f_.operand(end, 0), 0) : 0;
  }
  static uint8_t swapped(uint8_t edges) { return static_cast<uint8_t>(((edges & 1) << 1) | (edges >> 1)); }

  uint8_t of(ValueId c, int depth) const {
    constexpr uint8_t kTrue = 1, kFalse = 2;
    c = same(body_, c);
    if (!c || depth > 3) return 0;
    const Instr& i = f_.at(c);
    switch (i.op) {
      case Opcode::Unary: return swapped(of(f_.operand(i, 0), depth + 1));
      case Opcode::Lookup: return is(f_.operand(i, 1)) ? kTrue : 0;  // a set
      case Opcode::Extract: {
        const Instr& t = f_.at(f_.operand(i, 0));
        if (t.op == Opcode::LookupOk) return i.aux == 1 && is(f_.operand(t, 1)) ? kTrue : 0;
        return t.op == Opcode::Call && i.aux == 1 && (flow::model_of(ir::callee(t)) & flow::kMapLoad) && among(t) ? kTrue : 0;
      }
      case Opcode::Binary: {
        auto op = static_cast<Op>(i.sub);
        for (size_t k = 0; k < 2; k++) {
          const Instr& other = f_.at(f_.operand(i, 1 - k));
          const Instr& x = f_.at(same(body_, f_.operand(i, k)));
          uint8_t equal = op == Op::Eql ? kTrue : op == Op::Neq ? kFalse : 0;
          if (equal && other.op == Opcode::Const && is(f_.operand(i, k)) && !empty(other)) return equal;
          if (equal && is(f_.operand(i, k)) && element(other)) return equal;
          // A table that has nothing for the key, or no more than nothing.
          bool nothing = other.op == Opcode::Zero || (other.op == Opcode::Const && empty(other));
          if (nothing && x.op == Opcode::Lookup && is(f_.operand(x, 1))) {
            if (equal) return swapped(equal);
            if (k == 0 && (op == Op::Gtr || op == Op::Leq)) return op == Op::Gtr ? kTrue : kFalse;
          }
          if (other.op == Opcode::Const && x.op == Opcode::Call && lists(x)) return op == Op::Geq || op == Op::Gtr ? kTrue : op == Op::Lss ? kFalse : swapped(equal);
          bool order = op == Op::Lss || op == Op::Leq || op == Op::Gtr || op == Op::Geq;
          if (order && other.op == Opcode::Const && !empty(other) && is(f_.operand(i, k))) return kTrue | kFalse;  // a range of numbers
        }
        return 0;
      }
      case Opcode::Call: {
        if (lists(i)) return kTrue;
        if (!among(i)) return 0;
        const flow::FunctionSummary* callee = body_.flow.callee_summary(i);
        if (!callee) return ir::callee(i) ? 0 : kTrue | kFalse;
        for (const flow::PresenceSummary& p : callee->presences)
          if (is(body_.flow.argument(i, p.key_parameter))) return p.value & flow::kTrue ? kTrue : kFalse;
        return kTrue | kFalse;  // a function of the program that judges the key
      }
      default: return 0;
    }
  }
  // What a loop over a list gives, or a field of it.
  bool element(const Instr& i) const {
    if (i.op == Opcode::Extract) return f_.at(f_.operand(i, 0)).op == Opcode::RangeNext;
    if (i.op != Opcode::Load && i.op != Opcode::Field) return i.op == Opcode::Index;
    const Instr& from = f_.at(same(body_, f_.operand(i, 0)));
    return from.op == Opcode::IndexAddr || ((from.op == Opcode::FieldAddr || from.op == Opcode::Extract || from.op == Opcode::Load) && element(from.op == Opcode::FieldAddr ? f_.at(same(body_, f_.operand(from, 0))) : from));
  }
  // slices.Contains(list, key), and the like.
  bool lists(const Instr& i) const {
    const Func* f = ir::callee(i);
    if (!f || flow::package_path(f) != "slices" || !among(i)) return false;
    std::string_view name = f->name.view();
    return name == "Contains" || name == "Index" || name == "BinarySearch";
  }
  // "" or 0: a comparison with it limits nothing.
  static bool empty(const Instr& constant) {
    Const c{Ref<ConstData>::from_raw(constant.aux)};
    int64_t n = 1;
    return c.kind() == ConstKind::String ? c.string_value().empty() : c.int64_value(&n) && n == 0;
  }

  const Examined& body_;
  const Function& f_;
  ValueId v_;
};

}  // namespace

bool limited(const Examined& body, ValueId v, ValueId at) { return Limits(body, v).all_ways(at); }

bool limited(const Examined& body, ValueId v, BlockId last, BlockId to) { return Limits(body, v).all_ways(last, to); }

bool few_values(Type* t, const Package* p) {
  if (!t) return false;
  for (BasicKind few : {BasicKind::Bool, BasicKind::Uint8, BasicKind::Int8, BasicKind::Uint16, BasicKind::Int16})
    if (is_basic(t, few)) return true;
  Named* n = as<Named>(t);
  if (!n || !(is_integer(t) || is_string(t)) || !n->obj->pkg) return false;
  // An enumeration: constants of the type, declared beside it.
  int constants = 0;
  for (const Ref<Object>& o : n->obj->pkg->scope->objects())
    if (o->kind == ObjectKind::Const && o->type && identical(o->type, t)) constants++;
  (void)p;
  return constants >= 2;
}

}  // namespace ptrsafe::lifetime
