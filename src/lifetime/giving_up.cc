#include "lifetime/giving_up.h"

#include <algorithm>

#include "flow/body.h"
#include "flow/contexts.h"
#include "flow/library.h"
#include "lifetime/ways_out.h"
#include "types/constant.h"
#include "types/type_set.h"

namespace ptrsafe::lifetime {
namespace {

class Search {
 public:
  Search(const flow::PackageFlow& package, const Goroutine& g)
      : package_(package), channels_(package.program().channels()), goroutine_(g), starter_(*g.starter), f_(g.starter->function), loops_(f_, g.starter->dominators) {}

  std::optional<Stuck> find() {
    std::vector<int> seen;
    const Function& f = goroutine_.body->function;
    for (ir::BlockId b : goroutine_.body->dominators.order()) {
      for (ValueId v : f.blocks[b.v].instrs) {
        const Instr& i = f.at(v);
        bool sends = i.op == Opcode::Send;
        bool ranges = i.op == Opcode::RangeStart && f.at(f.operand(i, 0)).type && as<Chan>(common_under(f.at(f.operand(i, 0)).type));
        if ((!sends && !ranges && i.op != Opcode::Recv && i.op != Opcode::RecvOk) || !goroutine_.body->flow.reached(v)) continue;
        int object = resolve(f.operand(i, 0));
        if (object < 0) continue;
        if (std::find(seen.begin(), seen.end(), object * 2 + sends) != seen.end()) continue;
        seen.push_back(object * 2 + sends);
        if (const Node* out = way_out(object, v, sends, ranges)) return Stuck{i.node, f.at(f.operand(i, 0)).node, out, sends, joined(v, true)};
      }
    }
    return {};
  }

  const Node* waits_for(const std::vector<int>& groups) const {
    const Function& f = goroutine_.body->function;
    auto waits = [&](ValueId v) {
      const Instr& i = f.at(v);
      return of_group(i, "Wait") && std::find(groups.begin(), groups.end(), resolve(f.operand(i, 1))) != groups.end();
    };
    for (uint32_t n = 1; n < f.instrs.size(); n++)
      if (waits(ValueId{n}) && !flow::Body(f).reaches(f.blocks[0].instrs.front(), nullptr, waits)) return f.instrs[n].node;
    return nullptr;
  }

  std::vector<Skipped> skipped() const {
    std::vector<Skipped> out;
    const Examined& body = *goroutine_.body;
    const Function& f = body.function;
    for (ValueId v : f.with(Opcode::Call)) {
      int group = of_group(f.at(v), "Done") ? resolve(f.operand(v, 1)) : -1;
      if (group < 0 || !channels_.local(group) || !added(group) || std::any_of(out.begin(), out.end(), [&](const Skipped& s) { return s.group == group; })) continue;
      std::vector<ChannelUse> uses = channels_.uses(group);
      bool alone = std::all_of(uses.begin(), uses.end(), [&](const ChannelUse& u) {
        return !(u.kind & kWake) || (u.body == &body && f.at(u.at).op == Opcode::Call && f.at(u.at).sub == 0 && !in_loop(body, f.at(u.at).block));
      });
      if (!alone) continue;
      auto stops = [&](ValueId x) {
        return !body.flow.reached(x) || body.flow.no_return(f.at(x)) || std::any_of(uses.begin(), uses.end(), [&](const ChannelUse& u) { return (u.kind & kWake) && u.at == x; });
      };
      flow::Body shape(f);
      ValueId first = f.blocks[0].instrs.front();
      if (!shape.reaches(first, nullptr, stops)) continue;
      for (ValueId r : f.with(Opcode::Return)) {
        std::span<const ValueId> before = f.blocks[f.at(r).block.v].instrs;
        if (std::none_of(before.begin(), before.end(), stops) && (f.at(r).block.v == 0 || shape.reaches(first, &f.at(r).block, stops))) {
          out.push_back({group, f.at(r).node ? f.at(r).node.get() : f.node});
          break;
        }
      }
    }
    return out;
  }

 private:
  static bool of_group(const Instr& i, std::string_view method) { return i.op == Opcode::Call && ir::callee(i) && flow::is_method(ir::callee(i), "sync", "WaitGroup", method); }

  // The starter adds to the group each time before it starts the goroutine.
  bool added(int group) const {
    std::span<const ValueId> calls = f_.with(Opcode::Call);
    return std::any_of(calls.begin(), calls.end(), [&](ValueId v) { return of_group(f_.at(v), "Add") && each_time_before(v) && channels_.object(starter_, f_.operand(v, 1)) == group; });
  }

  // The channel of the goroutine, as its starter knows it.
  int resolve(ValueId v) const {
    int object = channels_.object(*goroutine_.body, v);
    int k = channels_.parameter(object, goroutine_.body->function);
    if (k < 0) return object;
    Frame outer{&starter_, nullptr, {}}, inner{goroutine_.body, &outer, goroutine_.at};
    ValueId passed = inner.argument(static_cast<size_t>(k));
    return passed ? channels_.object(starter_, passed) : -1;
  }

  // The goroutine waits at `v` for more than the other side does on some way: where that leaves.
  const Node* way_out(int object, ValueId v, bool sends, bool ranges) {
    std::vector<ChannelUse> uses = channels_.uses(object);
    Made made;
    for (const ChannelUse& u : uses) {
      if (!(u.kind & kMake)) continue;
      if (made.at) return nullptr;
      made = {u.body, u.at, u.body == &starter_ ? u.at : given_by(*u.body)};
    }
    bool again = in_loop(*goroutine_.body, goroutine_.body->function.at(v).block);
    if (!made.given || (!sends && !ranges && again)) return nullptr;
    if (!sends && !ranges && takes_token(uses, made)) return nullptr;
    // What goes to and fro on the fields of a shared object is not followed: one answer to who asked.
    if (made.body != &starter_ && sends && again) return nullptr;
    uint8_t answers = sends ? kReceive : ranges ? kClose : kSend | kClose;
    // In a field of an object that the starter makes, or gets from a helper, and answers itself (`left` asks for that).
    if ((made.body == &starter_ && channels_.local(object)) || (sends && channels_.field(object))) return left(starter_, object, goroutine_.at, made.given, made, answers, v);
    if (made.body != &starter_) return nullptr;
    if (ranges && channels_.field(object)) return left_by_caller(object, made, answers, v);
    // Handed to the callers, each of which is the other side of its own channel.
    int result = channels_.result(object, f_);
    if (result < 0 || std::any_of(uses.begin(), uses.end(), [&](const ChannelUse& u) { return (u.kind & answers) != 0; })) return nullptr;
    for (const flow::CallSite& c : package_.program().contexts().calls_of(&f_)) {
      ValueId got = result_of(*c.caller, c.at, static_cast<uint32_t>(result));
      int there = got ? channels_.object(*c.caller, got) : -1;
      if (there < 0 || !channels_.local(there)) continue;
      if (const Node* out = left(*c.caller, there, c.at, c.at, made, answers, v)) return out;
    }
    return nullptr;
  }

  // Where the channel is made, and from where on the starter has it.
  struct Made {
    const Examined* body = nullptr;
    ValueId at, given;
  };

  // A semaphore: the starter puts a value into the channel's room each time before it starts a goroutine, which takes one out.
  bool takes_token(const std::vector<ChannelUse>& uses, const Made& made) const {
    return room_of(made) > 0 && std::any_of(uses.begin(), uses.end(), [&](const ChannelUse& u) { return (u.kind & kSend) && u.body == &starter_ && each_time_before(u.at); });
  }

  bool each_time_before(ValueId v) const {
    ir::BlockId there = f_.at(v).block, here = f_.at(goroutine_.at).block;
    bool before = there == here ? v < goroutine_.at : starter_.dominators.dominates(there, here);
    return before && loops_.innermost(there) == loops_.innermost(here);
  }

  // The starter's one call of the function that makes the channel once, ahead of the goroutine.
  ValueId given_by(const Examined& maker) const {
    ValueId call;
    for (const flow::CallSite& c : package_.program().contexts().calls_of(&maker.function)) {
      if (c.caller != &starter_) continue;
      if (call || f_.at(c.at).sub != 0) return {};
      call = c.at;
    }
    if (!call || maker.function.parent) return {};
    ir::BlockId a = f_.at(call).block, b = f_.at(goroutine_.at).block;
    return (a == b ? call < goroutine_.at : starter_.dominators.dominates(a, b)) ? call : ValueId{};
  }

  // The channel is in the object that the starter makes and returns, whatever happens; its one caller closes it, or leaves before that.
  const Node* left_by_caller(int object, const Made& made, uint8_t answers, ValueId v) {
    const flow::Contexts& contexts = package_.program().contexts();
    auto calls = contexts.calls_of(&f_);
    if (calls.size() != 1 || contexts.has_unseen_callers(&f_) || f_.with(Opcode::Return).size() != 1 || f_.signature->result_count() != 1) return nullptr;
    const Examined& caller = *calls[0].caller;
    std::vector<ChannelUse> uses = channels_.uses(object);
    bool own = std::all_of(uses.begin(), uses.end(), [&](const ChannelUse& u) { return !(u.kind & answers) || u.body == &caller; });
    return own && caller.function.at(calls[0].at).sub == 0 ? left(caller, object, calls[0].at, calls[0].at, made, answers, v) : nullptr;
  }

  // Where `other`, which has the channel from `given` on, leaves too early, or a goroutine beside this one, if nobody else answers.
  const Node* left(const Examined& other, int object, ValueId start, ValueId given, const Made& made, uint8_t answers, ValueId v) {
    std::vector<ValueId> by;
    const Examined* who = nullptr;
    for (const ChannelUse& u : channels_.uses(object)) {
      if (!(u.kind & answers)) continue;
      if (who && u.body != who) return nullptr;
      who = u.body;
      by.push_back(u.at);
    }
    if (!who) return nullptr;
    if (who != &other) {
      // Another goroutine that is started once beside this one.
      if (&other != &starter_ || made.body != &starter_ || !beside(*who) || std::any_of(by.begin(), by.end(), [&](ValueId a) { return who->function.at(a).op == Opcode::Select; }))
        return nullptr;
      start = given = {};
    }
    WaysOut ways(channels_, *who, object, start, given, std::move(by), joined(v));
    if (ways.promised()) return nullptr;
    size_t needed = 1;
    if (goroutine_.body->function.at(v).op == Opcode::Send) {
      size_t room = room_of(made);
      if (room >= kMany) return nullptr;
      size_t sent = sent_to(channels_.object(*made.body, made.at), made.given, room, who == &starter_ ? &ways : nullptr);
      if (sent <= room) return nullptr;
      needed = sent == kMany ? kMany : sent - room;
    }
    return ways.with_fewer_than(needed);
  }

  // The starter runs the body in one other goroutine, and always when it starts this one.
  bool beside(const Examined& body) const {
    size_t n = 0;
    for (const Goroutine& g : goroutines_of(package_, starter_)) {
      if (g.body != &body) continue;
      ir::BlockId there = f_.at(g.at).block, here = f_.at(goroutine_.at).block;
      if (loops_.innermost(there) != flow::kNoLoop || !(there == here)) return false;
      n++;
    }
    return n == 1 && &body != goroutine_.body;
  }

  // What the goroutine closes, sends on or is Done with after it has been answered at `v`; of groups only, if asked for.
  std::vector<int> joined(ValueId v, bool groups = false) const {
    std::vector<int> out;
    const Examined& body = *goroutine_.body;
    const Function& f = body.function;
    int own = resolve(f.operand(v, 0));
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      bool deferred = (i.op == Opcode::Call || i.op == Opcode::Builtin) && static_cast<ir::CallMode>(i.sub) == ir::CallMode::Defer;
      bool done = i.op == Opcode::Call && ir::callee(i) && ir::callee(i)->name.view() == "Done";
      bool close = i.op == Opcode::Builtin && static_cast<BuiltinId>(i.aux) == BuiltinId::Close;
      if (!done && (groups || (!close && i.op != Opcode::Send))) continue;
      if (!deferred && (ValueId{n} == v || !behind(body, v, ValueId{n}))) continue;
      int object = resolve(f.operand(i, done ? 1 : 0));
      if (object < 0 || object == own) continue;
      // Of several that it sends, who takes one takes the first.
      auto earlier = [&](ValueId x) { return !(x == v) && resolve(f.operand(x, 0)) == object && !behind(body, v, x); };
      if (i.op != Opcode::Send || std::ranges::none_of(f.with(Opcode::Send), earlier)) out.push_back(object);
    }
    return out;
  }

  // `b` cannot come before `a`.
  static bool behind(const Examined& body, ValueId a, ValueId b) {
    const Function& f = body.function;
    ir::BlockId x = f.at(a).block, y = f.at(b).block;
    if (x == y) return a < b;
    std::vector<bool> seen(f.blocks.size());
    std::vector<ir::BlockId> work{y};
    while (!work.empty()) {
      ir::BlockId at = work.back();
      work.pop_back();
      if (at == x) return false;
      for (ir::BlockId s : f.blocks[at.v].succs)
        if (!seen[s.v]) seen[s.v] = true, work.push_back(s);
    }
    return true;
  }

  // The value of a call's result.
  static ValueId result_of(const Examined& body, ValueId call, uint32_t number) {
    const Function& f = body.function;
    if (f.at(call).sub != 0) return {};
    if (!f.at(call).type || f.at(call).type->kind != TypeKind::Tuple) return call;
    for (uint32_t n = call.v + 1; n < f.instrs.size(); n++)
      if (f.instrs[n].op == Opcode::Extract && f.operand(f.instrs[n], 0) == call && f.instrs[n].aux == number) return ValueId{n};
    return {};
  }

  static bool in_loop(const Examined& body, ir::BlockId b) { return flow::Loops(body.function, body.dominators).innermost(b) != flow::kNoLoop; }

  // The capacity of the channel; kMany if it is not a small constant.
  static size_t room_of(const Made& made) {
    const Function& f = made.body->function;
    ValueId size = f.operand(made.at, 0);
    if (!size) return 0;
    const Instr& i = f.at(numbered(*made.body, size));
    int64_t n = 0;
    if (i.op == Opcode::Zero) return 0;
    bool known = i.op == Opcode::Const && Const{Ref<ConstData>::from_raw(i.aux)}.int64_value(&n);
    return known && n >= 0 && n < static_cast<int64_t>(kMany) ? static_cast<size_t>(n) : kMany;
  }

  // How many values the goroutines of the starter send, as far as can be counted: kMany where that depends on what comes. Small loops
  // with a number of turns that is written down count as two where nothing is needed but that, and as none where it is.
  size_t sent_to(int object, ValueId make, size_t room, const WaysOut* ways) {
    size_t sum = 0, in_turn = 0;
    for (const Goroutine& g : goroutines_of(package_, starter_)) {
      Search other(package_, g);
      size_t own = 0;
      const Function& f = g.body->function;
      for (uint32_t n = 1; n < f.instrs.size(); n++) {
        const Instr& i = f.instrs[n];
        if (i.op != Opcode::Send || !g.body->flow.reached(ValueId{n}) || other.resolve(f.operand(i, 0)) != object) continue;
        if (in_loop(*g.body, i.block) && !once_each(*g.body, ValueId{n})) own = kMany;
        else own = std::max<size_t>(own, 1);
      }
      if (!own) continue;
      flow::LoopId l = loops_.outermost(f_.at(g.at).block, f_.at(make).block);
      if (l != flow::kNoLoop && ways && ways->answers_before(l, g.at)) {
        // It takes the place of one that has been answered.
        in_turn = std::max(in_turn, own);
        continue;
      }
      // Who starts and receives in turn starts the next one when the last has been answered.
      if (l != flow::kNoLoop && !(ways && ways->answers_in(l))) {
        bool counted = counted_loop(l);
        size_t turns = counted && own < kMany ? turns_of(l) : 0;
        if (counted && turns == 0 && room > 0) return 0;
        own = turns > 0 ? own * turns : counted ? std::max<size_t>(own, 2) : kMany;
      }
      sum = std::min(kMany, sum + own);
    }
    return std::max(sum, in_turn);
  }

  // The loop goes over a list of channels, each of which gets one value. (That none stands in the list twice is taken for granted.)
  static bool once_each(const Examined& body, ValueId send) {
    const Function& f = body.function;
    const Instr& channel = f.at(f.operand(send, 0));
    const Instr& next = f.at(channel.op == Opcode::Extract && channel.aux > 0 ? f.operand(channel, 0) : ValueId{});
    flow::Loops loops(f, body.dominators);
    flow::LoopId l = loops.innermost(f.at(send).block);
    return next.op == Opcode::RangeNext && loops.header(l) == next.block && loops.outermost(next.block) == l;
  }

  // How often a loop runs that lists its elements, or counts to a number; 0: not known.
  size_t turns_of(flow::LoopId l) const {
    ValueId c = numbered(starter_, f_.operand(f_.blocks[loops_.header(l).v].instrs.back(), 0));
    const Instr& next = f_.at(f_.at(c).op == Opcode::Extract ? f_.operand(c, 0) : ValueId{});
    if (next.op != Opcode::RangeNext) return 0;
    const Instr& over = f_.at(numbered(starter_, f_.operand(f_.operand(next, 0), 0)));
    int64_t n = 0;
    if (over.op == Opcode::ArrayLit) n = over.count;
    if (over.op == Opcode::Const && !Const{Ref<ConstData>::from_raw(over.aux)}.int64_value(&n)) n = 0;
    return n > 0 && n < static_cast<int64_t>(kMany) ? static_cast<size_t>(n) : 0;
  }

  // for i := 0; i < 3; i++
  bool counted_loop(flow::LoopId l) const {
    const Instr& end = f_.at(f_.blocks[loops_.header(l).v].instrs.back());
    if (end.op != Opcode::If) return false;
    ValueId c = numbered(starter_, f_.operand(end, 0));
    auto constant = [&](ValueId v) { return v && f_.at(numbered(starter_, v)).op == Opcode::Const; };
    if (f_.at(c).op == Opcode::Binary) return constant(f_.operand(c, 1)) || constant(f_.operand(c, 0));
    if (f_.at(c).op != Opcode::Extract) return false;
    const Instr& next = f_.at(f_.operand(c, 0));
    if (next.op != Opcode::RangeNext) return false;
    ValueId over = numbered(starter_, f_.operand(f_.operand(next, 0), 0));
    Type* t = f_.at(over).type;
    return f_.at(over).op == Opcode::Const || f_.at(over).op == Opcode::ArrayLit || (t && as_under<Array>(t));
  }

  const flow::PackageFlow& package_;
  const Channels& channels_;
  const Goroutine& goroutine_;
  const Examined& starter_;
  const Function& f_;
  flow::Loops loops_;
};

}  // namespace

const Node* waits_for(const flow::PackageFlow& package, const Goroutine& g, const std::vector<int>& groups) { return Search(package, g).waits_for(groups); }

std::vector<Skipped> skipped_groups(const flow::PackageFlow& package, const Goroutine& g) { return Search(package, g).skipped(); }

std::optional<Stuck> left_waiting(const flow::PackageFlow& package, const Goroutine& g) { return Search(package, g).find(); }

}  // namespace ptrsafe::lifetime
