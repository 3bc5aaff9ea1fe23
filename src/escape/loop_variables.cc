// Variables that are new in each iteration (spec, "For statements", since Go 1.22). Only where one may outlive its iteration, because its
// address is taken or a literal captures it, does it become a variable of the body; others stay outside (cmd/compile/internal/loopvar).
#include "absl/container/flat_hash_map.h"
#include "escape/passes.h"
#include "types/under.h"

namespace ptrsafe::escape {
namespace {

class LoopVariables {
 public:
  LoopVariables(Arena& arena, Callable& c, const Rules& rules) : arena_(arena), c_(c), rules_(rules) {}

  void scan(Node* n) {
    if (!n) return;
    int saved_return = return_depth_;
    switch (n->op) {
      case Op::Closure:
        if (return_depth_ < depth_)
          for (Local* l : n->callable->captured) leak(l);
        break;
      case Op::Addr:
        if (return_depth_ < depth_)
          if (Node* x = outer(n->x)) leak(x->local);
        break;
      case Op::Return: return_depth_ = depth_; break;
      case Op::Range:
        if (n->defines && n->per_iteration) return range(n);
        break;
      case Op::For:
        if (n->per_iteration) return loop(n);
        break;
      default: break;
    }
    parts(n);
    return_depth_ = saved_return;
  }

 private:
  static Node* outer(Node* n) {
    while (n->op == Op::Dot || (n->op == Op::Index && as_under<Array>(n->x->type))) n = n->x;
    return n->op == Op::LocalRef ? n : nullptr;
  }
  void leak(Local* l) {
    if (auto it = candidates_.find(l); it != candidates_.end()) it->second = true;
  }
  void parts(Node* n) {
    for (Node* i : n->init) scan(i);
    scan(n->x), scan(n->y), scan(n->z);
    for (Node* i : n->list) scan(i);
    for (Node* i : n->more) scan(i);
  }
  bool leaks(Node* variable) { return variable && variable->op == Op::LocalRef && candidates_[variable->local]; }
  Local* temporary(Local* of) {
    Local* t = arena_.make<Local>();
    t->number = c_.declared++;
    t->pos = of->pos;
    t->type = of->type;
    t->in = &c_;
    c_.locals.push_back(t);
    return t;
  }
  Node* ref(Local* l) {
    Node* n = arena_.node(Op::LocalRef, l->pos, l->type);
    n->local = l;
    return n;
  }
  Node* assign(Pos p, Local* to, Local* from) {
    Node* n = arena_.node(Op::Assign, p);
    n->x = ref(to);
    n->y = ref(from);
    return n;
  }
  // x := t, with the declaration of x, which is taken out of `init`.
  Node* define(Pos p, Local* x, Local* t, std::span<Node*>& init) {
    Node* n = assign(p, x, t);
    n->defines = true;
    std::vector<Node*> rest, own;
    for (Node* d : init) (d->op == Op::Declare && d->local == x ? own : rest).push_back(d);
    init = arena_.list(rest);
    n->init = arena_.list(own);
    return n;
  }

  void range(Node* n) {
    for (Node* v : {n->y, n->z})
      if (v && v->op == Op::LocalRef) candidates_[v->local] = false;
    depth_++;
    parts(n);
    depth_--;
    for (Node** at : {&n->y, &n->z}) {
      if (!leaks(*at)) continue;
      Local* x = (*at)->local;
      Local* t = temporary(x);
      std::vector<Node*> body{define(n->pos, x, t, n->init)};
      body.insert(body.end(), n->list.begin(), n->list.end());
      n->list = arena_.list(body);
      *at = ref(t);
    }
  }

  template <class F>
  void each_defined(Node* loop, F f) {
    for (Node* s : loop->init) {
      if (!s->defines) continue;
      if (s->op == Op::Assign && s->x) f(s->x, s);
      if (s->op == Op::AssignList)
        for (Node*& x : s->list)
          if (x) f(x, s);
    }
  }

  // for z := a; cond; post { body }  becomes  for t := a; ; { z := t; post, but the first time; if !cond { break }; body; t = z }
  void loop(Node* n) {
    each_defined(n, [&](Node*& x, Node*) {
      if (x->op == Op::LocalRef) candidates_[x->local] = false;
    });
    depth_++;
    parts(n);
    depth_--;
    std::vector<Node*> before, after;
    each_defined(n, [&](Node*& x, Node* s) {
      if (!leaks(x)) return;
      Local* z = x->local;
      Local* t = temporary(z);
      before.push_back(define(n->pos, z, t, s->init));
      if (rules_.loop_copies_are_defined) z->definition = before.back();
      after.push_back(assign(n->pos, t, z));
      x = ref(t);
    });
    if (before.empty()) return;
    if (!n->more.empty()) {
      Node* step = arena_.node(Op::Block, n->pos);
      step->list = n->more;
      before.push_back(step);
      n->more = {};
    }
    if (n->x) {
      Node* test = arena_.node(Op::If, n->pos);
      test->x = n->x;
      before.push_back(test);
      n->x = nullptr;
    }
    before.insert(before.end(), n->list.begin(), n->list.end());
    before.insert(before.end(), after.begin(), after.end());
    n->list = arena_.list(before);
  }

  Arena& arena_;
  Callable& c_;
  const Rules& rules_;
  absl::flat_hash_map<Local*, bool> candidates_;
  int depth_ = 0, return_depth_ = 0;
};

}  // namespace

void separate_loop_variables(Arena& arena, Callable& c, const Rules& rules) {
  LoopVariables pass(arena, c, rules);
  for (Node* n : c.body) pass.scan(n);
}

}  // namespace ptrsafe::escape
