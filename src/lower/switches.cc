// Switch, type switch and select (spec, "Switch statements", "Select statements").
#include "lower/body.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::lower {

void BodyLowering::switch_statement(Node* s, Name label) {
  SwitchView v = switch_stmt(s);
  if (v.init) statement(v.init);
  ValueId tag;
  if (v.tag) tag = expr_to(v.tag, default_type(type_of(v.tag)));
  NodeList clauses = v.body->la();
  BlockId done = b_.new_block();
  std::vector<BlockId> bodies;
  for (size_t i = 0; i < clauses.size(); i++) bodies.push_back(b_.new_block());
  BlockId otherwise = done;
  for (size_t i = 0; i < clauses.size(); i++) {
    Node* clause = clauses[i];
    if (!clause->is(NodeKind::CaseClause)) continue;
    if (clause->la().absent()) otherwise = bodies[i];
    for (Node* e : clause->la()) {
      BlockId next = b_.new_block();
      if (v.tag) {
        ValueId x = tag, y = expr(e);
        Type *xt = b_.type_of(x), *yt = b_.type_of(y);
        // What could not be typed has none.
        if (yt && is_non_type_param_interface(yt)) x = convert(x, yt, e);
        y = convert(y, b_.type_of(x), e);
        if (xt && is_basic(xt, BasicKind::UntypedNil)) x = convert(x, yt, e);
        ValueId equal = b_.emit(Opcode::Binary, basic_type(BasicKind::Bool), e, {x, y}, 0, static_cast<uint8_t>(Op::Eql));
        b_.branch(equal, bodies[i], next, e);
      } else {
        condition(e, bodies[i], next);
      }
      b_.seal(next);
      b_.set_current(next);
    }
  }
  b_.jump(otherwise);
  BlockId outer = fallthrough_;
  jumps_.push_back({label, done, {}, false});
  for (size_t i = 0; i < clauses.size(); i++) {
    // The clause before may have fallen through to this one, and jumps forward are all known by now.
    b_.seal(bodies[i]);
    b_.set_current(bodies[i]);
    fallthrough_ = i + 1 < clauses.size() ? bodies[i + 1] : done;
    if (clauses[i]->is(NodeKind::CaseClause)) block(clauses[i]->lb());
    b_.jump(done);
  }
  jumps_.pop_back();
  fallthrough_ = outer;
  b_.seal(done);
  b_.set_current(done);
}

void BodyLowering::type_switch(Node* s, Name label) {
  SwitchView v = switch_stmt(s);
  if (v.init) statement(v.init);
  Node* assertion = v.tag->is(NodeKind::ExprStmt) ? v.tag->na() : v.tag->lb()[0];
  assertion = unparen(assertion);
  Node* operand = assertion->is(NodeKind::TypeAssert) ? assertion->na() : assertion;
  ValueId x = expr(operand);
  bool bound = v.tag->is(NodeKind::AssignStmt);
  NodeList clauses = v.body->la();
  BlockId done = b_.new_block();
  std::vector<BlockId> bodies;
  std::vector<ValueId> bound_values(clauses.size(), x);
  for (size_t i = 0; i < clauses.size(); i++) bodies.push_back(b_.new_block());
  BlockId otherwise = done;
  for (size_t i = 0; i < clauses.size(); i++) {
    Node* clause = clauses[i];
    if (!clause->is(NodeKind::CaseClause)) continue;
    NodeList types = clause->la();
    if (types.absent()) otherwise = bodies[i];
    for (Node* e : types) {
      BlockId next = b_.new_block();
      ValueId matches;
      if (context_.file->mode_of(e) == Mode::NilValue) {
        matches = b_.emit(Opcode::Binary, basic_type(BasicKind::Bool), e, {x, zero(b_.type_of(x), e)}, 0,
                          static_cast<uint8_t>(Op::Eql));
      } else {
        Type* t = type_of(e);
        ValueId test = b_.emit(Opcode::TypeAssertOk, t, e, {x});
        if (types.size() == 1) bound_values[i] = b_.emit(Opcode::Extract, t, e, {test}, 0);
        matches = b_.emit(Opcode::Extract, basic_type(BasicKind::Bool), e, {test}, 1);
      }
      b_.branch(matches, bodies[i], next, e);
      b_.seal(next);
      b_.set_current(next);
    }
  }
  b_.jump(otherwise);
  jumps_.push_back({label, done, {}, false});
  for (size_t i = 0; i < clauses.size(); i++) {
    b_.seal(bodies[i]);
    b_.set_current(bodies[i]);
    if (clauses[i]->is(NodeKind::CaseClause)) {
      if (bound)
        if (Var* var = as_object<Var>(context_.file->object_of(clauses[i]))) declare(var, bound_values[i], clauses[i]);
      block(clauses[i]->lb());
    }
    b_.jump(done);
  }
  jumps_.pop_back();
  b_.seal(done);
  b_.set_current(done);
}

void BodyLowering::select_statement(Node* s, Name label) {
  NodeList clauses = s->na()->la();
  std::vector<ValueId> operands;
  bool has_default = false;
  auto received = [](Node* comm) -> Node* {  // the receive expression of a clause, or null
    Node* e = comm->is(NodeKind::ExprStmt) ? comm->na() : comm->is(NodeKind::AssignStmt) ? comm->lb()[0] : nullptr;
    e = e ? unparen(e) : nullptr;
    return e && e->is(NodeKind::Unary) && e->oper() == Op::Arrow ? e : nullptr;
  };
  for (Node* clause : clauses) {
    if (!clause->is(NodeKind::CommClause) || !clause->na()) {
      has_default = true;
      continue;
    }
    Node* comm = clause->na();
    if (comm->is(NodeKind::SendStmt)) {
      ValueId ch = expr(comm->na());
      Chan* c = as<Chan>(common_under(type_of(comm->na())));
      operands.push_back(ch);
      operands.push_back(c ? expr_to(comm->nb(), c->elem) : expr(comm->nb()));
    } else {
      Node* e = received(comm);
      operands.push_back(e ? expr(e->na()) : ValueId{});
      operands.push_back({});
    }
  }
  ValueId select = b_.emit(Opcode::Select, nullptr, s, operands, 0, has_default ? 1 : 0);
  if (clauses.empty()) return b_.end(Opcode::Stop, {}, s);
  ValueId chosen = b_.emit(Opcode::Extract, basic_type(BasicKind::Int), s, {select}, 0);
  BlockId done = b_.new_block();
  jumps_.push_back({label, done, {}, false});
  uint32_t number = 0;
  for (size_t i = 0; i < clauses.size(); i++) {
    Node* clause = clauses[i];
    BlockId body = b_.new_block(), next = b_.new_block();
    if (i + 1 == clauses.size()) {
      b_.jump(body);
    } else {
      ValueId which = b_.emit(Opcode::Const, basic_type(BasicKind::Int), clause, {}, const_int(static_cast<int64_t>(i)).data.v);
      ValueId equal = b_.emit(Opcode::Binary, basic_type(BasicKind::Bool), clause, {chosen, which}, 0,
                              static_cast<uint8_t>(Op::Eql));
      b_.branch(equal, body, next, clause);
    }
    b_.seal(body);
    b_.set_current(body);
    Node* comm = clause->is(NodeKind::CommClause) ? clause->na() : nullptr;
    if (comm) {
      if (comm->is(NodeKind::AssignStmt) && received(comm)) {
        bool define = comm->oper() == Op::Define;
        Chan* c = as<Chan>(common_under(type_of(received(comm)->na())));
        for (size_t k = 0; k < comm->la().size() && k < 2; k++) {
          Type* t = k == 1 ? basic_type(BasicKind::Bool) : c ? c->elem.get() : invalid_type();
          ValueId v = b_.emit(Opcode::Extract, t, comm, {select}, k == 1 ? 1 : 2 + number);
          assign(comm->la()[k], v, define, comm);
        }
      }
      number++;
    }
    if (clause->is(NodeKind::CommClause)) block(clause->lb());
    b_.jump(done);
    b_.seal(next);
    b_.set_current(next);
  }
  jumps_.pop_back();
  b_.seal(done);
  b_.set_current(done);
}

}  // namespace ptrsafe::lower
