#include "lifetime/open_pipes.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "base/name_set.h"
#include "flow/contexts.h"
#include "flow/library.h"
#include "lifetime/facts.h"
#include "lifetime/program_index.h"

namespace ptrsafe::lifetime {
namespace {

bool is_error(Type* t) {
  const Named* n = named(t);
  return n && !n->obj->pkg && n->obj->name.view() == "error";
}

template <class F>
void each_user(const Examined& body, ValueId v, F use) {
  const Function& f = body.function;
  for (uint32_t n = 1; n < f.instrs.size(); n++)
    for (ValueId o : f.operands_of(f.instrs[n]))
      if (o && numbered(body, o) == v) use(ValueId{n});
}

ValueId part(const Examined& body, ValueId tuple, uint32_t number) {
  const Function& f = body.function;
  for (ValueId e : f.with(Opcode::Extract))
    if (f.operand(e, 0) == tuple && f.at(e).aux == number) return e;
  return {};
}

// One function that has the reading end.
class Reader {
 public:
  Reader(const Examined& body, ValueId end) : body_(body), f_(body.function) { derive(end); }

  // A way from behind `start` to a return, without a close, an error, or somebody else who has the end.
  const Node* way_out(ValueId start) const {
    std::vector<bool> seen(f_.blocks.size());
    std::vector<std::pair<ir::BlockId, ValueId>> work{{f_.at(start).block, start}};
    for (ir::BlockId b : body_.dominators.order())
      for (ValueId v : f_.blocks[b.v].instrs)
        if (is_deferred(v) && ends(v)) return nullptr;
    while (!work.empty()) {
      auto [b, from] = work.back();
      work.pop_back();
      bool on = !from, ended = false;
      for (ValueId v : f_.blocks[b.v].instrs) {
        ended = ended || (on && ends(v));
        on = on || v == from;
      }
      if (ended) continue;
      const Instr& last = f_.at(f_.blocks[b.v].instrs.back());
      if (last.op == Opcode::Return) return last.node;
      const auto& succs = f_.blocks[b.v].succs;
      for (size_t k = 0; k < succs.size(); k++) {
        if (seen[succs[k].v] || (last.op == Opcode::If && told(f_.operand(last, 0), k == 0))) continue;
        seen[succs[k].v] = true;
        work.push_back({succs[k], {}});
      }
    }
    return nullptr;
  }

 private:
  // What reads from the end, and no more.
  bool reads(const Instr& i) const {
    static const NameSet methods{"Read", "ReadByte", "ReadRune", "ReadString", "ReadBytes", "ReadLine", "ReadSlice", "Peek", "Discard", "Decode", "Token", "More", "Scan", "Text", "Bytes"};
    const Func* callee = ir::callee(i);
    if ((i.op != Opcode::Call && i.op != Opcode::Invoke) || !callee || i.sub != 0) return false;
    std::string_view path = flow::package_path(callee), name = callee->name.view();
    if (path.find('.') != std::string_view::npos) return false;
    if ((facts_of(callee) & (kScoped | kKeeps)) == (kScoped | kKeeps)) return true;
    if (path == "io" && (name == "ReadFull" || name == "CopyN")) return true;
    return callee->signature() && callee->signature()->recv && methods.contains(callee->name) && i.count > 0 && has(f_.operand(i, i.op == Opcode::Call ? 1 : 0));
  }

  bool has(ValueId v) const { return v && ends_.contains(numbered(body_, v).v); }

  void derive(ValueId end) {
    ends_.insert(numbered(body_, end).v);
    for (size_t before = 0; before != ends_.size();) {
      before = ends_.size();
      for (uint32_t n = 1; n < f_.instrs.size(); n++) {
        const Instr& i = f_.instrs[n];
        bool makes = i.op == Opcode::MakeInterface || i.op == Opcode::TypeAssert || (i.op == Opcode::Extract && i.aux == 0) ||
                     (i.op == Opcode::Call && (facts_of(ir::callee(i)) & (kScoped | kKeeps)) == (kScoped | kKeeps));
        auto operands = f_.operands_of(i);
        if (makes && std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return has(o); })) ends_.insert(n);
      }
    }
  }

  bool is_deferred(ValueId v) const {
    const Instr& i = f_.at(v);
    return (i.op == Opcode::Call || i.op == Opcode::Invoke) && static_cast<ir::CallMode>(i.sub) == ir::CallMode::Defer;
  }

  // Closed, or given to somebody else.
  bool ends(ValueId v) const {
    const Instr& i = f_.at(v);
    auto operands = f_.operands_of(i);
    bool uses = std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return has(o); });
    return uses && !has(v) && i.op != Opcode::Extract && i.op != Opcode::If && i.op != Opcode::Binary && !reads(i);
  }

  // The branch is taken where an error was met, or nothing is left to read.
  bool told(ValueId condition, bool truth) const {
    ValueId c = numbered(body_, condition);
    const Instr& i = f_.at(c);
    if (i.op == Opcode::Unary) return told(f_.operand(i, 0), !truth);
    if (i.op == Opcode::Call || i.op == Opcode::Invoke) {
      auto operands = f_.operands_of(i);
      bool of_error = std::any_of(operands.begin(), operands.end(), [&](ValueId o) { return o && is_error(f_.at(o).type); });
      return of_error || (!truth && reads(i));
    }
    if (i.op != Opcode::Binary) return false;
    auto op = static_cast<Op>(i.sub);
    const Instr &x = f_.at(f_.operand(i, 0)), &y = f_.at(f_.operand(i, 1));
    if (!is_error(x.type) && !is_error(y.type)) return false;
    bool nil = x.op == Opcode::Zero || y.op == Opcode::Zero || x.op == Opcode::Const || y.op == Opcode::Const;
    return !nil || truth == (op == Op::Neq);
  }

  const Examined& body_;
  const Function& f_;
  absl::flat_hash_set<uint32_t> ends_;  // values that are the reading end, or read from it
};

// Where the goroutine uses the writing end for more than to close it.
const Node* written(const Examined& body, ValueId end) {
  const Node* at = nullptr;
  each_user(body, end, [&](ValueId user) {
    const Func* callee = ir::callee(body.function.at(user));
    bool closes = callee && callee->name.view().starts_with("Close");
    if (!at && !closes) at = body.function.at(user).node;
  });
  return at;
}

}  // namespace

std::optional<OpenPipe> open_pipe(const flow::PackageFlow& package, const Goroutine& g) {
  const Examined& starter = *g.starter;
  const Function& f = starter.function;
  for (ValueId pipe : f.with(Opcode::Call)) {
    const Func* callee = ir::callee(f.at(pipe));
    if (!callee || callee->name.view() != "Pipe" || flow::package_path(callee) != "io") continue;
    ValueId reading = part(starter, pipe, 0), writing = part(starter, pipe, 1);
    if (!reading || !writing) continue;
    // The goroutine alone has the other end.
    std::vector<ValueId> users;
    each_user(starter, writing, [&](ValueId user) { users.push_back(user); });
    if (users.size() != 1) continue;
    const Instr& user = f.at(users[0]);
    bool captured = user.op == Opcode::MakeClosure && f.closures[user.aux].get() == &g.body->function;
    if (!captured && !(users[0] == g.at)) continue;
    const Node* writer = nullptr;
    for (size_t k = 0; k < user.count; k++) {
      if (!f.operand(user, k) || !(numbered(starter, f.operand(user, k)) == writing)) continue;
      const Function& inner = g.body->function;
      if (!captured && k > 0 && k <= inner.params.size()) writer = written(*g.body, inner.params[k - 1]);
      if (captured)
        for (ValueId v : inner.with(Opcode::FreeVar))
          if (inner.at(v).aux == k) writer = written(*g.body, v);
    }
    if (!writer) continue;
    bool returned = false, kept = false;
    auto use = [&](ValueId u) { (f.at(u).op == Opcode::Return ? returned : kept) = true; };
    each_user(starter, reading, [&](ValueId u) {
      if (f.at(u).op == Opcode::MakeInterface) each_user(starter, u, use);
      else use(u);
    });
    if (!returned) {
      if (const Node* out = Reader(starter, reading).way_out(g.at)) return OpenPipe{writer, out};
      continue;
    }
    const flow::Contexts& contexts = package.program().contexts();
    if (kept || f.signature->result_count() != 1 || contexts.has_unseen_callers(&f)) continue;
    for (const flow::CallSite& c : contexts.calls_of(&f)) {
      if (c.caller->function.at(c.at).sub != 0) continue;
      if (const Node* out = Reader(*c.caller, c.at).way_out(c.at)) return OpenPipe{writer, out};
    }
  }
  return {};
}

}  // namespace ptrsafe::lifetime
