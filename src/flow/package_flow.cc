#include "flow/package_flow.h"

#include "flow/contexts.h"
#include "flow/held_locks.h"
#include "flow/lock_arguments.h"
#include "flow/outside.h"
#include "flow/read_modify_write.h"
#include "flow/summarise.h"
#include "flow/unsafe_pointers.h"
#include "flow/value_comparisons.h"
#include "lifetime/channels.h"
#include "lifetime/lifetimes.h"
#include "lower/lower.h"
#include "syntax/node.h"
#include "types/under.h"

namespace ptrsafe::flow {
namespace {

bool in_test_file(const Package& package, const Function& f) {
  const auto& files = package.details->files;
  for (size_t i = 0; i < files.size(); i++)
    if (files[i].get() == f.file) return package.details->unit->files[i]->is_test;
  return false;
}

// The map is the result's own: a field, or one that is promoted from structs embedded in it.
bool own_field(const Function& f, const NilSummary& n) {
  Type* t = f.signature->results->vars[static_cast<size_t>(n.result)]->type;
  if (Pointer* p = as_under<Pointer>(t)) t = p->elem;
  for (uint8_t k = 0; k + 1 < n.map.depth; k++) {
    Struct* s = as_under<Struct>(t);
    if (!s || n.map.fields[k] >= s->fields.size() || !s->fields[n.map.fields[k]]->embedded()) return false;
    t = s->fields[n.map.fields[k]]->type;
  }
  return n.map.field;
}

// A test, benchmark or example, by its form: the test binary calls it, and mostly nobody else.
bool is_test_entry(const Function& f) {
  if (!f.object || f.signature->recv || f.signature->result_count() > 0) return false;
  std::string_view name = f.object->name.view();
  if (f.signature->param_count() == 0) return name.starts_with("Example");
  Pointer* p = f.signature->param_count() == 1 ? as<Pointer>(f.signature->param(0)->type) : nullptr;
  Named* n = p ? as<Named>(p->elem) : nullptr;
  bool given = n && n->obj->pkg && n->obj->pkg->path.view() == "testing";
  return given && (name.starts_with("Test") || name.starts_with("Benchmark") || name.starts_with("Fuzz"));
}

bool is_method(const Func& f) { return f.type && f.type->kind == TypeKind::Signature && static_cast<Signature*>(f.type.get())->recv; }

}  // namespace

PackageFlow::PackageFlow(const Package& package, const ProgramFlow& program)
    : package_(package), view_(package, program), tested_(package.tested ? program.package(package.tested) : nullptr), once_(package), is_test_variant_(program.is_test_variant(package)) {
  lower_bodies();
  if (tested_) lower_helpers();
  auto is_entry = [](const Entry& e) { return e.is_test && is_test_entry(*e.function); };
  for (const auto& e : entries_)
    if (!is_entry(*e)) build(*e);
  // Of those that nobody has asked for yet, no summary is made: who calls one all the same takes it for an unknown function.
  for (const auto& e : entries_) build(*e, false);
  built_ = true;
  for (const auto& b : bodies_) {
    by_body_[&b->function] = b.get();
    if (b->is_test || !is_test_variant_) reported_.push_back(b.get());
  }
  for (const auto& e : entries_) {
    if (e->is_test || !e->function->object || is_method(*e->function->object)) continue;
    for (const NilSummary& n : e->summary.nil_after)
      if (n.result >= 0 && own_field(*e->function, n) && declares(n.map.field->pkg)) maps_.add_left_nil(n.map.field, e->function->object->node);
  }
  for (const auto& b : bodies_) {
    (b->is_test ? test_maps_ : maps_).add(b->flow);
    (b->is_test ? test_dynamic_calls_ : dynamic_calls_).add(b->flow);
  }
}

void PackageFlow::take(std::unique_ptr<Function> f) {
  if (!f) return;
  auto e = std::make_unique<Entry>();
  e->is_test = in_test_file(package_, *f);
  if (f->object) by_function_[f->object] = e.get();
  e->function = std::move(f);
  entries_.push_back(std::move(e));
}

void PackageFlow::lower_bodies() {
  std::unique_ptr<Function> initializers = lower_initializers(package_);
  if (!initializers && !package_.details->init_order.empty()) complete_ = false;
  take(std::move(initializers));
  for (const Func* f : package_.details->functions) {
    if (once_.contains(f)) continue;  // a part of its caller
    std::unique_ptr<Function> body = lower_function(package_, *f, &once_);
    if (!body && f->node && func_decl(f->node).body) complete_ = false;
    take(std::move(body));
  }
}

void PackageFlow::lower_helpers() {
  if (tested_->once_.empty()) return;
  const auto& files = package_.details->files;
  for (size_t i = package_.details->first_own_file; i < files.size(); i++) {
    const Tree& tree = *files[i]->tree;
    for (const Node* n = tree.first; n < tree.first + tree.count; n++) {
      const Func* f = n->is(NodeKind::Ident) ? as_object<Func>(files[i]->object_of(n)) : nullptr;
      if (f && tested_->once_.contains(f) && !by_function_.contains(f)) take(lower_function(tested_->package(), *f, &tested_->once_));
    }
  }
}

std::vector<const Examined*> PackageFlow::all_bodies() const {
  std::vector<const Examined*> all;
  if (tested_) all = tested_->all_bodies();
  for (const auto& b : bodies_) all.push_back(b.get());
  return all;
}

void PackageFlow::build(Entry& e, bool summarised) {
  if (e.state != Entry::Waiting) return;
  e.state = Entry::Busy;
  auto body = std::make_unique<Examined>(package_, *e.function, this, e.is_test);
  e.has_summary = summarised;
  if (summarised) {
    e.summary = summarise(*body, *this);
    e.summary.accessor = accessor(*body);
    e.summary.lock_effects = lock_effects(*body);
  }
  body->flow.forget_states();
  e.examined = body.get();
  bodies_.push_back(std::move(body));
  e.state = Entry::Done;
  add_literals(*e.function, e.is_test);
}

void PackageFlow::add_literals(const Function& f, bool is_test) {
  for (const auto& c : f.closures) {
    if (literals_.contains(c.get())) continue;  // with what is in it
    bodies_.push_back(std::make_unique<Examined>(package_, *c, this, is_test));
    bodies_.back()->flow.forget_states();
    add_literals(*c, is_test);
  }
}

PackageFlow::~PackageFlow() = default;

void PackageFlow::number_functions(uint32_t& next) {
  std::vector<Function*> work;
  for (const auto& e : entries_) work.push_back(e->function.get());
  for (size_t k = 0; k < work.size(); k++) {
    work[k]->number = next++;
    for (const auto& literal : work[k]->closures) work.push_back(literal.get());
  }
}

const ValueComparisons& PackageFlow::comparisons() const {
  std::call_once(comparisons_made_, [&] { comparisons_ = std::make_unique<ValueComparisons>(*this); });
  return *comparisons_;
}

PackageFlow::Entry* PackageFlow::entry(const Func* f) const {
  if (f && f->origin) f = f->origin;
  if (!f || !declares(f->pkg)) return nullptr;
  auto it = by_function_.find(f);
  if (it != by_function_.end()) return it->second;
  return tested_ ? tested_->entry(f) : nullptr;
}

const FunctionSummary* PackageFlow::of(const Func* f) {
  Entry* e = entry(f);
  if (!e) return view_.summary(f);
  build(*e);
  return e->state == Entry::Done && e->has_summary ? &e->summary : nullptr;
}

const FunctionSummary* PackageFlow::of_literal(const Function& literal) {
  if (built_ && !literals_.contains(&literal)) return nullptr;
  auto [it, fresh] = literals_.try_emplace(&literal);
  if (!fresh) return it->second->state == Literal::Done ? &it->second->summary : nullptr;
  Literal& l = *(it->second = std::make_unique<Literal>());
  bool is_test = in_test_file(package_, literal);
  auto body = std::make_unique<Examined>(package_, literal, this, is_test);
  l.summary = summarise(*body, *this);
  body->flow.forget_states();
  bodies_.push_back(std::move(body));
  l.state = Literal::Done;
  add_literals(literal, is_test);
  return &l.summary;
}

const FunctionSummary* PackageFlow::summary(const Examined& body, const Instr& call) const {
  const Function& f = body.function;
  if (call.op == Opcode::Invoke) return view_.of_method(ir::callee(call), body.is_test);
  if (call.op != Opcode::Call) return nullptr;
  if (call.aux) return summary(ir::callee(call));
  ValueId function = body.flow.number(f.operand(call, 0));
  const Instr& i = f.at(function);
  switch (i.op) {
    case Opcode::FuncRef:
    case Opcode::BoundMethod: return summary(static_cast<Func*>(Ref<Object>::from_raw(i.aux).get()));
    case Opcode::MakeClosure: {
      auto it = literals_.find(f.closures[i.aux].get());
      if (it != literals_.end()) return &it->second->summary;
      return tested_ ? tested_->summary(body, call) : nullptr;
    }
    case Opcode::Load: {
      ValueId a = body.flow.number(f.operand(i, 0));
      const Var* variable = f.at(a).op == Opcode::Global ? static_cast<Var*>(Ref<Object>::from_raw(f.at(a).aux).get()) : field_at(body.flow, a);
      return variable ? view_.of_variable(variable, body.is_test) : nullptr;
    }
    default: return nullptr;
  }
}

const FunctionSummary* PackageFlow::summary(const Func* f) const {
  const Entry* e = entry(f);
  if (!e) return view_.summary(f);
  return e->has_summary ? &e->summary : nullptr;
}

const Function* PackageFlow::function(const Func* f) const {
  const Entry* e = entry(f);
  return e ? e->function.get() : nullptr;
}

const Examined* PackageFlow::examined(const Function& f) const {
  auto it = by_body_.find(&f);
  if (it != by_body_.end()) return it->second;
  return tested_ ? tested_->examined(f) : nullptr;
}

const Examined* PackageFlow::examined(const Func* f) const {
  const Entry* e = entry(f);
  return e ? e->examined : nullptr;
}

const MapTable& ProgramView::maps(bool with_tests) const { return program_.maps(with_tests); }

const FunctionSummary* ProgramView::of_method(const Func* method, bool with_tests) const {
  return program_.dynamic_calls(with_tests).of_method(method, [&](const Func* f) { return program_.summary(f); });
}

std::vector<const Func*> ProgramView::methods(const Func* method) const { return program_.dynamic_calls(false).methods(method); }

const FunctionSummary* ProgramView::of_variable(const Var* variable, bool with_tests) const {
  if (variable->origin) variable = variable->origin;
  return program_.dynamic_calls(with_tests).of_variable(variable, [&](const Func* f) { return program_.summary(f); });
}

const FunctionSummary* ProgramView::summary(const Func* f) const {
  if (f && f->origin) f = f->origin;
  if (!f || !f->pkg || f->pkg.get() == &asking_) return nullptr;
  const PackageFlow* owner = program_.package(f->pkg);
  return owner ? owner->summary(f) : nullptr;
}

bool ProgramView::outside(const OutsidePlace& p) const {
  return program_.outside(p);
}

bool ProgramView::complete(const Package* p) const {
  const PackageFlow* owner = p ? program_.package(p) : nullptr;
  return owner && owner->complete();
}

bool ProgramView::closed(const Package* p) const { return p && program_.closed(*p); }

const ValueComparisons* ProgramView::comparisons(const Package* p) const {
  const PackageFlow* owner = flow_of(p);
  return owner ? &owner->comparisons() : nullptr;
}

std::vector<const PackageFlow*> ProgramView::all() const {
  std::vector<const PackageFlow*> out;
  for (const Package* p : program_.packages()) out.push_back(program_.package(p));
  return out;
}

const PackageFlow* ProgramView::flow_of(const Package* p) const {
  const PackageFlow* owner = p ? program_.package(p) : nullptr;
  return owner;
}

const Contexts& ProgramView::contexts() const {
  return program_.contexts();
}

const UnsafePointers& ProgramView::unsafe_pointers() const {
  return program_.unsafe_pointers();
}

const LockArguments& ProgramView::lock_arguments() const {
  return program_.lock_arguments();
}

const lifetime::Channels& ProgramView::channels() const {
  return program_.channels();
}

const lifetime::Lifetimes& ProgramView::lifetimes() const {
  return program_.lifetimes();
}

static bool free_of_errors(const Package* p) {
  if (!p->details->errors.empty()) return false;
  return std::none_of(p->details->imports.begin(), p->details->imports.end(), [](const Package* q) { return q->fake && !q->cgo; });
}

ProgramFlow::ProgramFlow(const std::vector<const Package*>& packages, Pool& pool) : pool_(pool), packages_(packages), whole_(std::all_of(packages.begin(), packages.end(), free_of_errors)) {
  absl::flat_hash_set<std::string_view> plain;
  auto unit = [](const Package* p) -> const build::PackageUnit& { return *p->details->unit; };
  for (const Package* p : packages) {
    slots_[p] = std::make_unique<Slot>();
    if (unit(p).path.empty() || unit(p).path == unit(p).import_path) plain.insert(unit(p).path), production_.push_back(p);
  }
  for (const Package* p : packages)
    if (unit(p).path != unit(p).import_path && plain.contains(unit(p).path)) variants_.insert(p);
  for (const Package* p : packages)
    if (p->name == names.main) close(*p);
  pool.for_each(packages.size(), [&](size_t i) { package(packages[i]); });
  for (const Package* p : packages) slots_[p]->flow->number_functions(function_count_);
  for (const Package* p : packages) {
    maps_.merge(slots_[p]->flow->maps());
    maps_and_tests_.merge(slots_[p]->flow->maps());
    maps_and_tests_.merge(slots_[p]->flow->test_maps());
  }
  for (const Package* p : packages) {
    dynamic_calls_.merge(slots_[p]->flow->dynamic_calls());
    dynamic_calls_and_tests_.merge(slots_[p]->flow->dynamic_calls());
    dynamic_calls_and_tests_.merge(slots_[p]->flow->test_dynamic_calls());
  }
  dynamic_calls_.finish();
  dynamic_calls_and_tests_.finish();
}

void ProgramFlow::close(const Package& main) {
  std::string below = main.details->unit->path + "/";
  absl::flat_hash_set<const Package*> seen{&main};
  std::vector<const Package*> work{&main};
  closed_.insert(&main);
  while (!work.empty()) {
    const Package* p = work.back();
    work.pop_back();
    for (const Package* q : p->details->imports) {
      if (!slots_.contains(q) || !seen.insert(q).second) continue;
      if (q->path.view().starts_with(below)) closed_.insert(q);
      work.push_back(q);
    }
  }
}

const FunctionSummary* ProgramFlow::summary(const Func* f) const {
  PackageFlow* p = f && f->pkg ? package(f->pkg) : nullptr;
  return p ? p->summary(f) : nullptr;
}

// To give the memory of a large program back takes as long as a rule does.
ProgramFlow::~ProgramFlow() {
  pool_.for_each(packages_.size(), [&](size_t i) { slots_.at(packages_[i])->flow.reset(); });
}

const Contexts& ProgramFlow::contexts() const {
  std::call_once(contexts_made_, [&] { contexts_ = std::make_unique<Contexts>(*this, packages_); });
  return *contexts_;
}

bool ProgramFlow::outside(const OutsidePlace& p) const {
  std::call_once(outside_made_, [&] {
    for (const Package* q : packages_) outside_.add(*package(q));
    outside_.finish();
  });
  return outside_.contains(p);
}

const UnsafePointers& ProgramFlow::unsafe_pointers() const {
  std::call_once(unsafe_pointers_made_, [&] { unsafe_pointers_ = std::make_unique<UnsafePointers>(*this, packages_); });
  return *unsafe_pointers_;
}

const LockArguments& ProgramFlow::lock_arguments() const {
  std::call_once(lock_arguments_made_, [&] { lock_arguments_ = std::make_unique<LockArguments>(packages_); });
  return *lock_arguments_;
}

const lifetime::Channels& ProgramFlow::channels() const {
  std::call_once(channels_made_, [&] { channels_ = std::make_unique<lifetime::Channels>(*this, contexts()); });
  return *channels_;
}

const lifetime::Lifetimes& ProgramFlow::lifetimes() const {
  std::call_once(lifetimes_made_, [&] { lifetimes_ = std::make_unique<lifetime::Lifetimes>(*this); });
  return *lifetimes_;
}

PackageFlow* ProgramFlow::package(const Package* p) const {
  auto it = slots_.find(p);
  if (it == slots_.end()) return nullptr;
  Slot& s = *it->second;
  std::call_once(s.once, [&] { s.flow = std::make_unique<PackageFlow>(*p, *this); });
  return s.flow.get();
}

}  // namespace ptrsafe::flow
