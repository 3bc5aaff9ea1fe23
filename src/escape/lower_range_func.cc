// Ranges over functions (spec, "For statements with range clause"): the body becomes a literal that is handed to the function, with variables that
// say how it was left (cmd/compile/internal/rangefunc). Those are variables of the function like others, and may move to the heap.
#include <fmt/format.h>

#include "escape/lower.h"
#include "syntax/children.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::escape {

Node* Lowering::set(Local* l, int64_t value, Pos p) { return node(Op::Assign, p, nullptr, use(l, p), literal(const_int(value), l->type, p)); }

bool Lowering::ranges_over_function(const Syntax* s) {
  if (!s->is(NodeKind::RangeStmt)) return false;
  Type* t = file_->type_of(range_stmt(s).x);
  return t && as<Signature>(common_under(concrete(t)));
}

// Numbers the ranges over functions in a body, without those of its literals, and gives names to results that a return within one sets: even
// where the code is never reached, since all of that is done to the syntax.
void Lowering::number_ranges(Callable& c, const Syntax* body) {
  uint32_t last = 0;
  std::function<void(const Syntax*, bool)> look = [&](const Syntax* n, bool within) {
    if (n->is(NodeKind::FuncLit)) return;
    if (ranges_over_function(n)) {
      range_numbers_[n] = ++last;
      within = true;
    }
    if (within && n->is(NodeKind::ReturnStmt) && !n->la().empty())
      for (size_t i = 0; i < c.results.size(); i++)
        if (!c.results[i]->name) c.results[i]->name = intern(fmt::format("#rv{}", i + 1));
    for_each_child(n, [&](const Syntax* part) { look(part, within); });
  };
  look(body, false);
}

// The variable that says how the outermost iterator of the nest was left.
Local* Lowering::next() {
  if (!nest_->next) {
    Callable* here = std::exchange(current_, nest_->in);
    nest_->next = temporary(basic_type(BasicKind::Int), {});
    nest_->next->name = intern("#next");
    current_ = here;
  }
  return nest_->next;
}

// Ends this call of the body: the iterator goes on or stops.
void Lowering::leave(Local* state, bool again, Pos p, Nodes& out) {
  out.push_back(set(state, again, p));
  Node* n = node(Op::Return, p);
  Node* result[] = {literal(const_bool(again), basic_type(BasicKind::Bool), p)};
  n->list = arena_.list(result);
  out.push_back(n);
}

void Lowering::range_function(Syntax* s, Name label, Nodes& out) {
  RangeView v = range_stmt(s);
  Type* int_type = basic_type(BasicKind::Int);
  auto variable = [&](std::string name, Type* t) {
    Local* l = temporary(t, s->pos);
    l->name = intern(name);
    return l;
  };
  RangeNest nest{current_};
  bool outermost = !nest_;
  if (outermost) nest_ = &nest;

  uint32_t number = range_numbers_[s];
  Local* state = variable(fmt::format("#state{}", number), int_type);
  Node* begin = set(state, 1, s->pos);
  begin->defines = true;
  state->definition = begin;
  Node* d[] = {declaration(state)};
  begin->init = arena_.list(d);

  Signature* iterator = as<Signature>(common_under(concrete(file_->type_of(v.x))));
  Signature* yield = iterator && iterator->param_count() == 1 ? as<Signature>(common_under(iterator->param(0)->type)) : nullptr;
  if (!yield) {
    incomplete_ = true;
    return;
  }
  Local* holder = variable(fmt::format("#yield{}", number), yield);

  auto made = std::make_unique<Callable>();
  Callable* body = made.get();
  literals.push_back(std::move(made));
  body->package = package_;
  body->file = file_;
  body->parent = current_;
  body->has_body = body->range_body = true;
  body->inner = !rules_.literals_stand_alone && !initialises(*current_);
  body->shared_instance = current_->shared_instance;
  Callable* outer = current_;
  current_ = body;
  Nodes statements_of_body;
  Syntax* left[] = {v.key, v.value};
  for (size_t i = 0; i < yield->param_count(); i++) {
    Local* p = arena_.make<Local>();
    p->kind = Local::Param;
    p->in = body;
    p->type = yield->param(i)->type;
    p->pos = s->pos;
    body->declared++;
    body->params.push_back(p);
    Syntax* l = i < 2 ? left[i] : nullptr;
    if (l && s->oper() == ptrsafe::Op::Define) {
      Var* declared = as_object<Var>(file_->object_of(unparen(l)));
      if (!declared || l->name() == names.blank) continue;
      p->name = declared->name;
      p->pos = declared->pos;
      p->type = concrete(declared->type);
      locals_[declared] = p;
      continue;
    }
    p->name = intern(fmt::format("#p{}", i + 1));
    if (!l) continue;
    Nodes none;
    Node* to = target(l, false, none);
    Node* value = use(p, l->pos);
    if (to && !identical(to->type, p->type)) value = converted(to->type, value, l->pos, true);
    statements_of_body.push_back(node(Op::Assign, l->pos, nullptr, to, value));
  }
  Local* more = arena_.make<Local>();
  more->kind = Local::Result;
  more->name = intern("#r");
  more->in = body;
  more->type = basic_type(BasicKind::Bool);
  more->pos = s->pos;
  body->declared++;
  body->results.push_back(more);
  Local* before = variable("#tmpState", int_type);
  Node* look = node(Op::Assign, s->pos, nullptr, use(before, s->pos), use(state, s->pos));
  look->defines = true;
  before->definition = look;
  statements_of_body.push_back(look);
  statements_of_body.push_back(set(state, 2, s->pos));
  jumps_.push_back({label, true, state, body});
  statements(v.body->la(), statements_of_body);
  jumps_.pop_back();
  leave(state, true, v.body->aux_pos(), statements_of_body);
  body->body = arena_.list(statements_of_body);
  current_ = outer;
  for (Local* l : body->captured) captures(l);

  Node* closure = node(Op::Closure, s->pos, yield);
  closure->callable = body;
  Node* hold = node(Op::Assign, s->pos, nullptr, use(holder, s->pos), closure);
  hold->defines = true;
  holder->definition = hold;
  Node* hd[] = {declaration(holder)};
  hold->init = arena_.list(hd);
  Node* call = call_of(v.x, s->pos, false, [&](Signature*, Nodes& args) { args.push_back(use(holder, s->pos)); });

  if (outermost) {
    if (nest.next) {
      Node* zero = node(Op::Assign, nest.next->pos, nullptr, use(nest.next, nest.next->pos));
      Node* nd[] = {declaration(nest.next)};
      zero->init = arena_.list(nd);
      out.push_back(zero);
    }
    nest_ = nullptr;
  }
  out.push_back(begin);
  out.push_back(hold);
  out.push_back(call);
  out.push_back(set(state, 3, v.body->aux_pos()));
}

bool Lowering::branch_out(Syntax* s, Nodes& out) {
  auto kind = static_cast<BranchKind>(s->op);
  if (!current_->range_body || kind == BranchKind::Fallthrough) return false;
  const Jump* to = nullptr;
  for (size_t i = jumps_.size(); i-- > 0 && !to;) {
    const Jump& j = jumps_[i];
    bool named = s->na() && j.label == s->na()->name();
    if (kind != BranchKind::Goto && (s->na() ? named : j.loop || kind == BranchKind::Break)) to = &j;
  }
  if (kind == BranchKind::Goto) return false;
  if (to && !to->state && to->in == current_) return false;
  Local* state = nullptr;
  for (size_t i = jumps_.size(); i-- > 0 && !state;) state = jumps_[i].state;
  if (!state) return false;
  if (!to || to->state != state) {
    out.push_back(set(next(), 1, s->pos));
    leave(state, false, s->pos, out);
  } else {
    leave(state, kind == BranchKind::Continue, s->pos, out);
  }
  return true;
}

// Results are assigned in the function around, which returns when the iterator has.
bool Lowering::return_out(Syntax* s, Nodes& out) {
  if (!current_->range_body) return false;
  Callable* source = current_;
  while (source->range_body) source = source->parent;
  NodeList list = s->la();
  if (!list.empty()) {
    Nodes targets;
    for (size_t i = 0; i < source->results.size(); i++) {
      Local* r = source->results[i];
      targets.push_back(use(r, s->pos));
    }
    Nodes from = values(s->pos, [&](size_t i) { return i < targets.size() ? targets[i]->type : nullptr; }, list);
    Node* n = node(targets.size() == 1 ? Op::Assign : Op::AssignList, s->pos);
    if (targets.size() == 1) n->x = targets[0], n->y = from[0];
    else n->list = arena_.list(targets), n->more = arena_.list(from);
    out.push_back(n);
  }
  out.push_back(set(next(), -1, s->pos));
  Local* state = nullptr;
  for (size_t i = jumps_.size(); i-- > 0 && !state;) state = jumps_[i].state;
  if (state) leave(state, false, s->pos, out);
  return true;
}

}  // namespace ptrsafe::escape
