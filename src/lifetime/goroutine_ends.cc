#include "lifetime/goroutine_ends.h"

#include <algorithm>

#include "flow/library.h"
#include "flow/models.h"
#include "lifetime/kept_functions.h"
#include "lifetime/lifetimes.h"
#include "lifetime/unset_flags.h"
#include "types/lookup.h"
#include "types/type_set.h"

namespace ptrsafe::lifetime {
namespace {

constexpr int kCalls = 5;     // calls are followed this deep; what is below is taken to return
constexpr int kValues = 8;    // likewise values
constexpr size_t kCallers = 16;

bool is_channel(Type* t) { return t && as<Chan>(common_under(t)); }

// The field C of a Timer or Ticker: values come, and it is never closed.
bool is_timer_channel(const Function& f, const Instr& i) {
  const Var* field = field_of(f, i);
  if (!field || field->name.view() != "C" || !field->pkg) return false;
  return field->pkg->path.view() == "time";
}

// The packages of the standard library have no dot in the first element of their paths.
bool is_standard(const Func* f) {
  std::string_view path = flow::package_path(f);
  return path.substr(0, path.find('/')).find('.') == path.npos;
}

bool is_call(const Instr& i) { return i.op == Opcode::Call && static_cast<ir::CallMode>(i.sub) == ir::CallMode::Now; }

const Node* channel_node(const Function& f, ValueId v) { return v ? f.at(v).node.get() : nullptr; }

}  // namespace

void GoroutineEnds::meet(Obstacle::Kind kind, const Node* at, const Node* channel) {
  if (!at) return;
  for (const Obstacle& o : verdict_.obstacles)
    if (o.at == at) return;
  verdict_.obstacles.push_back({kind, at, channel});
}

Verdict GoroutineEnds::verdict(const Goroutine& g) {
  verdict_ = {};
  if (trivial(*g.body, 0)) return {};
  Frame outer{g.starter, nullptr, {}}, inner{g.body, &outer, g.at};
  verdict_.ends = returns(inner, 0);
  return std::move(verdict_);
}

// Nothing in it waits or calls what may wait, no flag that nobody sets is tested, and its exit can be reached: the common case, without a closer look.
bool GoroutineEnds::trivial(const Examined& body, int depth) {
  auto [it, fresh] = trivial_.try_emplace(&body.function, false);  // recursion is none
  if (!fresh) return it->second;
  const Function& f = body.function;
  bool waits = false, exits = false;
  for (ir::BlockId b : body.dominators.order()) {
    if (!body.flow.reached(b)) continue;
    for (ValueId v : f.blocks[b.v].instrs) {
      const Instr& i = f.at(v);
      exits = exits || i.op == Opcode::Return || i.op == Opcode::Panic;
      waits = waits || (i.op == Opcode::If && unset_flag(package_.program().lifetimes().index(), body, f.operand(i, 0)));
      bool now = is_call(i);
      exits = exits || (now && body.flow.no_return(i));
      waits = waits || i.op == Opcode::Recv || i.op == Opcode::RecvOk || i.op == Opcode::Send || i.op == Opcode::Select ||
              (i.op == Opcode::RangeStart && is_channel(f.at(f.operand(i, 0)).type));
      if (!now || waits) continue;
      if (ir::callee(i) && flow::package_path(ir::callee(i)) == "sync" && ir::callee(i)->name.view() == "Wait") waits = true;
      if (const Examined* callee = callee_of(package_, body, v)) waits = depth < kCalls && !trivial(*callee, depth + 1);
    }
    if (waits) break;
  }
  return trivial_[&f] = !waits && exits;
}

// ---- ways through a body ----

bool GoroutineEnds::returns(const Frame& frame, int depth) {
  const Examined& body = *frame.body;
  const Function& f = body.function;
  std::vector<bool> seen(f.blocks.size());
  std::vector<ir::BlockId> work{ir::BlockId{0}};
  seen[0] = true;
  bool ends = false;
  while (!work.empty() && !ends) {
    ir::BlockId b = work.back();
    work.pop_back();
    bool on = true;
    for (ValueId v : f.blocks[b.v].instrs) {
      if (!(on = passes(frame, v, depth))) break;
      // What it calls comes to an end, and does not return: the process exits, or the goroutine.
      if ((ends = is_call(f.at(v)) && body.flow.no_return(f.at(v)))) break;
    }
    if (!on || ends) continue;
    const Instr& end = f.at(f.blocks[b.v].instrs.back());
    const auto& succs = f.blocks[b.v].succs;
    if (succs.empty()) ends = true;  // a return, a panic, the end of the process
    for (size_t k = 0; k < succs.size(); k++) {
      if (seen[succs[k].v] || (end.op == Opcode::If && !branch_taken(frame, end, k == 0))) continue;
      seen[succs[k].v] = true;
      work.push_back(succs[k]);
    }
  }
  if (ends) return true;
  // Where it goes round for good.
  flow::Loops loops(f, body.dominators);
  for (ir::BlockId b : body.dominators.order()) {
    flow::LoopId l = loops.innermost(b);
    if (!seen[b.v] || l == flow::kNoLoop || !(loops.header(l) == b)) continue;
    for (ir::BlockId inside : body.dominators.order()) {
      const Node* at = nullptr;
      for (ValueId v : f.blocks[inside.v].instrs)
        if (loops.contains(l, inside) && f.at(v).node && is_Expr(f.at(v).node->kind) && !at) at = f.at(v).node;
      if (!at) continue;
      meet(Obstacle::Loop, at);
      return false;
    }
  }
  return false;
}

// The goroutine gets past the instruction on some run.
bool GoroutineEnds::passes(const Frame& frame, ValueId v, int depth) {
  const Function& f = frame.body->function;
  const Instr& i = f.at(v);
  ValueId channel = f.operand(i, 0);
  switch (i.op) {
    case Opcode::Recv:
    case Opcode::RecvOk:
      if (gives(frame, channel) || closes(frame, channel)) return true;
      meet(Obstacle::Receive, i.node, channel_node(f, channel));
      return false;
    case Opcode::Send: {
      uint8_t bits = may(frame, channel);
      if ((bits & kMake) && (bits & (kReceive | kRoom))) return true;
      meet(Obstacle::Send, i.node, channel_node(f, channel));
      return false;
    }
    case Opcode::RangeNext: {
      ValueId over = f.operand(channel, 0);
      if (!is_channel(f.at(over).type) || gives(frame, over) || closes(frame, over)) return true;
      meet(Obstacle::Receive, i.node, channel_node(f, over));
      return false;
    }
    case Opcode::Select: {
      if (i.sub) return true;
      for (size_t k = 0; k < i.count / 2; k++)
        if (clause_possible(frame, v, k)) return true;
      meet(Obstacle::Select, i.node);
      return false;
    }
    case Opcode::Call: return static_cast<ir::CallMode>(i.sub) != ir::CallMode::Now || call_passes(frame, v, depth);
    case Opcode::Invoke:
      if (i.sub == 0 && !is_standard(ir::callee(i))) verdict_.known = false;
      return true;
    default: return true;
  }
}

bool GoroutineEnds::call_passes(const Frame& frame, ValueId v, int depth) {
  const Function& f = frame.body->function;
  const Instr& i = f.at(v);
  const Func* target = ir::callee(i);
  if (target && flow::package_path(target) == "sync" && target->name.view() == "Wait") {
    bool group = flow::receiver_type(target) == "WaitGroup";
    uint8_t bits = may(frame, f.operand(i, 1));
    if ((bits & kWake) || (group && !(bits & kAdd))) return true;
    meet(Obstacle::Wait, i.node, channel_node(f, f.operand(i, 1)));
    return false;
  }
  const Examined* callee = callee_of(package_, *frame.body, v);
  if (!callee) {
    if (!target || !is_standard(target)) verdict_.known = false;
    return true;
  }
  if (depth >= kCalls || trivial(*callee, 0)) return true;
  // Of a recursion that ends, the innermost call comes to an end without another one. (The outermost frame starts the goroutine.)
  for (const Frame* up = &frame; up->caller; up = up->caller) {
    if (up->body != callee) continue;
    meet(Obstacle::Recursion, i.node);
    return false;
  }
  return returns(Frame{callee, &frame, v}, depth + 1);
}

// Of the select's clauses with an operation.
bool GoroutineEnds::clause_possible(const Frame& frame, ValueId select, size_t clause) {
  const Function& f = frame.body->function;
  const Instr& i = f.at(select);
  ValueId channel = f.operand(i, 2 * clause);
  if (!channel) return true;
  uint8_t bits = may(frame, channel);
  if (f.operand(i, 2 * clause + 1)) return (bits & kMake) && (bits & (kReceive | kRoom));
  return (bits & (kSend | kMake)) == (kSend | kMake) || (bits & kClose);
}

// The branch can go there: by what channels can give.
bool GoroutineEnds::branch_taken(const Frame& frame, const Instr& end, bool truth) {
  const Examined& body = *frame.body;
  const Function& f = body.function;
  ValueId condition = numbered(body, f.operand(end, 0));
  if (std::optional<bool> value = unset_flag(package_.program().lifetimes().index(), body, condition)) return *value == truth;
  const Instr& c = f.at(condition);
  if (c.op == Opcode::Extract) {
    const Instr& t = f.at(f.operand(c, 0));
    ValueId channel;
    if (t.op == Opcode::RangeNext && c.aux == 0) {
      channel = f.operand(f.operand(t, 0), 0);
      if (!is_channel(f.at(channel).type)) return true;
    } else if (t.op == Opcode::RecvOk && c.aux == 1) {
      channel = f.operand(t, 0);
    } else if (t.op == Opcode::Select && c.aux == 1 && c.node && t.node) {
      size_t number = 0;
      for (Node* clause : t.node->na()->la()) {
        if (!clause->is(NodeKind::CommClause) || !clause->na()) continue;
        if (clause->na() == c.node.get()) channel = f.operand(t, 2 * number);
        number++;
      }
    }
    if (!channel) return true;
    bool possible = truth ? gives(frame, channel) : closes(frame, channel);
    if (!possible && !truth) meet(Obstacle::NeverClosed, t.node, channel_node(f, channel));
    return possible;
  }
  // chosen == number of a clause: that one, or one of those behind.
  if (c.op != Opcode::Binary || static_cast<Op>(c.sub) != Op::Eql) return true;
  const Instr &chosen = f.at(f.operand(c, 0)), &which = f.at(f.operand(c, 1));
  if (chosen.op != Opcode::Extract || chosen.aux != 0 || which.op != Opcode::Const) return true;
  ValueId select = f.operand(chosen, 0);
  int64_t wanted = 0;
  if (f.at(select).op != Opcode::Select || !f.at(select).node || !Const{Ref<ConstData>::from_raw(which.aux)}.int64_value(&wanted)) return true;
  size_t number = 0;
  int64_t place = 0;
  for (Node* clause : f.at(select).node->na()->la()) {
    bool operation = clause->is(NodeKind::CommClause) && clause->na();
    bool possible = !operation || clause_possible(frame, select, number);
    if (possible && (truth ? place == wanted : place > wanted)) return true;
    if (operation) number++;
    place++;
  }
  return false;
}

// ---- channels and contexts ----

uint8_t GoroutineEnds::may(const Frame& frame, ValueId channel, int depth) {
  const Examined& body = *frame.body;
  const Function& f = body.function;
  if (!channel || depth > kValues) return kAnyone;
  channel = numbered(body, channel);
  const Instr& i = f.at(channel);
  switch (i.op) {
    case Opcode::Zero: return 0;
    case Opcode::Phi: {
      uint8_t bits = 0;
      for (ValueId o : f.operands_of(i))
        if (!(numbered(body, o) == channel)) bits |= may(frame, o, depth + 1);
      return bits;
    }
    case Opcode::Invoke:
      if (ir::callee(i)->name.view() == "Done" && is_named(f.at(f.operand(i, 0)).type, "context", "Context"))
        return context_fires(frame, f.operand(i, 0), depth + 1) ? kClose | kMake : kMake;
      return kAnyone;
    case Opcode::Call:
      if (ir::callee(i) && flow::package_path(ir::callee(i)) == "time") return kSend | kMake;
      break;
    case Opcode::Load:
      if (is_timer_channel(f, f.at(numbered(body, f.operand(i, 0))))) return kSend | kMake;
      break;
    case Opcode::Field:
      if (is_timer_channel(f, i)) return kSend | kMake;
      break;
    case Opcode::FreeVar:
      // A captured value that is never assigned again.
      if (frame.caller && f.parent == &frame.caller->body->function && !as_under<Pointer>(i.type)) {
        const Function& p = *f.parent;
        for (const Instr& m : p.instrs)
          if (m.op == Opcode::MakeClosure && p.closures[m.aux].get() == &f && i.aux < m.count) return may(*frame.caller, p.operand(m, i.aux), depth + 1);
      }
      break;
    default: break;
  }
  const Channels& channels = package_.program().channels();
  int object = channels.object(body, channel);
  if (object < 0) return kAnyone;
  // What a caller passes is that alone, not what all callers do.
  for (const Frame* at = &frame; at->caller; at = at->caller) {
    int k = channels.parameter(object, at->body->function);
    if (k < 0) continue;
    ValueId passed = at->argument(static_cast<size_t>(k));
    if (!passed) break;
    return may(*at->caller, passed, depth + 1);
  }
  return channels.may(object, true);
}

// Something can cancel the context, or it has an end of its own.
bool GoroutineEnds::context_fires(const Frame& frame, ValueId context, int depth) {
  const Examined& body = *frame.body;
  const Function& f = body.function;
  if (!context || depth > kValues) return true;
  context = numbered(body, context);
  const Instr& i = f.at(context);
  switch (i.op) {
    case Opcode::Call: {
      const Func* callee = ir::callee(i);
      if (!callee || flow::package_path(callee) != "context") return true;
      std::string_view name = callee->name.view();
      if (name == "Background" || name == "TODO" || name == "WithoutCancel") return false;
      return name != "WithValue" || context_fires(frame, f.operand(i, 1), depth + 1);
    }
    case Opcode::Extract: return f.at(f.operand(i, 0)).op != Opcode::Call || cancelled(frame, f.operand(i, 0), depth);
    case Opcode::Phi:
      for (ValueId o : f.operands_of(i))
        if (!(numbered(body, o) == context) && context_fires(frame, o, depth + 1)) return true;
      return false;
    case Opcode::Param: {
      if (frame.caller) {
        ValueId passed = frame.argument(i.aux);
        return !passed || context_fires(*frame.caller, passed, depth + 1);
      }
      const flow::Contexts& contexts = package_.program().contexts();
      auto calls = contexts.calls_of(&f);
      if (contexts.has_unseen_callers(&f) || calls.empty() || calls.size() > kCallers) return true;
      return std::any_of(calls.begin(), calls.end(), [&](const flow::CallSite& c) {
        return context_fires(Frame{c.caller, nullptr, {}}, c.caller->function.operand(c.at, i.aux + 1), depth + 1);
      });
    }
    case Opcode::FreeVar: {
      if (!frame.caller || f.parent != &frame.caller->body->function || as_under<Pointer>(i.type)) return true;
      const Function& p = *f.parent;
      for (const Instr& m : p.instrs)
        if (m.op == Opcode::MakeClosure && p.closures[m.aux].get() == &f && i.aux < m.count) return context_fires(*frame.caller, p.operand(m, i.aux), depth + 1);
      return true;
    }
    case Opcode::Load: {
      const Var* field = field_of(f, f.at(numbered(body, f.operand(i, 0))));
      const auto* stored = field ? package_.program().channels().contexts_in(field) : nullptr;
      if (!stored || stored->size() > kCallers) return true;
      return std::any_of(stored->begin(), stored->end(), [&](const auto& s) { return context_fires(Frame{s.first, nullptr, {}}, s.second, depth + 1); });
    }
    default: return true;
  }
}

// The context that WithCancel and the like return: its cancel function is used, or its parent can be cancelled.
bool GoroutineEnds::cancelled(const Frame& frame, ValueId call, int depth) {
  const Function& f = frame.body->function;
  const Instr& i = f.at(call);
  const Func* callee = ir::callee(i);
  if (!callee || flow::package_path(callee) != "context") return true;
  if (callee->name.view() != "WithCancel" && callee->name.view() != "WithCancelCause") return true;
  for (uint32_t n = call.v + 1; n < f.instrs.size(); n++) {
    if (f.instrs[n].op != Opcode::Extract || !(f.operand(f.instrs[n], 0) == call) || f.instrs[n].aux != 1) continue;
    bool used = std::any_of(f.instrs.begin(), f.instrs.end(), [&](const Instr& user) {
      auto operands = f.operands_of(user);
      return std::find(operands.begin(), operands.end(), ValueId{n}) != operands.end();
    });
    if (used && !kept_unused(package_.program().lifetimes().index(), *frame.body, ValueId{n})) return true;
  }
  return context_fires(frame, f.operand(i, 1), depth + 1);
}

}  // namespace ptrsafe::lifetime
