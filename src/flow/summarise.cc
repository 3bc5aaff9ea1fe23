#include "flow/summarise.h"

#include <algorithm>
#include <map>

#include "flow/checked_keys.h"
#include "flow/map_path.h"
#include "flow/models.h"
#include "flow/nil_origins.h"
#include "flow/outside.h"
#include "flow/paths.h"
#include "flow/spelling.h"
#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

class Summariser {
 public:
  Summariser(Examined& body, Summaries& callees) : body_(body), flow_(body.flow), f_(body.function), callees_(callees) {}

  FunctionSummary run() {
    for (BlockId b : body_.dominators.order())
      for (ValueId v : f_.blocks[b.v].instrs)
        if (f_.at(v).op == Opcode::Return && flow_.reached(v)) returns_.push_back(v);
    // A function that recovers may return all the same.
    out_.no_return = returns_.empty() && !recovers();
    out_.needs.resize(f_.params.size());
    deciding_ = deciding();
    for (size_t p = 0; p < f_.params.size() && p < 64; p++) parameter(p);
    if (!returns_.empty() && !recovers()) out_.not_nil = followed_always();
    size_t results = f_.signature && f_.signature->results ? f_.signature->results->size() : 0;
    out_.results.resize(results);
    if (results == 1 && !returns_.empty() && !f_.has_defer) {
      int same = number_of_parameter(f_.operand(returns_[0], 0));
      bool all = std::all_of(returns_.begin(), returns_.end(), [&](ValueId r) { return number_of_parameter(f_.operand(r, 0)) == same; });
      if (all) out_.returns_parameter = same;
    }
    for (size_t r = 0; r < results; r++) {
      Type* t = f_.signature->results->vars[r]->type;
      if (has_nil(t) || is_type_param(t)) result(r);
    }
    parts();
    out_.checks = checked_parameters(body_);
    if (results == 1 && is_string(f_.signature->results->vars[0]->type)) out_.results[0].key_parameter = made_from_parameter(flow_);
    out_.may_insert = may_insert();
    summarise_maps(body_, callees_, returns_, out_);
    return std::move(out_);
  }

 private:
  bool recovers() const {
    if (!f_.has_defer) return false;
    // The deferred function may be any: only literals can be looked into.
    return std::any_of(f_.closures.begin(), f_.closures.end(), [](const auto& c) { return c->calls_recover; }) || f_.closures.empty();
  }

  bool may_insert() const {
    if (!f_.with(Opcode::MapUpdate).empty() || !f_.with(Opcode::Invoke).empty()) return true;
    return std::ranges::any_of(f_.with(Opcode::Call), [&](ValueId v) {
      const Instr& i = f_.at(v);
      if (i.sub != 0 || !flow_.reached(v)) return false;
      if (!ir::callee(i) || (model_of(ir::callee(i)) & kMapStore)) return true;
      const FunctionSummary* callee = flow_.callee_summary(i);
      return callee && callee->may_insert;
    });
  }

  int number_of_parameter(ValueId v) const { return parameter_number(flow_, v); }

  // ---- parameters ----

  bool reaches(size_t p, ValueId goal, size_t operand) const {
    // Of what decides nothing the flow has found the first instruction that follows it.
    if (!(deciding_ >> p & 1)) return true;
    ValueId parameter = f_.params[p];
    PathQuery q;
    q.from = parameter;
    q.goal = goal;
    q.goal_operand = operand;
    q.assumed = {{parameter, kNil}};
    return find_path(flow_, q).kind != PathAnswer::No;
  }
  // … one of the returns, with that (one of the ValueBits) as what it gives.
  bool returns(ValueId parameter, uint8_t bits, std::span<const ValueId> goals, uint8_t given = 0) const {
    PathQuery q;
    q.from = parameter;
    q.goals = goals;
    q.assumed = {{parameter, bits}};
    q.goal_is = given;
    q.any_operand = true;
    return find_path(flow_, q).kind != PathAnswer::No;
  }
  // The parameter is compared with nil, or given to somebody who shows something of it.
  bool asked_about(ValueId parameter) const {
    return std::ranges::any_of(f_.instrs, [&](const Instr& i) {
      // A call that runs here: of others no summary has been asked for.
      if (i.op != Opcode::Binary && (i.op != Opcode::Call || i.sub != 0 || !flow_.reached(ValueId{static_cast<uint32_t>(&i - f_.instrs.data())}))) return false;
      auto operands = f_.operands_of(i);
      if (std::ranges::none_of(operands, [&](ValueId o) { return o && flow_.number(o) == parameter; })) return false;
      if (i.op == Opcode::Binary) return true;
      const FunctionSummary* callee = flow_.shown_by(i);
      return callee && !callee->shown.empty();
    });
  }

  // Parameters, a bit each, by which a path may be decided: they are compared, merged, returned, boxed, put where they are loaded again, or given to somebody
  // who shows something of them. The others are followed and passed on only, and of these a path query (flow/paths.h) learns nothing: what is assumed of
  // them closes no way.
  uint64_t deciding() const {
    std::vector<std::pair<uint32_t, size_t>> parameters;  // sorted by value
    for (size_t p = 0; p < f_.params.size() && p < 64; p++) parameters.push_back({f_.params[p].v, p});
    std::ranges::sort(parameters);
    uint64_t out = 0;
    for (const Instr& i : f_.instrs) {
      size_t from = 0;
      switch (i.op) {
        case Opcode::FieldAddr:
        case Opcode::IndexAddr:
        case Opcode::Index:
        case Opcode::Load:
        case Opcode::Invoke:
        case Opcode::MapUpdate:
        case Opcode::Send:
        case Opcode::StructLit:
        case Opcode::ArrayLit: continue;
        case Opcode::Store: from = 1; break;
        case Opcode::Call: {
          const Func* callee = ir::callee(i);
          bool error_test = callee && callee->pkg && callee->pkg->path.view() == "errors";
          // Of calls that do not run here no summary has been asked for.
          const FunctionSummary* summary = i.sub == 0 && flow_.reached(ValueId{static_cast<uint32_t>(&i - f_.instrs.data())}) ? flow_.shown_by(i) : nullptr;
          if (!error_test && !(model_of(callee) & kNilOfNil) && !(summary && !summary->shown.empty())) continue;
          break;
        }
        default: break;
      }
      for (size_t k = from; k < i.count; k++) {
        ValueId o = f_.operand(i, k);
        if (!o) continue;
        uint32_t v = flow_.number(o).v;
        auto it = std::ranges::lower_bound(parameters, std::pair(v, size_t{0}));
        if (it != parameters.end() && it->first == v) out |= uint64_t{1} << it->second;
      }
    }
    return out;
  }

  // What the function shows of its callers' arguments.
  void shown(size_t p) {
    ValueId v = f_.params[p];
    Type* t = f_.at(v).type;
    const bool generic = is_type_param(t);
    if (returns_.empty() || !(deciding_ >> p & 1) || (!is_boolean(t) && !has_nil(t) && !generic)) return;
    auto add = [&](uint8_t bits, ShownSummary::When when, uint64_t constant = 0) { out_.shown.push_back({static_cast<uint8_t>(p), bits, when, constant}); };
    if ((!generic || has_nil(t)) && !returns(v, is_boolean(t) ? kFalse : kNil, returns_)) add(is_boolean(t) ? kTrue : kNonNil, ShownSummary::Always);
    if (is_boolean(t)) return;
    bool error = identical(t, universe.error_type) && asked_about(v);
    if (error && !returns(v, kNonNil, returns_)) add(kNil, ShownSummary::Always);
    Tuple* results = f_.signature ? f_.signature->results.get() : nullptr;
    if (!results || results->size() != 1) return;
    Type* result = results->vars[0]->type;
    if (is_boolean(result)) {
      constexpr std::pair<ShownSummary::When, uint8_t> kAnswers[] = {{ShownSummary::True, kTrue}, {ShownSummary::False, kFalse}};
      bool asks = error;
      for (auto [when, given] : kAnswers)
        if (!returns(v, kNil, returns_, given)) add(kNonNil, when), asks = true;
      // Whether it asks for nil, and not for something that nil is not either: what only nil gives.
      for (auto [when, given] : kAnswers)
        if (asks && !returns(v, kNonNil, returns_, given)) add(kNil, when);
    } else if (generic) {
      return;
    } else if (identical(result, universe.error_type)) {
      if (error ? !returns(v, kNonNil, returns_, kNil) : asked_about(v) && !returns(v, kNil, returns_, kNil)) add(error ? kNil : kNonNil, ShownSummary::Nil);
    } else if (error && (is_string(result) || is_integer(result))) {
      shown_by_constants(v, add);
    } else if (has_nil(result) && !is_type_param(result) && asked_about(v) && !returns(v, kNonNil, returns_, kNil)) {
      add(kNil, ShownSummary::Nil);
    }
  }
  // status(err) is 200 only where there is no error.
  template <class Add>
  void shown_by_constants(ValueId error, Add add) const {
    std::map<uint64_t, std::vector<ValueId>> constants;  // by hash: the returns that give it
    for (ValueId ret : returns_) {
      const Instr& i = f_.at(flow_.number(f_.operand(ret, 0)));
      if (i.op != Opcode::Const || constants.size() > kMaxConstants) return;
      constants[const_hash(Const{Ref<ConstData>::from_raw(i.aux)})].push_back(ret);
    }
    for (const auto& [hash, rets] : constants)
      if (!returns(error, kNonNil, rets)) add(kNil, ShownSummary::Constant, hash);
  }

  void parameter(size_t p) {
    shown(p);
    ValueId v = f_.params[p];
    Type* t = f_.at(v).type;
    if (!has_nil(t) || is_type_param(t)) return;
    for (BlockId b : body_.dominators.order()) {
      for (ValueId x : f_.blocks[b.v].instrs) {
        if (!flow_.reached(x)) continue;
        const Instr& i = f_.at(x);
        if (ValueId s = followed(flow_, x); s && begins_with(flow_.number(s), v) && flow_.subject(x) != Nilness::NonNil && i.node) {
          if (!reaches(p, x, 0) || under_other_parameter(x, p)) continue;
          out_.needs[p] = i.node;
          return;
        }
        Func* callee = ir::callee(i);
        if (i.op != Opcode::Call || !callee || i.sub != 0 || !i.node) continue;
        const FunctionSummary* s = callees_.of(callee);
        for (size_t k = 1; s && k < i.count && k <= s->needs.size(); k++) {
          if (!s->needs[k - 1] || !(flow_.number(f_.operand(i, k)) == v) || !reaches(p, x, k) || under_other_parameter(x, p)) continue;
          out_.needs[p] = s->needs[k - 1];
          return;
        }
      }
    }
  }

  uint64_t followed_always() const {
    uint64_t out = 0;
    for (size_t p = 0; p < f_.params.size() && p < 64; p++) {
      auto shown = [&](ValueId ret) { return flow_.at_exit(f_.at(ret).block, f_.params[p]) == Nilness::NonNil; };
      if (out_.needs[p] && std::ranges::all_of(returns_, shown)) out |= uint64_t{1} << p;
    }
    return out;
  }

  // It is the value, or a variable that a loop begins with it.
  bool begins_with(ValueId v, ValueId first) const {
    if (v == first) return true;
    const Instr& i = f_.at(v);
    auto operands = f_.operands_of(i);
    return i.op == Opcode::Phi && std::ranges::any_of(operands, [&](ValueId o) { return o && flow_.number(o) == first; });
  }

  // The instruction stands behind a comparison of another parameter: what the caller passes there decides whether it runs.
  bool under_other_parameter(ValueId x, size_t p) const {
    for (BlockId b = f_.at(x).block; b.v != 0;) {
      b = body_.dominators.immediate(b);
      const Instr& end = f_.at(f_.blocks[b.v].instrs.back());
      if (end.op != Opcode::If) continue;
      const Instr& condition = f_.at(flow_.number(f_.operand(end, 0)));
      if (condition.op != Opcode::Binary) continue;
      for (size_t k = 0; k < 2; k++) {
        ValueId asked = f_.operand(condition, k);
        int other = number_of_parameter(asked);
        // What kind of thing it is: a field that is compared with a constant.
        if (other < 0 && f_.at(flow_.number(f_.operand(condition, 1 - k))).op == Opcode::Const) other = object_of_field(asked);
        if (other >= 0 && static_cast<size_t>(other) != p) return true;
      }
    }
    return false;
  }

  // The parameter that the value is a field of, but not the receiver; -1: none.
  int object_of_field(ValueId v) const {
    const Instr& load = f_.at(flow_.number(v));
    const Instr& field = load.op == Opcode::Load ? f_.at(flow_.number(f_.operand(load, 0))) : load;
    if (field.op != Opcode::FieldAddr && field.op != Opcode::Field) return -1;
    int p = number_of_parameter(f_.operand(field, 0));
    return p == 0 && f_.signature && f_.signature->recv ? -1 : p;
  }

  // ---- results ----

  // Values that may tell, at a return, that what it gives is nil; none for a field of a struct that is zero.
  struct Teller {
    ValueId value;
    Type* type;
    int result, field;  // one of them is -1
    uint8_t may_be = 0;  // where there is a nil: kTrue, kFalse (of a boolean), kNil (of what may be no error)
    // Of a string or number: the constants (hashes) that it is where there is a nil, and where there is none; whether it may be anything else.
    std::vector<uint64_t> with_nil{}, without_nil{};
    bool other_with_nil = false, other_without_nil = false;
  };
  std::vector<Teller> results_but(size_t r) const {
    std::vector<Teller> out;
    for (size_t g = 0; g < out_.results.size(); g++)
      if (g != r) out.push_back({{}, f_.signature->results->vars[g]->type, static_cast<int>(g), -1});
    return out;
  }
  // `return nil, nil`
  bool without_error(ValueId ret, size_t r) const {
    size_t last = out_.results.size() - 1;
    return last != r && identical(f_.signature->results->vars[last]->type, universe.error_type) && f_.at(flow_.number(f_.operand(ret, last))).op == Opcode::Zero;
  }
  void at_return(std::vector<Teller>& tellers, ValueId ret) const {
    for (Teller& t : tellers)
      if (t.result >= 0) t.value = flow_.number(f_.operand(ret, static_cast<size_t>(t.result)));
  }
  static void finish(ResultSummary& out, const std::vector<Teller>& tellers) {
    if (out.explicit_nil) out.may_be_nil = true;
    for (const Teller& t : tellers) {
      GuardSummary guard{t.result, t.field};
      if (is_boolean(t.type)) {
        if (t.may_be == (kTrue | kFalse)) continue;
        guard.when_nil = t.may_be == kTrue ? kTrue : kFalse;
      } else if (identical(t.type, universe.error_type) || as_under<Pointer>(t.type)) {
        if (t.may_be & kNil) continue;
        guard.when_nil = kNonNil;
      } else {
        if (out.guard.tells()) continue;
        auto only = [](const std::vector<uint64_t>& here, const std::vector<uint64_t>& there) {
          return here.size() == 1 && std::ranges::find(there, here[0]) == there.end();
        };
        guard.is_constant = !t.other_with_nil && only(t.with_nil, t.without_nil);
        if (!guard.is_constant && (t.other_without_nil || !only(t.without_nil, t.with_nil))) continue;
        guard.constant = guard.is_constant ? t.with_nil[0] : t.without_nil[0];
      }
      // A result before a field, what is made to tell before another.
      bool better = t.result >= 0 || out.guard.result < 0;
      const GuardSummary& other = better ? out.guard : guard;
      if (other.tells() && other.when_nil) out.also.push_back(other);
      if (better) out.guard = guard;
    }
  }
  // At this return there is no nil.
  void note_constants(std::vector<Teller>& tellers) const {
    for (Teller& t : tellers) {
      const Instr& i = f_.at(t.value);
      if (t.value && i.op == Opcode::Const) note(t.without_nil, Const{Ref<ConstData>::from_raw(i.aux)});
      else t.other_without_nil = true;
    }
  }
  static void note(std::vector<uint64_t>& constants, const Const& c) {
    uint64_t hash = const_hash(c);
    if (std::ranges::find(constants, hash) == constants.end()) constants.push_back(hash);
  }

  void result(size_t r) {
    ResultSummary& out = out_.results[r];
    std::vector<Teller> tellers = results_but(r);
    for (ValueId ret : returns_) {
      ValueId v = flow_.number(f_.operand(ret, r));
      if (!v) continue;
      at_return(tellers, ret);
      if (int p = number_of_parameter(v); p >= 0) out.fallback_parameter = p;
      if (f_.at(v).op != Opcode::Zero && as_under<Interface>(f_.signature->results->vars[r]->type)) interface_result(out, v, ret, r);
      if (f_.at(v).op == Opcode::Zero && without_error(ret, r)) out.nil_without_error = true;
      if (!given(out, tellers, ret, v)) note_constants(tellers);
    }
    if (out.explicit_nil && !out.from_lookup) absent_gives_nil(out, r);
    if (out.explicit_nil && as_under<Map>(f_.signature->results->vars[r]->type)) {
      out.nil_for = nil_only_for(r);
      if (f_.signature->variadic()) out.never_for = never_nil_for(r);
    }
    finish(out, tellers);
    if (returns_.size() == 1 && !out.may_be_nil && !out.boxed_nil) given_by_method(out, flow_.number(f_.operand(returns_[0], r)));
  }

  // The parameters without whose nil no way leads to a `return nil`, or `return nil, nil`.
  uint64_t nil_only_for(size_t r) const {
    uint64_t out = 0;
    bool with_error = identical(f_.signature->results->vars[out_.results.size() - 1]->type, universe.error_type);
    for (size_t p = 0; p < f_.params.size() && p < 64; p++) {
      ValueId parameter = f_.params[p];
      if (!has_nil(f_.at(parameter).type) || !asked_about(parameter)) continue;
      auto given = [&](ValueId ret) {
        if (with_error && !without_error(ret, r)) return false;
        for (ValueId zero : zeros(ret, r)) {
          PathQuery q;
          q.from = parameter;
          q.goal = ret;
          q.subject = flow_.number(f_.operand(ret, r));
          q.assumed = {{parameter, kNonNil}, {zero, kNil}};
          if (find_path(flow_, q).kind != PathAnswer::No) return true;
        }
        return false;
      };
      if (std::ranges::none_of(returns_, given)) out |= uint64_t{1} << p;
    }
    return out;
  }
  // The numbers of variadic arguments with which no way leads to one of them.
  uint8_t never_nil_for(size_t r) const {
    uint8_t out = 0;
    ValueId list = f_.params.back(), length = length_of(list);
    for (int64_t n = 0; length && n < 4; n++) {
      auto given = [&](ValueId ret) {
        std::vector<ValueId> all;
        inner_zeros(flow_.number(f_.operand(ret, r)), all, 0);
        return std::ranges::any_of(all, [&](ValueId zero) {
          PathQuery q;
          q.from = list;
          q.goal = ret;
          q.subject = flow_.number(f_.operand(ret, r));
          q.assumed = {{zero, kNil}};
          q.compared = length;
          q.is_constant = true;
          q.constant = const_hash(const_int(n));
          return find_path(flow_, q).kind != PathAnswer::No;
        });
      };
      if (std::ranges::none_of(returns_, given)) out |= static_cast<uint8_t>(1u << n);
    }
    return out;
  }
  void inner_zeros(ValueId v, std::vector<ValueId>& out, int depth) const {
    if (f_.at(v).op == Opcode::Zero) out.push_back(v);
    if (f_.at(v).op != Opcode::Phi || depth > 4) return;
    for (ValueId o : f_.operands_of(f_.at(v))) inner_zeros(flow_.number(o), out, depth + 1);
  }
  ValueId length_of(ValueId list) const {
    for (ValueId v : f_.with(Opcode::Builtin))
      if (static_cast<BuiltinId>(f_.at(v).aux) == BuiltinId::Len && flow_.number(f_.operand(v, 0)) == list) return flow_.number(v);
    return {};
  }
  // The nils that the result may be at the return, as it says itself.
  std::vector<ValueId> zeros(ValueId ret, size_t r) const {
    std::vector<ValueId> out;
    ValueId v = flow_.number(f_.operand(ret, r));
    if (f_.at(v).op == Opcode::Zero) out.push_back(v);
    if (f_.at(v).op == Opcode::Phi)
      for (ValueId o : f_.operands_of(f_.at(v)))
        if (f_.at(flow_.number(o)).op == Opcode::Zero) out.push_back(flow_.number(o));
    return out;
  }

  // What it gives is taken out of an entry, and it gives nil where there is none: if e, ok := m[k]; ok { return e.value }; return nil.
  void absent_gives_nil(ResultSummary& out, size_t r) const {
    for (Opcode op : {Opcode::LookupOk, Opcode::Lookup, Opcode::Call})
      for (ValueId lookup : f_.with(op)) {
        const Instr& i = f_.at(lookup);
        bool call = op == Opcode::Call;
        if (!flow_.reached(lookup) || (call && !((model_of(ir::callee(i)) & kMapLoad) && i.count > 2))) continue;
        ValueId value = op == Opcode::Lookup ? lookup : extract_of(f_, lookup, 0), ok = op == Opcode::Lookup ? ValueId{} : extract_of(f_, lookup, 1);
        if (!value || !has_nil(f_.at(value).type) || !taken_out_of(value, r) || !nil_where_absent(lookup, value, ok, r)) continue;
        ValueId map = f_.operand(i, call ? 1 : 0), key = f_.operand(i, call ? 2 : 1);
        out.from_lookup = out.may_be_nil = out.other_lookups = true;
        if (ValueId source = parameter_source(flow_, key)) out.key_parameter = number_of_parameter(source);
        out.map = path_of(flow_, map);
        out.at = i.node;
        return;
      }
  }
  // Some return gives a part of what `value` points to, or holds.
  bool taken_out_of(ValueId value, size_t r) const {
    return std::ranges::any_of(returns_, [&](ValueId ret) { return part_of(value, f_.operand(ret, r)); });
  }
  // Each return gives such a part or a zero.
  bool only_taken_out_of(ValueId value, size_t r) const {
    return std::ranges::all_of(returns_, [&](ValueId ret) {
      ValueId given = flow_.number(f_.operand(ret, r));
      auto zero_or_part = [&](ValueId v) { return f_.at(flow_.number(v)).op == Opcode::Zero || (f_.at(flow_.number(v)).op != Opcode::Phi && part_of(value, v)); };
      auto operands = f_.operands_of(f_.at(given));
      return f_.at(given).op == Opcode::Phi ? std::ranges::all_of(operands, zero_or_part) : zero_or_part(given);
    });
  }
  bool part_of(ValueId value, ValueId given) const {
    std::vector<ValueId> work{given}, seen;
    while (!work.empty() && seen.size() < 32) {
      ValueId v = work.back() ? flow_.number(work.back()) : ValueId{};
      work.pop_back();
      if (!v || std::ranges::find(seen, v) != seen.end()) continue;
      if (v == flow_.number(value)) return true;
      seen.push_back(v);
      const Instr& i = f_.at(v);
      switch (i.op) {
        case Opcode::Phi:
          for (ValueId o : f_.operands_of(i)) work.push_back(o);
          break;
        case Opcode::Load:
        case Opcode::FieldAddr:
        case Opcode::Field:
        case Opcode::Extract:
        case Opcode::TypeAssert:
        case Opcode::TypeAssertOk: work.push_back(f_.operand(i, 0)); break;
        default: break;
      }
    }
    return false;
  }
  // A zero is returned on ways from the lookup that have no entry, and on no others, but where nothing is returned that comes from elsewhere than the entry
  // (it may be too old): who makes what is absent gives nil because that has failed.
  bool nil_where_absent(ValueId lookup, ValueId value, ValueId ok, size_t r) const {
    auto reaches = [&](ValueId ret, ValueId zero, bool present) -> PathAnswer::Kind {
      PathQuery q;
      q.from = lookup;
      q.goal = ret;
      q.subject = zero ? flow_.number(f_.operand(ret, r)) : value;
      if (zero) q.assumed.push_back({zero, kNil});
      q.assumed.push_back({value, present ? kNonNil : kNil});
      if (ok) q.assumed.push_back({ok, present ? kTrue : kFalse});
      return find_path(flow_, q).kind;
    };
    const bool nothing_else = only_taken_out_of(value, r);
    bool absent = false;
    for (ValueId ret : returns_) {
      std::vector<ValueId> nils = zeros(ret, r);
      if (nils.empty() && reaches(ret, {}, false) != PathAnswer::No) return false;
      for (ValueId zero : nils) {
        if (!nothing_else && reaches(ret, zero, true) == PathAnswer::Yes) return false;
        absent = absent || reaches(ret, zero, false) == PathAnswer::Yes;
      }
    }
    return absent;
  }

  // At `ret`, a return or where something is sent, the result (or part) is `v`. Whether that may be nil.
  bool given(ResultSummary& out, std::vector<Teller>& tellers, ValueId ret, ValueId v) {
    if (f_.at(v).op == Opcode::Zero) {
      out.explicit_nil = true;
      narrow(tellers, ret, nullptr, nullptr);
      return true;
    }
    bool nil = false;
    bool never = flow_.at_exit(f_.at(ret).block, v) == Nilness::NonNil;  // tested, or followed before
    for (const NilOrigin& o : nil_origins(flow_, v, callees())) {
      if (o.kind == NilOrigin::Zero) {
        if (never) continue;
        out.explicit_nil = nil = true;
        PathQuery q;
        q.edge_to = f_.at(o.phi).block;
        q.edge_from = f_.blocks[q.edge_to.v].preds[o.edge];
        q.goal = ret;
        q.subject = v;
        q.assumed = {{o.instr, kNil}};
        narrow(tellers, ret, nullptr, &q);
        continue;
      }
      if (o.put.at || o.kind == NilOrigin::Range || (o.kind == NilOrigin::Result && !o.result->from_lookup)) continue;
      out.from_lookup = true;
      const Instr& i = f_.at(o.instr);
      bool sync_map = o.kind == NilOrigin::Lookup && i.op == Opcode::Call;
      ValueId key, map;
      if (o.kind == NilOrigin::Lookup) {
        map = f_.operand(i, sync_map ? 1 : 0);
        key = f_.operand(i, sync_map ? 2 : 1);
      } else if (o.result->key_parameter >= 0) {
        key = o.key;
      }
      if (key)
        if (ValueId source = parameter_source(flow_, key)) out.key_parameter = number_of_parameter(source);
      if (map) out.map = path_of(flow_, map);
      if (o.kind == NilOrigin::Result) out.map = path_through(flow_, i, o.result->map);
      if (!out.at) out.at = o.kind == NilOrigin::Result ? o.result->at : i.node.get();
      if (flow_.presence(o.instr) == Presence::Present) continue;
      if (never) continue;
      PathQuery q;
      q.from = o.instr;
      q.goal = ret;
      q.subject = v;
      q.assumed = {{o.value, kNil}};
      assume_absent(q, o);
      if (find_path(flow_, q).kind == PathAnswer::No) continue;
      if (o.kind == NilOrigin::Result) add_constants(out, o.result->constants, o.result->other_lookups);
      else add_lookup(out, map, key);
      out.may_be_nil = nil = true;
      narrow(tellers, ret, &o, &q);
    }
    return nil;
  }

  // ---- parts of results, and what is left behind pointers ----

  void parts() {
    for (uint32_t r = 0; r < out_.results.size(); r++) {
      Type* t = f_.signature->results->vars[r]->type;
      if (Pointer* p = as_under<Pointer>(t)) t = p->elem;
      Struct* s = as_under<Struct>(t);
      for (uint32_t k = 0; s && s->fields.size() <= kMaxFields && k < s->fields.size(); k++)
        if (has_nil(s->fields[k]->type)) part_of_result(s, r, k);
    }
    for (BlockId b : body_.dominators.order())
      for (ValueId v : f_.blocks[b.v].instrs) {
        if (!flow_.reached(v)) continue;
        if (f_.at(v).op == Opcode::Store) left_behind(v);
        if (f_.at(v).op == Opcode::Send) sent(v);
      }
  }

  void part_of_result(Struct* s, uint32_t r, uint32_t field) {
    PartSummary part;
    part.result = static_cast<int>(r);
    part.field = static_cast<int>(field);
    std::vector<Teller> tellers = results_but(r);
    for (uint32_t k = 0; k < s->fields.size(); k++)
      if (k != field) tellers.push_back({{}, s->fields[k]->type, -1, static_cast<int>(k)});
    for (ValueId ret : returns_) {
      ValueId whole = flow_.number(f_.operand(ret, r));
      if (f_.at(whole).op == Opcode::Zero) {
        if (as_under<Pointer>(f_.at(whole).type)) continue;  // a nil pointer has no fields
        at_return(tellers, ret);
        for (Teller& t : tellers)
          if (t.field >= 0) t.value = {};
        part.what.explicit_nil = true;
        narrow(tellers, ret, nullptr, nullptr);
        continue;
      }
      ValueId v = field_at_return(ret, whole, field);
      if (!v) continue;
      at_return(tellers, ret);
      for (Teller& t : tellers)
        if (t.field >= 0) t.value = field_at_return(ret, whole, static_cast<uint32_t>(t.field));
      given(part.what, tellers, ret, v);
    }
    finish(part.what, tellers);
    if (part.what.from_lookup && part.what.may_be_nil) out_.parts.push_back(part);
  }

  // What a field of a struct is that is returned, or of one that a new pointer leads to; 0: not known.
  ValueId field_at_return(ValueId ret, ValueId whole, uint32_t field) const {
    if (f_.at(whole).op == Opcode::Load) whole = flow_.number(f_.operand(whole, 0));
    if (f_.at(whole).op == Opcode::Alloc) {
      const State& s = flow_.exit(f_.at(ret).block);
      for (uint32_t n = whole.v + 1; n < f_.instrs.size(); n++) {
        const Instr& i = f_.instrs[n];
        if (i.op != Opcode::FieldAddr || i.aux != field || !(flow_.number(f_.operand(i, 0)) == whole)) continue;
        if (const PlaceFact* p = s.place(flow_.number(ValueId{n}))) return p->value;
      }
      const PlaceFact* p = s.place(whole);
      whole = p ? p->value : ValueId{};
    }
    return whole && f_.at(whole).op == Opcode::StructLit && field < f_.at(whole).count ? flow_.number(f_.operand(whole, field)) : ValueId{};
  }

  void left_behind(ValueId store) {
    auto [parameter, field] = place_behind(store);
    Type* t = f_.at(f_.operand(store, 1)).type;
    if (parameter < 0 || !t || !has_nil(t) || f_.has_defer) return;
    auto always = [&](ValueId ret) { return body_.dominators.dominates(f_.at(store).block, f_.at(ret).block); };
    if (returns_.empty() || !std::all_of(returns_.begin(), returns_.end(), always)) return;
    for (uint32_t n = 1; n < f_.instrs.size(); n++)
      if (n != store.v && f_.instrs[n].op == Opcode::Store && place_behind(ValueId{n}) == std::pair(parameter, field)) return;
    PartSummary part;
    part.parameter = parameter;
    part.field = field;
    std::vector<Teller> tellers = results_but(kNoOperand);
    for (ValueId ret : returns_) {
      at_return(tellers, ret);
      given(part.what, tellers, ret, flow_.number(f_.operand(store, 1)));
    }
    finish(part.what, tellers);
    if (part.what.from_lookup && part.what.may_be_nil) out_.parts.push_back(part);
  }
  void sent(ValueId send) {
    PartSummary part;
    part.parameter = number_of_parameter(f_.operand(send, 0));
    part.sent = true;
    ValueId v = flow_.number(f_.operand(send, 1));
    if (part.parameter < 0 || !f_.at(v).type || !has_nil(f_.at(v).type)) return;
    std::vector<Teller> none;
    given(part.what, none, send, v);
    if (part.what.from_lookup && part.what.may_be_nil) out_.parts.push_back(part);
  }
  // The parameter through which the store's place is reached, and the field, if it is one.
  std::pair<int, int> place_behind(ValueId store) const {
    ValueId a = flow_.number(f_.operand(store, 0));
    if (f_.at(a).op != Opcode::FieldAddr) return {number_of_parameter(a), -1};
    return {number_of_parameter(f_.operand(a, 0)), static_cast<int>(f_.at(a).aux)};
  }

  // return x.Method(key)
  void given_by_method(ResultSummary& out, ValueId v) const {
    uint32_t number = 0;
    if (f_.at(v).op == Opcode::Extract) {
      number = f_.at(v).aux;
      v = f_.operand(v, 0);
    }
    const Instr& i = f_.at(v);
    if (i.op != Opcode::Invoke || i.sub != 0) return;
    out.via = ir::callee(i);
    out.via_result = number;
    if (i.count > 1) out.key_parameter = number_of_parameter(f_.operand(i, 1));
  }

  // An interface that holds a nil pointer which a lookup gave, or that another interface's method gives.
  void interface_result(ResultSummary& out, ValueId v, ValueId ret, size_t r) {
    for (const NilOrigin& o : nil_origins(flow_, v, callees(), true)) {
      bool from_map = o.kind == NilOrigin::Lookup || (o.kind == NilOrigin::Result && (o.result->from_lookup || o.result->boxed_nil));
      if (!from_map || (o.kind == NilOrigin::Lookup && flow_.presence(o.instr) == Presence::Present)) continue;
      PathQuery q;
      q.from = o.instr;
      q.goal = ret;
      q.goal_operand = r;
      q.boxed = true;
      q.assumed = {{o.value, f_.at(o.value).type && as_under<Pointer>(f_.at(o.value).type) ? kNil : kNonNil}};
      assume_absent(q, o);
      if (find_path(flow_, q).kind == PathAnswer::No) continue;
      const Instr& i = f_.at(o.instr);
      out.boxed_nil = o.boxed;
      ValueId key = o.kind == NilOrigin::Result ? o.key : f_.operand(i, i.op == Opcode::Call ? 2 : 1);
      if (ValueId source = key ? parameter_source(flow_, key) : ValueId{}) out.key_parameter = number_of_parameter(source);
      out.map.field = o.kind == NilOrigin::Result ? o.result->map.field : path_of(flow_, f_.operand(i, i.op == Opcode::Call ? 1 : 0)).field;
      if (!out.at) out.at = o.kind == NilOrigin::Result ? o.result->at : i.node.get();
      if (o.kind == NilOrigin::Result) add_constants(out, o.result->constants, o.result->other_lookups);
      else add_lookup(out, f_.operand(i, i.op == Opcode::Call ? 1 : 0), key);
    }
  }

  static void add_constants(ResultSummary& out, const std::vector<ConstantLookup>& constants, bool others) {
    for (const ConstantLookup& c : constants)
      if (std::find(out.constants.begin(), out.constants.end(), c) == out.constants.end()) out.constants.push_back(c);
    out.other_lookups = out.other_lookups || others || constants.empty() || out.constants.size() > 8;
  }
  void add_lookup(ResultSummary& out, ValueId map, ValueId key) const {
    const Instr& k = f_.at(flow_.number(key));
    MapPath p = path_of(flow_, map);
    if (k.op == Opcode::Const && p.field) add_constants(out, {{p.field, const_hash(Const{Ref<ConstData>::from_raw(k.aux)})}}, false);
    else out.other_lookups = true;
  }

  // What they may be at this return where the value is nil; `o` and `nil`: where from, and how it gets here, if it came from elsewhere.
  void narrow(std::vector<Teller>& tellers, ValueId ret, const NilOrigin* o, const PathQuery* nil) const {
    for (Teller& t : tellers) {
      ValueId v = t.value;
      const Instr& i = f_.at(v);
      Const c = i.op == Opcode::Const ? Const{Ref<ConstData>::from_raw(i.aux)} : Const{};
      bool same = o && o->ok && v == flow_.number(o->ok);
      if (is_boolean(t.type)) {
        if (!v || i.op == Opcode::Zero) t.may_be |= kFalse;
        else if (c) t.may_be |= c.bool_value() ? kTrue : kFalse;
        else if (same && o->ok_then) t.may_be |= o->ok_then;
        else if (!o && absent_if_nil(v, ret)) t.may_be |= kFalse;
        else t.may_be |= truths(t, nil);
      } else if (identical(t.type, universe.error_type)) {
        // A call's result is taken for one, unless it is known to be nil.
        bool is_error = v && i.op != Opcode::Zero &&
                        ((same && o->ok_then == kNonNil) || flow_.at_exit(f_.at(ret).block, v) == Nilness::NonNil ||
                         flow_.by_nature(v) == Nilness::NonNil || i.op != Opcode::Phi);
        if (!is_error) t.may_be |= kNil;
      } else if (as_under<Pointer>(t.type)) {
        // What went wrong, by a type of the program's own.
        bool there = v && (flow_.at_exit(f_.at(ret).block, v) == Nilness::NonNil || flow_.by_nature(v) == Nilness::NonNil);
        if (!there) t.may_be |= kNil;
      } else if (c && (is_string(t.type) || is_integer(t.type))) {
        note(t.with_nil, c);
      } else {
        // What is made up there is taken for another one than those constants.
        t.other_with_nil = true;
        t.other_without_nil |= !v || i.op == Opcode::Zero || !(is_string(t.type) || is_integer(t.type));
      }
    }
  }
  // Of a lookup's `ok`: where there is an entry, and no nil in it, the return is not reached.
  bool absent_if_nil(ValueId ok, ValueId ret) const {
    const Instr& i = f_.at(ok);
    if (i.op != Opcode::Extract || i.aux != 1) return false;
    PathQuery q;
    q.from = f_.operand(i, 0);
    const Instr& lookup = f_.at(q.from);
    if (lookup.op != Opcode::LookupOk && !(lookup.op == Opcode::Call && (model_of(ir::callee(lookup)) & kMapLoad))) return false;
    q.goal = ret;
    q.any_operand = true;
    q.assumed = {{ok, kTrue}};
    if (ValueId value = extract_of(f_, q.from, 0)) q.assumed.push_back({value, kNonNil});
    return find_path(flow_, q).kind == PathAnswer::No;
  }
  // `return x, y, okx && oky`
  uint8_t truths(const Teller& t, const PathQuery* nil) const {
    if (!nil || t.result < 0) return kTrue | kFalse;
    uint8_t out = 0;
    for (uint8_t truth : {kTrue, kFalse}) {
      PathQuery q = *nil;
      q.goal_is = truth;
      q.is_operand = static_cast<size_t>(t.result);
      if (find_path(flow_, q).kind != PathAnswer::No) out |= truth;
    }
    return out;
  }

  CalleeSummaries callees() const {
    return {[this](const Instr& call) { return flow_.callee_summary(call); }, {}};
  }

  static constexpr size_t kNoOperand = ~size_t{0};
  static constexpr size_t kMaxFields = 16;
  static constexpr size_t kMaxConstants = 8;

  Examined& body_;
  const FunctionFlow& flow_;
  const Function& f_;
  Summaries& callees_;
  std::vector<ValueId> returns_;
  uint64_t deciding_ = 0;
  FunctionSummary out_;
};

}  // namespace

FunctionSummary summarise(Examined& body, Summaries& callees) { return Summariser(body, callees).run(); }

}  // namespace ptrsafe::flow
