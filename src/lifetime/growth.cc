#include "lifetime/growth.h"

#include <algorithm>

#include "flow/library.h"
#include "lifetime/map_identity.h"
#include "types/under.h"

namespace ptrsafe::lifetime {
namespace {

// A number other than 0 or another value is compared with the map's length.
bool length_is_tested(const flow::MapAccess& a) {
  const Function& f = a.body->function;
  for (ValueId v : f.with(Opcode::Binary)) {
    const Instr& i = f.at(v);
    if (!is_comparison(static_cast<Op>(i.sub))) continue;
    for (size_t k = 0; k < 2; k++) {
      if (!(f.operand(i, k) == a.at)) continue;
      const Instr& other = f.at(f.operand(i, 1 - k));
      int64_t n = 1;
      if (other.op == Opcode::Const && Const{Ref<ConstData>::from_raw(other.aux)}.int64_value(&n) && n == 0) continue;
      return true;
    }
  }
  return false;
}

// A counter is compared with a limit on the way to the insert.
bool counted(const ProgramIndex& index, const Examined& body, ValueId at) {
  const Function& f = body.function;
  BlockId b = f.at(at).block;
  while (b.v != 0) {
    b = body.dominators.immediate(b);
    const Instr& end = f.at(f.blocks[b.v].instrs.back());
    if (end.op != Opcode::If) continue;
    const Instr& c = f.at(same(body, f.operand(end, 0)));
    if (c.op != Opcode::Binary) continue;
    auto op = static_cast<Op>(c.sub);
    if (op != Op::Lss && op != Op::Leq && op != Op::Gtr && op != Op::Geq) continue;
    if (counter(index, body, f.operand(c, 0)) || counter(index, body, f.operand(c, 1))) return true;
  }
  return false;
}

// All who are seen to call it do so once, while the program starts.
bool registers(const ProgramIndex& index, const Function& f) {
  auto calls = index.contexts().calls_of(&f);
  return !calls.empty() && std::none_of(calls.begin(), calls.end(), [&](const flow::CallSite& c) { return index.repeated(*c.caller, c.at); });
}

// The instruction stands in a loop that takes what others send.
bool receives_in_turn(const ProgramIndex& index, const Examined& body, ValueId at) {
  const Function& f = body.function;
  const flow::Loops& loops = index.loops(body);
  flow::LoopId l = loops.outermost(f.at(at).block);
  if (l == flow::kNoLoop) return false;
  bool receives = false;
  f.each(ir::opcodes({Opcode::Select, Opcode::Recv, Opcode::RecvOk, Opcode::RangeNext}), [&](ValueId v) {
    const Instr& i = f.at(v);
    Type* over = i.op == Opcode::RangeNext ? f.at(f.operand(f.operand(i, 0), 0)).type.get() : nullptr;
    receives = receives || (loops.contains(l, i.block) && (i.op != Opcode::RangeNext || (over && as_under<Chan>(over))));
  });
  return receives;
}

// What is given the map does not take entries out.
bool only_reads(const Func* f) {
  std::string_view path = flow::package_path(f);
  return path == "fmt" || path == "log" || path == "log/slog" || path == "expvar" || path.starts_with("encoding/") || path == "text/template" ||
         path == "html/template";
}

}  // namespace

void Growth::find_objects() const {
  if (objects_) return;
  std::vector<const Package*> packages = index_.program().production();
  objects_ = std::make_unique<flow::MapObjects>(index_.program(), packages);
  lasting_ = std::make_unique<Lasting>(index_);
  fates_.resize(objects_->objects().size());
  for (size_t n = 0; n < objects_->objects().size(); n++)
    for (const flow::MapAccess& a : objects_->objects()[n].accesses)
      if (a.kind == flow::MapAccess::Insert && !a.body->is_test) inserts_[{a.body, a.at}].push_back(n);
}

// The access keeps the map small, or may do so.
bool Growth::bounds(const flow::MapAccess& a) const {
  using flow::MapAccess;
  if (a.body->is_test || index_.dead(a.body->function)) return false;
  switch (a.kind) {
    case MapAccess::Delete:
    case MapAccess::Clear: return true;
    case MapAccess::Replace: return !initial(index_, *a.body, a.at);
    case MapAccess::Length: return length_is_tested(a);
    case MapAccess::Escape: {
      const Func* callee = ir::callee(a.body->function.at(a.at));
      return !callee || !only_reads(callee);
    }
    default: return false;
  }
}

Growth::Fate Growth::find_fate(const flow::MapObject& o) const {
  Fate fate;
  if (!lasting_->lasts(*objects_, o)) return fate;
  for (const flow::MapAccess& a : o.accesses)
    if (bounds(a)) return fate;
  for (const Var* v : o.variables) {
    if (v->bits & Var::kPackageVar) fate.variable = v;
    else if (v->is_field() && !fate.variable) fate.variable = v;
    // The object that holds the map is replaced as a whole.
    const Named* owner = v->is_field() ? index_.owner(v) : nullptr;
    if (!owner) continue;
    for (const StoreSite& s : index_.object_stores(owner))
      if (!initial(index_, *s.body, s.at)) return fate;
  }
  if (!fate.variable && !o.variables.empty()) fate.variable = o.variables.front();
  if (o.outer >= 0 && !this->fate(static_cast<size_t>(o.outer)).grows) {
    // The outer map may have few keys; what counts is that nothing is taken out of it.
    const flow::MapObject& outer = objects_->objects()[static_cast<size_t>(o.outer)];
    for (const flow::MapAccess& a : outer.accesses)
      if (bounds(a)) return fate;
  }
  fate.grows = true;
  return fate;
}

const Growth::Fate& Growth::fate(size_t object) const {
  if (!fates_[object]) {
    fates_[object] = Fate{};
    fates_[object] = find_fate(objects_->objects()[object]);
  }
  return *fates_[object];
}

const Growth::Fate* Growth::growing(const Place& insert) const {
  std::lock_guard lock(mutex_);
  find_objects();
  auto it = inserts_.find(insert);
  if (it == inserts_.end()) return nullptr;
  for (size_t o : it->second)
    if (const Fate& x = fate(o); x.grows) return &x;
  return nullptr;
}

std::vector<GrowingMap> Growth::in(const flow::PackageFlow& package) const {
  std::vector<GrowingMap> out;
  for (const Examined* body : package.reported()) {
    if (body->is_test || !body->function.node) continue;
    const Function& f = body->function;
    f.each(kInserting, [&](ValueId at) {
      std::optional<MapInsert> insert = insert_of(f, f.at(at));
      if (!insert || !f.at(at).node || !body->flow.reached(at)) return;
      ValueId key = same(*body, insert->key);
      if (f.at(key).op == Opcode::MakeInterface) key = same(*body, f.operand(key, 0));
      if (f.at(key).op == Opcode::Const) return;
      // m[k]-- counts down what is there.
      const ir::Instr& value = f.at(insert->value);
      const ir::Instr& before = value.op == Opcode::Binary && static_cast<Op>(value.sub) == Op::Sub ? f.at(f.operand(value, 0)) : value;
      if (&before != &value && before.op == Opcode::Lookup && f.at(f.operand(before, 0)).type == f.at(insert->map).type && same(*body, f.operand(before, 1)) == same(*body, insert->key)) return;
      // The first entries of a map that has just been made are no more at the next one.
      ValueId map = same(*body, insert->map);
      if (f.at(map).op == Opcode::MakeMap && index_.loops(*body).outermost(f.at(at).block, f.at(map).block) == flow::kNoLoop) return;
      const Fate* grows = growing({body, at});
      if (!grows) return;
      if (index_.dead(f) || limited(*body, key, at) || counted(index_, *body, at)) return;
      KeySource source = KeySources(index_).of(*body, key, at, insert->map);
      if (!source || !index_.repeated(*body, at)) return;
      // What ends soon has no time to grow.
      bool needs_time = source.kind != KeyKind::Request && source.kind != KeyKind::Input;
      if (needs_time && index_.contexts().closed(&package.package()) && !index_.serves(package.package())) return;
      if (source.kind == KeyKind::Counter && registers(index_, f) && !receives_in_turn(index_, *body, at)) return;
      out.push_back({{body, at}, key, source, grows->variable, grows->certain});
    });
  }
  return out;
}

}  // namespace ptrsafe::lifetime
