// Calls, conversions and built-in functions as trees; go and defer.
#include "escape/lower.h"
#include "escape/types.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::escape {

// The values of an expression list, converted for their destinations (`to`; null: as they are). The results of one call that has several go
// through temporaries.
Lowering::Nodes Lowering::values(Pos p, const std::function<Type*(size_t)>& to, NodeList exprs) {
  Nodes out;
  if (exprs.size() == 1) {
    Syntax* e = unparen(exprs[0]);
    Tuple* tuple = as<Tuple>(file_->type_of(e));
    if (tuple && tuple->size() > 1) {
      Node* value = expression(e);
      Node* a = node(value->op == Op::CallFunc || value->op == Op::CallInter ? Op::AssignCall : Op::AssignPair, p);
      a->defines = true;
      if (value->op == Op::TypeAssert) value->pair = true;
      Nodes left, declarations;
      for (const Ref<Var>& v : tuple->vars) {
        Local* t = temporary(concrete(default_type(v->type)), p);
        if (rules_.results_are_defined) t->definition = a;
        declarations.push_back(declaration(t));
        left.push_back(use(t, p));
      }
      a->list = arena_.list(left);
      Node* right[] = {value};
      a->more = arena_.list(right);
      a->init = arena_.list(declarations);
      for (size_t i = 0; i < left.size(); i++) {
        Node* r = use(left[i]->local, p);
        Type* t = to(i);
        if (t && !identical(t, r->type)) r = converted(t, r, p, true);
        if (i == 0) {
          // The call runs before the first of them is used; a conversion may already carry statements.
          Node* first[] = {a};
          r->init = arena_.list(first);
        }
        out.push_back(r);
      }
      return out;
    }
  }
  size_t i = 0;
  for (Syntax* e : exprs) out.push_back(convert(to(i++), e));
  return out;
}

void Lowering::arguments(Syntax* e, Signature* sig, Nodes& out) {
  bool spread = e->op == 1;
  size_t n = sig->param_count();
  auto to = [&](size_t i) -> Type* {
    if (sig->variadic() && !spread && i + 1 >= n) {
      Slice* s = as_under<Slice>(sig->param(n - 1)->type);
      return s ? s->elem.get() : nullptr;
    }
    return i < n ? sig->param(i)->type.get() : nullptr;
  };
  Nodes args = values(e->pos, to, e->lb());
  out.insert(out.end(), args.begin(), args.end());
}

void Lowering::pack_variadic(Node* call, Signature* sig, Nodes& args, size_t receivers) {
  if (!sig->variadic() || call->spread) return;
  size_t fixed = receivers + sig->param_count() - 1;
  Type* t = sig->param(sig->param_count() - 1)->type;
  Node* last;
  if (args.size() <= fixed) {
    last = node(Op::Nil, call->pos, t);
  } else {
    last = node(Op::SliceLit, call->pos, t);
    last->implicit = true;
    last->list = arena_.list(std::span<Node* const>(args).subspan(fixed));
    last->value = const_int(static_cast<int64_t>(args.size() - fixed));
  }
  args.resize(fixed);
  args.push_back(last);
  call->spread = true;
}

Node* Lowering::call(Syntax* e) {
  Syntax* f = unparen(e->na());
  if (file_->mode_of(f) == Mode::TypeExpr) {
    Syntax* arg = e->lb()[0];
    Type* to = type(e);
    Node* x = file_->mode_of(unparen(arg)) == Mode::NilValue ? node(Op::Nil, arg->pos, to) : expression(arg);
    return converted(to, x, pos(arg), false);
  }
  if (file_->mode_of(f) == Mode::Builtin) {
    Object* o = f->is(NodeKind::Selector) ? object(f) : file_->object_of(f);
    if (Builtin* b = as_object<Builtin>(o)) return builtin(e, b->id);
    incomplete_ = true;
    return node(Op::Nil, e->pos, invalid_type());
  }
  return call_of(f, e->pos, e->op == 1, [&](Signature* sig, Nodes& args) { arguments(e, sig, args); });
}

// True if evaluating `n` calls something or receives, so that the operand of a call cannot stay where it is.
bool Lowering::calls(const Node* n) {
  bool found = false;
  auto look = [&](Node* part) {
    switch (part->op) {
      case Op::CallFunc:
      case Op::CallInter:
      case Op::Append:
      case Op::Copy:
      case Op::Delete:
      case Op::Print:
      case Op::Recover:
      case Op::Panic:
      case Op::Complex:
      case Op::Part:
      case Op::MinMax:
      case Op::UnsafeMake:
      case Op::UnsafePart:
      case Op::Recv: found = true; break;
      default: break;
    }
    return !found;
  };
  Node* one[] = {const_cast<Node*>(n)};
  visit(std::span<Node* const>(one), look);
  return found;
}

// A method of a type parameter: the dictionary, which calls of generic functions hand over, has its code.
Node* Lowering::dictionary_method(Syntax* f, Type* type, Type* receiver) {
  auto* sig = as<Signature>(type);
  auto* with_receiver = make<Signature>();
  std::vector<Ref<Var>> params;
  auto* v = make<Var>();
  v->type = receiver;
  params.push_back(v);
  for (size_t i = 0; sig && i < sig->param_count(); i++) params.push_back(sig->param(i));
  with_receiver->params = ptrsafe::make_tuple(params);
  if (sig) with_receiver->results = sig->results;
  Node* n = node(Op::DictionaryMethod, pos(f), with_receiver);
  auto key = std::pair(file_->type_of(f->na()), f->nb()->name().id());
  auto at = std::find(dictionary_.begin(), dictionary_.end(), key);
  if (at == dictionary_.end()) at = dictionary_.insert(at, key);
  n->value = const_int(at - dictionary_.begin());
  n->callable = current_;
  return n;
}

Node* Lowering::call_of(Syntax* f, Pos p, bool spread, const std::function<void(Signature*, Nodes&)>& add_arguments) {
  f = unparen(f);
  Type* ft = file_->type_of(f);
  Signature* sig = ft ? as<Signature>(common_under(concrete(ft))) : nullptr;
  if (!sig) {
    incomplete_ = true;
    return node(Op::Nil, p, invalid_type());
  }
  Tuple* results = sig->results.get();
  Type* rt = !results || results->size() == 0 ? nullptr : results->size() == 1 ? results->vars[0]->type.get() : results;
  Node* n = node(Op::CallFunc, p, rt);
  n->spread = spread;
  Nodes args;
  const Selection* s = f->is(NodeKind::Selector) ? file_->selection_of(f) : nullptr;
  size_t receivers = 0;
  if (s && s->kind == Selection::MethodValue) {
    Type* recv = nullptr;
    Node* x = receiver(f, s, &recv);
    if (is_type_param(file_->type_of(f->na())) && s->index.size() == 1) {
      n->x = dictionary_method(f, concrete(ft), x->type);
      args.push_back(x);
      receivers = 1;
    } else if (is_interface(recv)) {
      n->op = Op::CallInter;
      n->x = node(Op::DotInter, pos(f), concrete(ft), x);
      n->x->name = f->nb()->name();
      n->x->object = s->obj.get();
    } else {
      n->x = node(Op::MethodExpr, pos(f), nullptr, node(Op::TypeRef, pos(f), recv));
      n->x->name = f->nb()->name();
      n->x->object = s->obj.get();
      n->x->callable = method(as_object<Func>(s->obj.get()), recv);
      args.push_back(x);
      receivers = 1;
    }
  } else {
    n->x = expression(f);
  }
  add_arguments(sig, args);
  pack_variadic(n, sig, args, receivers);
  n->list = arena_.list(args);
  // f()(x), f().m(x) through an interface: the result of f goes through a temporary.
  Node*& operand = n->op == Op::CallInter ? n->x->x : n->x;
  if (operand->op != Op::MethodExpr && operand->op != Op::Closure && calls(operand)) {
    Local* t = temporary(operand->type, p);
    Node* assign = node(Op::Assign, p, nullptr, use(t, p), operand);
    Node* before[] = {declaration(t)};
    assign->init = arena_.list(before);
    operand = use(t, p);
    Node* one[] = {assign};
    n->init = arena_.list(one);
  }
  return n;
}

Node* Lowering::builtin(Syntax* e, BuiltinId id) {
  NodeList list = e->lb();
  Type* result = id == BuiltinId::Panic || id == BuiltinId::Print || id == BuiltinId::Println || id == BuiltinId::Close || id == BuiltinId::Clear ||
                         id == BuiltinId::Delete
                     ? nullptr
                     : type(e);
  Node* n = node(Op::Part, e->pos, result);
  n->sub = static_cast<uint8_t>(id);
  n->spread = e->op == 1;
  auto same = [](size_t) -> Type* { return nullptr; };
  auto operands = [&](const std::function<Type*(size_t)>& to) { return values(e->pos, to, list); };
  auto two = [&](Op op, Nodes args) {
    n->op = op;
    n->x = !args.empty() ? args[0] : nullptr;
    n->y = args.size() > 1 ? args[1] : nullptr;
  };
  switch (id) {
    case BuiltinId::Make: {
      Type* u = common_under(result);
      n->op = u && u->kind == TypeKind::Slice ? Op::MakeSlice : u && u->kind == TypeKind::Map ? Op::MakeMap : Op::MakeChan;
      if (list.size() > 1) n->x = expression(list[1]);
      if (list.size() > 2) n->y = expression(list[2]);
      return n;
    }
    case BuiltinId::New: {
      Syntax* arg = list[0];
      if (file_->mode_of(unparen(arg)) == Mode::TypeExpr) {
        n->op = Op::New;
        n->x = node(Op::TypeRef, arg->pos, type(arg));
        n->x->derived = depends_on_parameters(arg);
        return n;
      }
      // new(value): a variable that holds it.
      Node* x = expression(arg);
      Local* t = temporary(x->type, e->pos);
      Node* assign = node(Op::Assign, e->pos, nullptr, use(t, e->pos), x);
      assign->defines = true;
      t->definition = assign;
      Node* before[] = {declaration(t), assign};
      Node* a = address(use(t, e->pos), e->pos, false);
      a->init = arena_.list(before);
      return a;
    }
    case BuiltinId::Append: {
      n->op = Op::Append;
      Slice* s = as<Slice>(common_under(result));
      Type* elem = s ? s->elem.get() : nullptr;
      bool spread = n->spread;
      n->list = arena_.list(operands([&](size_t i) -> Type* { return i == 0 ? result : spread ? nullptr : elem; }));
      return n;
    }
    case BuiltinId::Copy: return two(Op::Copy, operands(same)), n;
    case BuiltinId::Delete: {
      n->op = Op::Delete;
      Map* m = as<Map>(common_under(type(list[0])));
      n->list = arena_.list(operands([&](size_t i) -> Type* { return i == 1 && m ? m->key.get() : nullptr; }));
      return n;
    }
    case BuiltinId::Print:
    case BuiltinId::Println:
      n->op = Op::Print;
      n->list = arena_.list(operands(same));
      return n;
    case BuiltinId::Recover: n->op = Op::Recover; return n;
    case BuiltinId::Panic: return two(Op::Panic, operands([](size_t) -> Type* { return universe.any_type; })), n;
    case BuiltinId::Complex: return two(Op::Complex, operands(same)), n;
    case BuiltinId::Min:
    case BuiltinId::Max:
      n->op = Op::MinMax;
      n->list = arena_.list(operands([&](size_t) -> Type* { return result; }));
      return n;
    case BuiltinId::Clear: return two(Op::Clear, operands(same)), n;
    case BuiltinId::UnsafeAdd:
    case BuiltinId::UnsafeSlice:
    case BuiltinId::UnsafeString: return two(Op::UnsafeMake, operands(same)), n;
    case BuiltinId::UnsafeSliceData:
    case BuiltinId::UnsafeStringData: return two(Op::UnsafePart, operands(same)), n;
    default: return two(Op::Part, operands(same)), n;
  }
}

// A statement `go f(x)` or `defer f(x)` evaluates f and x, and later calls a function without parameters: a closure over their values,
// unless f is one itself (the compiler's normalisation).
Node* Lowering::go_or_defer(Op op, Pos p, Node* call, Nodes& out) {
  Node* statement = node(op, p);
  Nodes before(call->init.begin(), call->init.end());
  call->init = {};
  bool normal = call->op == Op::CallFunc && call->list.empty() && !call->type;
  if (!normal) {
    auto made = std::make_unique<Callable>();
    Callable* wrapper = made.get();
    literals.push_back(std::move(made));
    wrapper->package = package_;
    wrapper->file = file_;
    wrapper->parent = current_;
    wrapper->has_body = wrapper->wrapper = true;
    wrapper->inner = !rules_.literals_stand_alone;

    std::vector<Node**> operands;
    std::function<void(Node**)> visit = [&](Node** at) {
      Node* n = *at;
      if (!n) return;
      switch (n->op) {
        case Op::Literal:
        case Op::Nil:
        case Op::MethodExpr:
        case Op::New:
        case Op::FuncRef: return;
        case Op::ConvNop:
          if (is_uintptr(n->type) && is_unsafe_pointer(n->x->type)) return visit(&n->x);
          break;
        case Op::ArrayLit:
        case Op::SliceLit:
        case Op::StructLit:
          for (Node*& i : n->list) visit(&i);
          return;
        default: break;
      }
      operands.push_back(at);
    };
    if (call->op == Op::CallInter) operands.push_back(&call->x->x);
    else if (call->x) visit(&call->x);
    if (call->y) visit(&call->y);
    for (Node*& a : call->list) visit(&a);

    if (!operands.empty()) {
      Node* assign = node(Op::AssignList, p);
      assign->defines = true;
      Nodes left, right;
      std::vector<Local*> temporaries;
      for (Node** at : operands) {
        // The name of a variable has no place of its own.
        bool name = (*at)->op == Op::LocalRef || (*at)->op == Op::GlobalRef;
        Local* t = temporary((*at)->type, name ? p : (*at)->pos);
        t->definition = assign;
        before.push_back(declaration(t));
        left.push_back(use(t, p));
        right.push_back(*at);
        temporaries.push_back(t);
      }
      assign->list = arena_.list(left);
      assign->more = arena_.list(right);
      before.push_back(assign);
      Callable* outer = current_;
      current_ = wrapper;
      for (size_t i = 0; i < operands.size(); i++) *operands[i] = use(temporaries[i], (*operands[i])->pos);
      current_ = outer;
    }
    Node* body[] = {call};
    wrapper->body = arena_.list(body);
    for (Local* l : wrapper->captured) captures(l);
    // Literals that the call itself makes stay within the wrapper.
    Node* closure = node(Op::Closure, p);
    Signature* sig = make<Signature>();
    closure->type = sig;
    closure->callable = wrapper;
    call = node(Op::CallFunc, p, nullptr, closure);
  }
  call->in_go_or_defer = true;
  statement->x = call;
  statement->init = arena_.list(before);
  out.push_back(statement);
  return statement;
}

}  // namespace ptrsafe::escape
