#include "flow/contexts.h"

#include <algorithm>
#include <numeric>
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
  explicit Builder(const ProgramFlow& program) : called(program.function_count()), as_value(program.function_count()), program_(program), calls_of_(program.function_count()) {}

  struct Site {
    CallSite from;
    const Node* at;
    const Function* body;
    bool loop;
  };
  std::vector<Site> sites;
  std::vector<const Function*> all;
  std::vector<std::pair<const Function*, CallSite>> static_calls;
  std::vector<bool> called, as_value;  // by the functions' numbers

  // What the body calls, and the literals that it makes.
  std::span<const Function* const> calls(const Function* f) const {
    auto [first, end] = calls_of_[f->number];
    return {calls_.data() + first, calls_.data() + end};
  }

  void read(const Examined& body) {
    const Function& f = body.function;
    copied_ = program_.is_test_variant(body.flow.package());
    all.push_back(&f);
    absl::flat_hash_set<uint32_t> started;  // literals that a `go` statement runs
    std::unique_ptr<Loops> loops;
    for (ValueId v : f.with(Opcode::Call)) {
      const Instr& i = f.at(v);
      bool library = static_cast<ir::CallMode>(i.sub) == ir::CallMode::Now && starts_goroutine(ir::callee(i));
      if (!library && static_cast<ir::CallMode>(i.sub) != ir::CallMode::Go) continue;
      ValueId value = library ? f.operand(i, i.count - 1) : f.operand(i, 0);
      const Function* target = ir::callee(i) && !library ? callee(body, i) : function_value(body, value);
      if (!target || !i.node) continue;
      if (!loops) loops = std::make_unique<Loops>(f, body.dominators);
      sites.push_back({{&body, v}, i.node, target, loops->outermost(i.block) != kNoLoop});
      if (target->parent == &f) started.insert(body.flow.number(value).v);
    }
    calls_of_[f.number].first = static_cast<uint32_t>(calls_.size());
    f.each(ir::opcodes({Opcode::FuncRef, Opcode::BoundMethod, Opcode::Call, Opcode::MakeClosure}), [&](ValueId v) {
      const Instr& i = f.at(v);
      if (i.op == Opcode::FuncRef || i.op == Opcode::BoundMethod) {
        if (const Function* value = declared(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get()))) as_value[value->number] = true;
        return;
      }
      const Function* target = nullptr;
      if (i.op == Opcode::Call) {
        target = callee(body, i);
        if (target) static_calls.push_back({target, {&body, v}});
        if (static_cast<ir::CallMode>(i.sub) == ir::CallMode::Go) return;
      }
      if (i.op == Opcode::MakeClosure && !started.contains(v.v)) target = f.closures[i.aux].get();
      if (!target) return;
      calls_.push_back(target);
      called[target->number] = true;
    });
    calls_of_[f.number].second = static_cast<uint32_t>(calls_.size());
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
  std::vector<const Function*> calls_;
  std::vector<std::pair<uint32_t, uint32_t>> calls_of_;  // first and end in calls_, by the functions' numbers
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

Contexts::Contexts(const ProgramFlow& program, const std::vector<const Package*>& packages) : contexts_(program.function_count()), unseen_(program.function_count()) {
  Builder b(program);
  for (const Package* p : packages)
    for (const auto& body : ahead(program.package(p)->bodies()))
      if (!body->is_test) b.read(*body);
  closed_ = closed_packages(packages);

  first_site_.resize(program.function_count() + 1);
  for (const auto& [callee, site] : b.static_calls) first_site_[callee->number + 1]++;
  std::partial_sum(first_site_.begin(), first_site_.end(), first_site_.begin());
  sites_.resize(b.static_calls.size());
  std::vector<uint32_t> next(first_site_);
  for (const auto& [callee, site] : b.static_calls) sites_[next[callee->number]++] = site;

  auto reach = [&](std::vector<const Function*> work, auto mark) {
    while (!work.empty()) {
      const Function* f = work.back();
      work.pop_back();
      if (!mark(contexts_[f->number])) continue;
      auto calls = b.calls(f);
      work.insert(work.end(), calls.begin(), calls.end());
    }
  };
  std::vector<bool> begun(program.function_count());
  for (const Builder::Site& s : b.sites) begun[s.body->number] = true;
  std::vector<const Function*> handlers, mains, open;
  for (const Function* f : b.all) {
    const Func* o = f->object;
    std::string_view name = o ? o->name.view() : std::string_view();
    bool entry = !f->node || (o && !f->parent && (name == "init" || (name == "main" && o->pkg && o->pkg->name.view() == "main")));
    if (is_handler(f->signature)) handlers.push_back(f);
    else if (entry) mains.push_back(f);
    else {
      bool importable = o && o->exported() && !(o->pkg && closed(o->pkg.get()));
      bool nobody = !b.called[f->number] && !begun[f->number];
      bool unseen = importable || b.as_value[f->number] || nobody;
      unseen_[f->number] = unseen;
      if (unseen) open.push_back(f);
    }
  }
  reach(handlers, [&](ContextsOf& c) { return !std::exchange(c.handler, true); });
  reach(mains, [&](ContextsOf& c) { return !std::exchange(c.sequential, true); });
  reach(open, [&](ContextsOf& c) { return !std::exchange(c.open, true); });
  std::stable_sort(b.sites.begin(), b.sites.end(), [](const Builder::Site& x, const Builder::Site& y) {
    SourceFile *f = file_of(x.at->pos), *g = file_of(y.at->pos);
    return f == g ? x.at->pos < y.at->pos : f->path() < g->path();
  });
  // Twice: what a goroutine of many starts is many.
  for (int round = 0; round < 2; round++) {
    for (const Builder::Site& s : b.sites) {
      const ContextsOf& in = of(&s.from.caller->function);
      bool many = s.loop || in.handler || std::any_of(in.starts.begin(), in.starts.end(), [](const Start& x) { return x.many; });
      reach({s.body}, [&](ContextsOf& c) {
        auto known = std::find_if(c.starts.begin(), c.starts.end(), [&](const Start& x) { return x.at == s.at; });
        if (known != c.starts.end()) {
          if (known->many || !many) return false;
          return known->many = true;
        }
        if (c.starts.size() >= kMost) return false;
        c.starts.push_back({s.from, s.at, s.body, many});
        return true;
      });
    }
  }
}

const ContextsOf& Contexts::of(const Function* f) const {
  return contexts_[f->number];
}

std::span<const CallSite> Contexts::calls_of(const Function* f) const {
  uint32_t first = first_site_[f->number], end = first_site_[f->number + 1];
  return {sites_.data() + first, sites_.data() + end};
}

bool Contexts::has_unseen_callers(const Function* f) const {
  return unseen_[f->number];
}

}  // namespace ptrsafe::flow
