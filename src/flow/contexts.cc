#include "flow/contexts.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "flow/ahead.h"
#include "flow/library.h"
#include "flow/loops.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

bool is_named_in(Type* t, std::string_view path, std::string_view name) {
  Named* n = t ? as<Named>(t) : nullptr;
  return n && n->obj->name.view() == name && n->obj->pkg && n->obj->pkg->path.view() == path;
}

// func(http.ResponseWriter, *http.Request)
bool is_handler(const Signature* s) {
  if (!s || s->param_count() != 2 || s->result_count() != 0) return false;
  Pointer* p = as_under<Pointer>(s->param(1)->type);
  return is_named_in(s->param(0)->type, "net/http", "ResponseWriter") && p && is_named_in(p->elem, "net/http", "Request");
}

// Packages that a main package among `packages` imports: all callers of theirs are seen.
absl::flat_hash_set<const Package*> closed_packages(const std::vector<const Package*>& packages) {
  absl::flat_hash_set<const Package*> closed;
  std::vector<const Package*> work;
  for (const Package* p : packages)
    if (p->name.view() == "main") work.push_back(p);
  while (!work.empty()) {
    const Package* p = work.back();
    work.pop_back();
    if (!closed.insert(p).second || !p->details) continue;
    work.insert(work.end(), p->details->imports.begin(), p->details->imports.end());
  }
  return closed;
}

class Builder {
 public:
  Builder(const ProgramFlow& program, absl::flat_hash_map<const Function*, std::vector<CallSite>>& callers) : program_(program), callers_(callers) {}

  struct Site {
    const Node* at;
    const Function* in;
    const Function* body;
    bool loop;
  };
  absl::flat_hash_map<const Function*, std::vector<const Function*>> calls;
  std::vector<Site> sites;
  std::vector<const Function*> all;
  absl::flat_hash_set<const Function*> called, as_value;

  void read(const Examined& body) {
    const Function& f = body.function;
    copied_ = program_.is_test_variant(body.flow.package());
    all.push_back(&f);
    absl::flat_hash_set<uint32_t> started;  // literals that a `go` statement runs
    std::unique_ptr<Loops> loops;
    for (const Instr& i : f.instrs) {
      if (i.op != Opcode::Call) continue;
      bool library = static_cast<ir::CallMode>(i.sub) == ir::CallMode::Now && starts_goroutine(ir::callee(i));
      if (!library && static_cast<ir::CallMode>(i.sub) != ir::CallMode::Go) continue;
      ValueId value = library ? f.operand(i, i.count - 1) : f.operand(i, 0);
      const Function* target = ir::callee(i) && !library ? callee(body, i) : function_value(body, value);
      if (!target || !i.node) continue;
      if (!loops) loops = std::make_unique<Loops>(f, body.dominators);
      sites.push_back({i.node, &f, target, loops->outermost(i.block) != kNoLoop});
      if (target->parent == &f) started.insert(body.flow.number(value).v);
    }
    for (uint32_t n = 1; n < f.instrs.size(); n++) {
      const Instr& i = f.instrs[n];
      if (i.op == Opcode::FuncRef || i.op == Opcode::BoundMethod) {
        if (const Function* value = declared(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get()))) as_value.insert(value);
        continue;
      }
      const Function* target = nullptr;
      if (i.op == Opcode::Call) {
        target = callee(body, i);
        if (target) callers_[target].push_back({&body, ValueId{n}});
        if (static_cast<ir::CallMode>(i.sub) == ir::CallMode::Go) continue;
      }
      if (i.op == Opcode::MakeClosure && !started.contains(n)) target = f.closures[i.aux].get();
      if (!target) continue;
      calls[&f].push_back(target);
      called.insert(target);
    }
  }

 private:
  const Function* declared(const Func* f) const {
    if (f && f->origin) f = f->origin;
    const PackageFlow* owner = f && f->pkg ? program_.package(f->pkg) : nullptr;
    return owner && (!copied_ || owner->is_test_variant()) ? owner->function(f) : nullptr;
  }

  const Function* callee(const Examined& body, const Instr& i) const {
    const Function& f = body.function;
    if (const Func* target = ir::callee(i)) return declared(target);
    ValueId made = body.flow.number(f.operand(i, 0));
    return made && made.v < f.instrs.size() && f.at(made).op == Opcode::MakeClosure ? f.closures[f.at(made).aux].get() : nullptr;
  }

  // A literal, function or bound method that is used as a value.
  const Function* function_value(const Examined& body, ValueId v) const {
    const Function& f = body.function;
    ValueId made = v ? body.flow.number(v) : v;
    if (!made || made.v >= f.instrs.size()) return nullptr;
    const Instr& i = f.at(made);
    if (i.op == Opcode::MakeClosure) return f.closures[i.aux].get();
    if (i.op != Opcode::FuncRef && i.op != Opcode::BoundMethod) return nullptr;
    return declared(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get()));
  }

  const ProgramFlow& program_;
  absl::flat_hash_map<const Function*, std::vector<CallSite>>& callers_;
  // A package that is compiled again for tests calls others as its first copy does: nothing is called twice for that.
  bool copied_ = false;
};

}  // namespace

bool ContextsOf::parallel() const {
  if (handler || starts.size() > 1 || (!starts.empty() && caller())) return true;
  return !starts.empty() && starts[0].many;
}

Meeting meeting(const ContextsOf& a, const ContextsOf& b) {
  auto first = [](const ContextsOf& c) { return c.handler || c.starts.empty() ? nullptr : &c.starts[0]; };
  if (a.handler || b.handler) return {true, first(a), first(b)};
  for (const Start& s : a.starts) {
    if (b.caller()) return {true, &s, nullptr};
    for (const Start& t : b.starts)
      if (t.many || t.at != s.at) return {true, &s, &t};
    if (s.many) return {true, &s, nullptr};
  }
  if (a.caller()) return {!b.starts.empty(), nullptr, first(b)};
  return {false, first(a), first(b)};
}

Contexts::Contexts(const ProgramFlow& program, const std::vector<const Package*>& packages) {
  Builder b(program, callers_);
  for (const Package* p : packages)
    for (const auto& body : ahead(program.package(p)->bodies()))
      if (!body->is_test) b.read(*body);
  closed_ = closed_packages(packages);

  auto reach = [&](std::vector<const Function*> work, auto mark) {
    while (!work.empty()) {
      const Function* f = work.back();
      work.pop_back();
      if (!mark(f)) continue;
      auto it = b.calls.find(f);
      if (it != b.calls.end()) work.insert(work.end(), it->second.begin(), it->second.end());
    }
  };
  absl::flat_hash_set<const Function*> begun;
  for (const Builder::Site& s : b.sites) begun.insert(s.body);
  std::vector<const Function*> handlers, mains, open;
  for (const Function* f : b.all) {
    const Func* o = f->object;
    std::string_view name = o ? o->name.view() : std::string_view();
    bool entry = !f->node || (o && !f->parent && (name == "init" || (name == "main" && o->pkg && o->pkg->name.view() == "main")));
    if (is_handler(f->signature)) handlers.push_back(f);
    else if (entry) mains.push_back(f);
    else {
      bool importable = o && o->exported() && !(o->pkg && closed(o->pkg.get()));
      bool nobody = !b.called.contains(f) && !begun.contains(f);
      bool unseen = importable || b.as_value.contains(f) || nobody;
      unseen_[f] = unseen;
      if (unseen) open.push_back(f);
    }
  }
  reach(handlers, [&](const Function* f) { return !std::exchange(contexts_[f].handler, true); });
  reach(mains, [&](const Function* f) { return !std::exchange(contexts_[f].sequential, true); });
  reach(open, [&](const Function* f) { return !std::exchange(contexts_[f].open, true); });
  std::stable_sort(b.sites.begin(), b.sites.end(), [](const Builder::Site& x, const Builder::Site& y) {
    SourceFile *f = file_of(x.at->pos), *g = file_of(y.at->pos);
    return f == g ? x.at->pos < y.at->pos : f->path() < g->path();
  });
  // Twice: what a goroutine of many starts is many.
  for (int round = 0; round < 2; round++) {
    for (const Builder::Site& s : b.sites) {
      const ContextsOf& in = contexts_[s.in];
      bool many = s.loop || in.handler || std::any_of(in.starts.begin(), in.starts.end(), [](const Start& x) { return x.many; });
      reach({s.body}, [&](const Function* f) {
        std::vector<Start>& starts = contexts_[f].starts;
        auto known = std::find_if(starts.begin(), starts.end(), [&](const Start& x) { return x.at == s.at; });
        if (known != starts.end()) {
          if (known->many || !many) return false;
          return known->many = true;
        }
        if (starts.size() >= kMost) return false;
        starts.push_back({s.at, s.body, many});
        return true;
      });
    }
  }
}

const ContextsOf& Contexts::of(const Function* f) const {
  static const ContextsOf nowhere;
  auto it = contexts_.find(f);
  return it == contexts_.end() ? nowhere : it->second;
}

std::span<const CallSite> Contexts::calls_of(const Function* f) const {
  auto it = callers_.find(f);
  return it == callers_.end() ? std::span<const CallSite>() : std::span<const CallSite>(it->second);
}

bool Contexts::has_unseen_callers(const Function* f) const {
  auto it = unseen_.find(f);
  return it != unseen_.end() && it->second;
}

}  // namespace ptrsafe::flow
