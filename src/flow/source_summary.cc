#include "flow/source_summary.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "flow/models.h"
#include "flow/skipped_body.h"
#include "flow/state.h"
#include "lex/literal.h"
#include "source/source.h"
#include "syntax/children.h"
#include "types/lookup.h"
#include "types/package.h"
#include "types/predicates.h"
#include "types/universe.h"

namespace ptrsafe::flow {
namespace {

constexpr int kMaxDepth = 4;  // calls below one another

// What is assumed of a parameter.
enum class Given : uint8_t { Anything, Nil, NonNil, False };

// How a function can still end, or a statement: a set.
enum Ends : uint8_t {
  kNever = 0,
  kFalls = 1,  // the next statement runs
  kGivesTrue = 2,
  kGivesFalse = 4,
  kGivesNil = 8,
  kGivesOther = 16,  // not nil; or returns nothing
  kGivesAny = kGivesTrue | kGivesFalse | kGivesNil | kGivesOther,
  kAll = kGivesAny | kFalls,
};

// Of a condition.
enum Truth : uint8_t { kNo = 1, kYes = 2, kEither = 3 };

bool contains(const Node* n, auto match) {
  if (match(n)) return true;
  bool found = false;
  for_each_child(n, [&](const Node* c) { found = found || contains(c, match); });
  return found;
}

const Node* inner(const Node* e) { return unparen(const_cast<Node*>(e)); }

uint8_t ends_of(const Func* f, int parameter, Given given, int depth);

// One function under one assumption.
class Reader {
 public:
  Reader(const Func* f, SkippedBody body, Name parameter, Given given, int depth)
      : f_(f), body_(body), parameter_(parameter), given_(given), depth_(depth), result_(only_result(f)) {}

  uint8_t ends() {
    const Node* block = func_decl(body_.declaration).body;
    bool unclear = contains(block, [&](const Node* n) {
      if (n->is(NodeKind::Ident) && n->name().view() == "recover") return true;
      if (n->is(NodeKind::BranchStmt)) return n->na() != nullptr;  // to a label
      if (n->is(NodeKind::AssignStmt)) return std::ranges::any_of(n->la(), [&](const Node* l) { return is_parameter(l); });
      return n->is(NodeKind::Unary) && n->oper() == Op::And && is_parameter(n->na());
    });
    if (unclear) return kGivesAny;
    uint8_t e = statements(block->la());
    if (e & kFalls) e = static_cast<uint8_t>((e & ~kFalls) | kGivesOther);
    return e;
  }

 private:
  static Type* only_result(const Func* f) {
    Signature* s = f->signature();
    return s && s->result_count() == 1 ? s->result(0)->type.get() : nullptr;
  }

  bool is_parameter(const Node* e) const {
    e = inner(e);
    return parameter_ && e->is(NodeKind::Ident) && e->name() == parameter_;
  }
  static bool is_name(const Node* e, std::string_view name) {
    e = inner(e);
    return e->is(NodeKind::Ident) && e->name().view() == name;
  }

  uint8_t statements(NodeList list) {
    uint8_t out = kFalls;
    for (const Node* s : list) {
      if (!(out & kFalls)) break;
      out = static_cast<uint8_t>((out & ~kFalls) | statement(s));
    }
    return out;
  }

  // A statement that breaks out of `body` goes on behind the loop, switch or select around it; breaks of those in it are theirs.
  static bool breaks(const Node* n) {
    if (n->is(NodeKind::BranchStmt)) return static_cast<BranchKind>(n->op) == BranchKind::Break;
    switch (n->kind) {
      case NodeKind::ForStmt:
      case NodeKind::RangeStmt:
      case NodeKind::SwitchStmt:
      case NodeKind::TypeSwitchStmt:
      case NodeKind::SelectStmt:
      case NodeKind::FuncLit: return false;
      default: break;
    }
    bool found = false;
    for_each_child(n, [&](const Node* c) { found = found || breaks(c); });
    return found;
  }

  uint8_t loop(const Node* body, bool endless) {
    uint8_t out = statements(body->la());
    return endless && !breaks_in(body->la()) ? static_cast<uint8_t>(out & ~kFalls) : static_cast<uint8_t>(out | kFalls);
  }
  static bool breaks_in(NodeList list) { return std::ranges::any_of(list, [](const Node* s) { return breaks(s); }); }

  // Clauses, one of which runs; `decide` says of a clause whether it can be the one.
  template <class Decide>
  uint8_t clauses(const Node* body, bool one_runs, Decide decide) {
    uint8_t out = kNever;
    const Node* otherwise = nullptr;
    bool more = true;
    for (const Node* c : body->la()) {
      NodeList cases = c->is(NodeKind::CaseClause) ? c->la() : NodeList{};
      if (c->is(NodeKind::CaseClause) && cases.empty()) {
        otherwise = c;
        continue;
      }
      uint8_t t = more ? decide(cases) : uint8_t{kNo};
      if (t & kYes) out |= clause(c);
      if (t == kYes) more = false;
    }
    if (otherwise && more) out |= clause(otherwise);
    return otherwise || one_runs || !more ? out : static_cast<uint8_t>(out | kFalls);
  }
  uint8_t clause(const Node* c) {
    uint8_t out = statements(c->lb());
    return breaks_in(c->lb()) ? static_cast<uint8_t>(out | kFalls) : out;
  }

  uint8_t statement(const Node* s) {
    switch (s->kind) {
      case NodeKind::BlockStmt: return statements(s->la());
      case NodeKind::LabeledStmt: return statement(s->nb());
      case NodeKind::ExprStmt: return runs(s->na()) ? kFalls : kNever;
      case NodeKind::AssignStmt: {
        for (const Node* r : s->lb())
          if (!runs(r)) return kNever;
        define(s);
        return kFalls;
      }
      case NodeKind::IfStmt: {
        auto [init, cond, then, els] = if_stmt(s);
        if (init && statement(init) == kNever) return kNever;
        if (!runs(cond)) return kNever;
        uint8_t t = truth(cond), out = kNever;
        if (t & kYes) out |= statement(then);
        if (t & kNo) out |= els ? statement(els) : uint8_t{kFalls};
        return out;
      }
      case NodeKind::ForStmt: {
        auto v = for_stmt(s);
        if (v.init && statement(v.init) == kNever) return kNever;
        return loop(v.body, !v.cond);
      }
      case NodeKind::RangeStmt: return loop(range_stmt(s).body, false);
      case NodeKind::SwitchStmt: {
        auto v = switch_stmt(s);
        if (v.init && statement(v.init) == kNever) return kNever;
        if (contains(v.body, [](const Node* n) { return n->is(NodeKind::BranchStmt) && static_cast<BranchKind>(n->op) == BranchKind::Fallthrough; })) return kAll;
        return clauses(v.body, false, [&](NodeList cases) -> uint8_t {
          uint8_t t = kNo;
          for (const Node* c : cases) {
            uint8_t one = v.tag ? (is_parameter(v.tag) ? equal_to_parameter(c) : uint8_t{kEither}) : truth(c);
            t = one & kYes ? static_cast<uint8_t>(t | one) : t;
            if (one == kYes) return kYes;
          }
          return t;
        });
      }
      case NodeKind::TypeSwitchStmt:
        return clauses(switch_stmt(s).body, false, [](NodeList) -> uint8_t { return kEither; });
      case NodeKind::SelectStmt: {
        uint8_t out = kNever;
        for (const Node* c : s->na()->la()) out |= clause(c);
        return out;
      }
      case NodeKind::ReturnStmt: return returned(s->la());
      case NodeKind::BranchStmt: return kNever;  // where it goes to is asked of the loop
      default: return kFalls;
    }
  }

  uint8_t returned(NodeList values) {
    if (values.size() != 1 || !result_) {
      bool go_on = std::ranges::all_of(values, [&](const Node* v) { return runs(v); });
      return !go_on ? uint8_t{kNever} : result_ ? uint8_t{kGivesAny} : uint8_t{kGivesOther};
    }
    const Node* v = inner(values[0]);
    if (!runs(v)) return kNever;
    return is_boolean(result_) ? given_as(truth(v)) : nilness(v);
  }
  static uint8_t given_as(uint8_t truth) { return static_cast<uint8_t>((truth & kYes ? kGivesTrue : 0) | (truth & kNo ? kGivesFalse : 0)); }

  // kGivesNil, kGivesOther or both.
  uint8_t nilness(const Node* v) {
    v = inner(v);
    constexpr uint8_t kBoth = kGivesNil | kGivesOther;
    if (is_name(v, "nil")) return kGivesNil;
    if (is_parameter(v)) return given_ == Given::Nil ? uint8_t{kGivesNil} : given_ == Given::NonNil ? uint8_t{kGivesOther} : kBoth;
    if (v->is(NodeKind::Ident)) {
      auto it = locals_.find(v->name().id());
      return it == locals_.end() || !(it->second & kBoth) ? kBoth : static_cast<uint8_t>(it->second & kBoth);
    }
    if (v->is(NodeKind::Unary) && v->oper() == Op::And) return kGivesOther;
    if (v->is(NodeKind::Call)) {
      const Func* g = as_object<Func>(called(v->na()));
      if (g && g->pkg && ((g->pkg->path.view() == "fmt" && g->name.view() == "Errorf") || (g->pkg->path.view() == "errors" && g->name.view() == "New"))) return kGivesOther;
      uint8_t e = call(v);
      return e & kBoth ? static_cast<uint8_t>(e & kBoth) : kBoth;
    }
    return kBoth;
  }

  uint8_t equal_to_parameter(const Node* other) {
    if (is_name(other, "nil")) return given_ == Given::Nil ? kYes : given_ == Given::NonNil ? kNo : kEither;
    return kEither;
  }

  uint8_t truth(const Node* e) {
    e = inner(e);
    auto turned = [](uint8_t t) -> uint8_t { return t == kEither ? kEither : t == kYes ? kNo : kYes; };
    switch (e->kind) {
      case NodeKind::Ident: {
        if (is_parameter(e)) return given_ == Given::False ? kNo : kEither;
        if (is_name(e, "true")) return kYes;
        if (is_name(e, "false")) return kNo;
        auto it = locals_.find(e->name().id());
        return it == locals_.end() ? uint8_t{kEither} : of_bool(it->second);
      }
      case NodeKind::Unary: return e->oper() == Op::Not ? turned(truth(e->na())) : uint8_t{kEither};
      case NodeKind::Binary: {
        const Node *a = e->na(), *b = e->nb();
        switch (e->oper()) {
          case Op::AndAnd:
          case Op::OrOr: {
            uint8_t stops = e->oper() == Op::AndAnd ? kNo : kYes, l = truth(a);
            if (l == stops) return l;
            uint8_t r = truth(b);
            return l == kEither ? (r == stops ? r : uint8_t{kEither}) : r;
          }
          case Op::Eql:
          case Op::Neq: {
            if (!is_name(b, "nil")) std::swap(a, b);
            if (!is_name(b, "nil")) return kEither;
            uint8_t n = nilness(a);
            uint8_t t = n == kGivesNil ? kYes : n == kGivesOther ? kNo : kEither;
            return e->oper() == Op::Eql ? t : turned(t);
          }
          default: return kEither;
        }
      }
      case NodeKind::Call: return of_bool(call(e));
      default: return kEither;
    }
  }
  static uint8_t of_bool(uint8_t ends) {
    uint8_t t = static_cast<uint8_t>((ends & kGivesTrue ? kYes : 0) | (ends & kGivesFalse ? kNo : 0));
    return t ? t : uint8_t{kEither};
  }

  // `v := f(p)` of a variable that is assigned once.
  void define(const Node* s) {
    if (s->la().size() != 1 || s->lb().size() != 1) return;
    const Node *left = inner(s->la()[0]), *right = inner(s->lb()[0]);
    if (!left->is(NodeKind::Ident)) return;
    bool first = s->oper() == Op::Define && !locals_.contains(left->name().id());
    uint8_t& known = locals_[left->name().id()];
    known = !first ? uint8_t{kGivesAny} : right->is(NodeKind::Call) ? call(right) : given_as(truth(right));
  }

  // False if evaluating it does not end: a call in it never returns, outside function literals and what runs on some ways only.
  bool runs(const Node* e) {
    e = inner(e);
    if (e->is(NodeKind::FuncLit)) return true;
    if (e->is(NodeKind::Binary) && (e->oper() == Op::AndAnd || e->oper() == Op::OrOr)) return runs(e->na());
    bool on = true;
    for_each_child(e, [&](const Node* c) { on = on && runs(c); });
    return on && (!e->is(NodeKind::Call) || call(e) != kNever);
  }

  // How a call can end.
  uint8_t call(const Node* c) {
    const Node* f = inner(c->na());
    if (is_name(f, "panic")) return kNever;
    Object* o = called(f);
    if (Var* v = as_object<Var>(o)) {
      std::string name(v->name.view());
      std::ranges::transform(name, name.begin(), [](char x) { return static_cast<char>(x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x); });
      return name.find("exit") != std::string::npos ? kNever : kGivesAny;
    }
    const Func* g = as_object<Func>(o);
    if (!g) return kGivesAny;
    if (model_of(g) & kNoReturn) return kNever;
    // What testing.TB has under these names, in whatever interface a library asks for.
    if (g->bits & Func::kInterfaceMethod) return g->name.view() == "FailNow" || g->name.view() == "SkipNow" ? kNever : kGivesAny;
    if (depth_ >= kMaxDepth) return kGivesAny;
    int parameter = -1, k = 0;
    for (const Node* a : c->lb()) {
      if (is_parameter(a) && given_ != Given::Anything) parameter = k;
      k++;
    }
    return ends_of(g, parameter, parameter < 0 ? Given::Anything : given_, depth_ + 1);
  }

  // The function or variable that a call names; null where that is not known.
  Object* called(const Node* f) {
    f = inner(f);
    if (f->is(NodeKind::Index)) return called(f->na());  // an instance
    if (f->is(NodeKind::Ident)) return declared(f->name());
    if (!f->is(NodeKind::Selector)) return nullptr;
    Name name = f->nb()->name();
    if (const Node* x = inner(f->na()); x->is(NodeKind::Ident) && !variable(x->name()))
      if (Package* p = imported(x->name())) return p->scope ? p->scope->find(name) : nullptr;
    Type* t = type_of(f->na());
    return t ? lookup_field_or_method(t, true, f_->pkg, name).obj : nullptr;
  }

  // Of a parameter, the receiver, a package-level variable, or a field of one.
  Type* type_of(const Node* e) {
    e = inner(e);
    if (e->is(NodeKind::Ident)) {
      Var* v = variable(e->name());
      return v ? v->type.get() : nullptr;
    }
    if (!e->is(NodeKind::Selector)) return nullptr;
    Var* v = as_object<Var>(called(e));
    return v ? v->type.get() : nullptr;
  }

  Var* variable(Name name) {
    Signature* s = f_->signature();
    if (s && s->recv && s->recv->name == name) return s->recv.get();
    for (size_t i = 0; s && i < s->param_count(); i++)
      if (s->param(i)->name == name) return s->param(i);
    return as_object<Var>(declared(name));
  }

  Object* declared(Name name) { return f_->pkg->scope ? f_->pkg->scope->find(name) : nullptr; }

  Package* imported(Name name) {
    const build::PackageUnit* unit = f_->pkg->details ? f_->pkg->details->unit : nullptr;
    for (const Node* spec : body_.tree->imports) {
      std::string path;
      const Node* literal = spec->nb();
      std::string_view text = file_of(literal->pos)->text();
      size_t end = end_pos(literal).v - literal->pos.v;
      if (!unit || !unquote(text.substr(file_of(literal->pos)->offset(literal->pos), end), &path)) continue;
      const build::PackageUnit* target = unit->find_import(path);
      if (!target || !target->checked) continue;
      if (spec->na() ? spec->na()->name() == name : target->checked->name == name) return target->checked;
    }
    return nullptr;
  }

  const Func* f_;
  SkippedBody body_;
  Name parameter_;
  Given given_;
  int depth_;
  Type* result_;
  absl::flat_hash_map<uint32_t, uint8_t> locals_;  // how the call ends that a local variable has its value from, by name
};

// How f can end if `given` holds for its parameter number `parameter` (the receiver not counted); kGivesAny where that is not known.
uint8_t ends_of(const Func* f, int parameter, Given given, int depth) {
  if (f->origin) f = f->origin.get();
  const build::PackageUnit* unit = f->pkg && f->pkg->details ? f->pkg->details->unit : nullptr;
  Signature* s = f->signature();
  if (!unit || unit->standard || !s) return kGivesAny;
  Name name;
  if (parameter >= 0) {
    // One of several in a variadic parameter is not followed.
    bool single = static_cast<size_t>(parameter) < s->param_count() - (s->variadic() ? 1 : 0);
    if (single) name = s->param(static_cast<size_t>(parameter))->name;
  }
  if (!name) given = Given::Anything;
  // Kept by depth as well: what is found does not depend on who asks first.
  static std::mutex mutex;
  static absl::flat_hash_map<std::tuple<const Func*, uint32_t, Given, int>, uint8_t> known;
  std::tuple key(f, given == Given::Anything ? 0 : name.id(), given, depth);
  {
    std::lock_guard lock(mutex);
    if (auto it = known.find(key); it != known.end()) return it->second;
  }
  SkippedBody body = skipped_body(f);
  uint8_t e = body.declaration ? Reader(f, body, given == Given::Anything ? Name{} : name, given, depth).ends() : uint8_t{kGivesAny};
  std::lock_guard lock(mutex);
  return known.try_emplace(key, e).first->second;
}

// In a module, and not under examination.
bool in_other_module(const Func* f) {
  const build::PackageUnit* unit = f->pkg && f->pkg->details ? f->pkg->details->unit : nullptr;
  return unit && !unit->standard && !unit->named && f->signature() && !(f->bits & Func::kInterfaceMethod);
}

std::unique_ptr<FunctionSummary> summary_of(const Func* f) {
  Signature* s = f->signature();
  auto out = std::make_unique<FunctionSummary>();
  Type* result = s->result_count() == 1 ? s->result(0)->type.get() : nullptr;
  bool tells = result && (is_boolean(result) || identical(result, universe.error_type));
  if (s->result_count() == 0) out->no_return = ends_of(f, -1, Given::Anything, 0) == kNever;
  if (out->no_return || (s->result_count() > 0 && !tells)) return out->no_return ? std::move(out) : nullptr;
  const uint8_t always = ends_of(f, -1, Given::Anything, 0);
  uint8_t receiver = s->recv ? 1 : 0;
  for (size_t i = 0; i < s->param_count() - (s->variadic() ? 1 : 0); i++) {
    Type* t = s->param(i)->type;
    auto find = [&](Given given, uint8_t bits) {
      uint8_t e = ends_of(f, static_cast<int>(i), given, 0);
      auto add = [&](ShownSummary::When when) { out->shown.push_back({static_cast<uint8_t>(i + receiver), bits, when}); };
      if (e == always) return;
      if (e == kNever) add(ShownSummary::Always);
      if (!tells || e == kNever) return;
      if (is_boolean(result)) {
        if (!(e & kGivesTrue)) add(ShownSummary::True);
        if (!(e & kGivesFalse)) add(ShownSummary::False);
      } else if (!(e & kGivesNil)) {
        add(ShownSummary::Nil);
      }
    };
    if (is_boolean(t)) find(Given::False, kTrue);
    else if (has_nil(t)) {
      find(Given::Nil, kNonNil);
      if (identical(t, universe.error_type)) find(Given::NonNil, kNil);
    }
  }
  return out->shown.empty() ? nullptr : std::move(out);
}

}  // namespace

const FunctionSummary* source_summary(const Func* f) {
  if (!f) return nullptr;
  if (f->origin) f = f->origin.get();
  if (!in_other_module(f)) return nullptr;  // nearly all calls: no lock for them
  static std::mutex mutex;
  static absl::flat_hash_map<const Func*, std::unique_ptr<FunctionSummary>> summaries;
  {
    std::lock_guard lock(mutex);
    if (auto it = summaries.find(f); it != summaries.end()) return it->second.get();
  }
  std::unique_ptr<FunctionSummary> s = summary_of(f);
  std::lock_guard lock(mutex);
  return summaries.try_emplace(f, std::move(s)).first->second.get();
}

}  // namespace ptrsafe::flow
