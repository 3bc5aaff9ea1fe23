#include "concurrency/channels.h"

#include <algorithm>

#include "concurrency/objects.h"
#include "concurrency/sharing.h"

namespace ptrsafe::concurrency {
namespace {

constexpr size_t kMostValues = 60;  // of one channel

}  // namespace

bool Channels::Made::some(Use::What what) const {
  return std::any_of(uses.begin(), uses.end(), [&](const Use& u) { return u.what == what; });
}

const Channels::Made& Channels::of(const Examined& body, ValueId made) const {
  auto [it, fresh] = known_.try_emplace({&body.function, made.v});
  if (!fresh) return *it->second;
  auto out = std::make_unique<Made>();
  const Instr& i = body.function.at(made);
  if (i.count == 0) out->room = 0;
  else if (!constant_int(body, body.function.operand(i, 0), &out->room)) out->room = -1;
  Work values{{&body, made}}, cells;
  for (size_t v = 0, c = 0; v < values.size() || c < cells.size();) {
    if (values.size() + cells.size() > kMostValues) out->all_seen = false;
    if (!out->all_seen) break;
    auto add = [](Work& to, Work more) {
      for (auto& m : more)
        if (std::find(to.begin(), to.end(), m) == to.end()) to.push_back(m);
    };
    Work more_values, more_cells;
    if (v < values.size()) follow(*values[v].first, values[v].second, *out, more_values, more_cells), v++;
    else follow_cell(*cells[c].first, cells[c].second, *out, more_values, more_cells), c++;
    add(values, std::move(more_values)), add(cells, std::move(more_cells));
  }
  return *(known_[{&body.function, made.v}] = std::move(out));
}

void Channels::follow(const Examined& body, ValueId v, Made& out, Work& values, Work& cells) const {
  const Function& f = body.function;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    for (size_t k = 0; k < i.count; k++) {
      if (!(f.operand(i, k) == v)) continue;
      bool seen = false;
      switch (i.op) {
        case Opcode::Send: seen = k == 0, out.uses.push_back({Use::Send, &body, ValueId{n}}); break;
        case Opcode::Recv:
        case Opcode::RecvOk:
        case Opcode::RangeStart: seen = true, out.uses.push_back({Use::Receive, &body, ValueId{n}}); break;
        case Opcode::Select: seen = k % 2 == 0, out.uses.push_back({f.operand(i, k + 1) ? Use::Send : Use::Receive, &body, ValueId{n}}); break;
        case Opcode::Builtin: {
          auto id = static_cast<BuiltinId>(i.aux);
          seen = id == BuiltinId::Close || id == BuiltinId::Len || id == BuiltinId::Cap;
          if (id == BuiltinId::Close) out.uses.push_back({Use::Close, &body, ValueId{n}});
          break;
        }
        case Opcode::Binary: seen = true; break;
        case Opcode::MakeClosure: {
          const Function& inner = *f.closures[i.aux];
          const Examined* b = graph_.body(&inner);
          seen = b;
          if (ValueId there = free_var(inner, k); b && there) values.push_back({b, there});
          break;
        }
        case Opcode::Store:
          seen = k == 1 && f.at(f.operand(i, 0)).op == Opcode::Alloc && f.at(f.operand(i, 0)).aux;
          if (seen) cells.push_back({&body, f.operand(i, 0)});
          break;
        case Opcode::Call: {
          std::span<const Edge> edges = graph_.calls_at(&f, ValueId{n});
          const Function* callee = edges.size() == 1 ? &edges[0].callee->function : nullptr;
          for (size_t p = 0; callee && p < callee->params.size(); p++) {
            if (!(edges[0].argument(p) == v) || !callee->params[p]) continue;
            seen = true;
            values.push_back({edges[0].callee, callee->params[p]});
          }
          break;
        }
        default: break;
      }
      out.all_seen = out.all_seen && seen;
    }
  }
}

// The variable at the address holds the channel: what is loaded from it may be it.
void Channels::follow_cell(const Examined& body, ValueId address, Made& out, Work& values, Work& cells) const {
  const Function& f = body.function;
  for (uint32_t n = 1; n < f.instrs.size(); n++) {
    const Instr& i = f.instrs[n];
    for (size_t k = 0; k < i.count; k++) {
      if (!(f.operand(i, k) == address)) continue;
      if (i.op == Opcode::Load) {
        values.push_back({&body, ValueId{n}});
      } else if (i.op == Opcode::MakeClosure) {
        const Function& inner = *f.closures[i.aux];
        const Examined* b = graph_.body(&inner);
        if (ValueId there = free_var(inner, k); b && there) cells.push_back({b, there});
      } else if (i.op != Opcode::Store || k != 0) {
        out.all_seen = false;
      }
    }
  }
}

}  // namespace ptrsafe::concurrency
