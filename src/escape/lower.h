// From the typed syntax tree of one declaration to Trees (escape/tree.h): its body, and those of the literals in it.
//
// What is left out is what the compiler leaves out before its own escape analysis: branches under constant conditions, statements behind a
// terminating one, cases that a constant tag cannot reach.
#pragma once

#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "escape/callable.h"
#include "escape/rules.h"
#include "types/subst.h"

namespace ptrsafe::escape {

// Finds the Callable of a function that is named: for generic ones that of the instance with these type arguments (already concrete). Null
// if there is no code to know (methods of interfaces).
struct Callees {
  virtual Callable* callable(const Func* f, std::span<const Ref<Type>> type_args) = 0;
  virtual ~Callees() = default;
};

class Lowering {
 public:
  // `map` replaces the type parameters of a generic declaration.
  Lowering(Arena& arena, Callees& callees, const Rules& rules, const Package* package, const FileInfo* file, const TypeMap& map, bool per_iteration)
      : arena_(arena), callees_(callees), rules_(rules), package_(package), file_(file), map_(map), per_iteration_(per_iteration) {}

  void function(Callable& c, ptrsafe::Node* declaration);
  // Appends the assignment that an initialiser of package-level variables is.
  void initializer(Callable& c, const Initializer& init, std::vector<Node*>& out);
  // Calls of interface methods whose receiver's concrete type is known become calls of that type's method.
  void devirtualize(Callable& c);
  // A part could not be typed (C.x), or is of a kind that is not known: the tree is useless.
  bool incomplete() const { return incomplete_; }

  std::vector<std::unique_ptr<Callable>> literals;  // made on the way, owned by the caller in the end

 private:
  using Syntax = ptrsafe::Node;
  using Nodes = std::vector<Node*>;

  // ---- types and variables ----
  Type* type(const Syntax* e);             // concrete, default type for untyped values
  Type* concrete(Type* t) { return map_.empty() ? t : subst(t, map_); }
  Pos pos(const Syntax* e) const;          // where messages about `e` stand
  bool constant(const Syntax* e) const;
  bool depends_on_parameters(const Syntax* e);  // of a type: on those of a generic declaration
  Object* object(const Syntax* ident) const;
  Node* node(Op op, Pos p, Type* t = nullptr, Node* x = nullptr, Node* y = nullptr);
  Local* declare(const Var* v);
  Local* temporary(Type* t, Pos p);
  Node* use(Local* l, Pos p);
  Node* declaration(Local* l);
  void signature(Callable& c, Signature* sig);
  void captures(Local* l);
  void address_taken(Node* n);
  Callable* function_named(const Func* f, const Syntax* ident, Node* reference);
  Callable* method(const Func* f, Type* receiver);

  // ---- expressions ----
  Node* expression(Syntax* e);
  Node* convert(Type* to, Syntax* e);  // implicitly, as assignment does; `to` null: as it is
  Node* converted(Type* to, Node* n, Pos p, bool implicit);
  Node* literal(Const value, Type* t, Pos p);
  Node* rune_literal(Node* text, Type* to, Type* elem, Pos p);
  Node* composite(Syntax* e);
  Node* function_literal(Syntax* e);
  static bool initialises(const Callable& c);  // an init function, an initialiser, or a literal in one
  Node* selector(Syntax* e);
  Node* field(Node* x, uint32_t index, Pos p, bool implicit);
  Node* receiver(Syntax* e, const Selection* s, Type** receiver_type);
  Node* method_expression(Syntax* e, const Selection* s);
  Node* index(Syntax* e);
  Node* slice(Syntax* e);
  Node* unary(Syntax* e);
  Node* binary(Syntax* e);
  Node* address(Node* x, Pos p, bool implicit);
  Node* dereference(Node* x, Pos p, bool implicit);

  // ---- calls (lower_calls.cc) ----
  Node* call(Syntax* e);
  Node* call_of(Syntax* f, Pos p, bool spread, const std::function<void(Signature*, Nodes&)>& add_arguments);
  Node* dictionary_method(Syntax* f, Type* type, Type* receiver);
  static bool calls(const Node* n);
  Node* builtin(Syntax* e, BuiltinId id);
  void arguments(Syntax* e, Signature* sig, Nodes& out);
  Nodes values(Pos p, const std::function<Type*(size_t)>& to, NodeList exprs);
  void pack_variadic(Node* call, Signature* sig, Nodes& args, size_t receivers);
  Node* go_or_defer(Op op, Pos p, Node* call, Nodes& out);

  // ---- statements (lower_statements.cc) ----
  std::span<Node*> block(NodeList list);
  void statements(NodeList list, Nodes& out);
  void statement(Syntax* s, Nodes& out);
  void assign(Pos p, NodeList left, NodeList right, bool defines, Nodes& out);
  Node* target(Syntax* e, bool defines, Nodes& declared);
  void declare_variables(Syntax* decl, Nodes& out);
  Node* for_statement(Syntax* s, Nodes& out);
  Node* range_statement(Syntax* s);
  void if_statement(Syntax* s, Nodes& out);
  Node* switch_statement(Syntax* s);
  Node* type_switch(Syntax* s);
  Node* select_statement(Syntax* s);
  // ---- ranges over functions (lower_range_func.cc) ----
  void range_function(Syntax* s, Name label, Nodes& out);
  void leave(Local* state, bool again, Pos p, Nodes& out);
  bool branch_out(Syntax* s, Nodes& out);   // of the body of a range over a function; false: it stays within
  bool return_out(Syntax* s, Nodes& out);
  bool ranges_over_function(const Syntax* s);
  void number_ranges(Callable& c, const Syntax* body);
  Local* next();
  Node* set(Local* l, int64_t value, Pos p);

  int static_condition(Syntax*& cond) const;  // 1 always true, -1 always false, 0 not known; drops operands that cannot matter
  bool terminates(Syntax* s) const;

  Arena& arena_;
  Callees& callees_;
  const Rules& rules_;
  const Package* package_;
  const FileInfo* file_;
  TypeMap map_;
  bool per_iteration_;
  bool incomplete_ = false;
  std::vector<std::pair<Type*, uint32_t>> dictionary_;  // methods of type parameters: parameter, name
  Name label_;  // of the statement that comes next
  // Statements that break and continue can end, innermost last.
  struct Jump {
    Name label;
    bool loop;
    Local* state;   // of a range over a function
    Callable* in;
  };
  std::vector<Jump> jumps_;
  // What the ranges over functions of one nest share.
  struct RangeNest {
    Callable* in;
    Local* next = nullptr;    // how the iterator was left
    Local* defers = nullptr;
  };
  RangeNest* nest_ = nullptr;
  absl::flat_hash_map<const Syntax*, uint32_t> range_numbers_;
  Callable* current_ = nullptr;
  absl::flat_hash_map<const Var*, Local*> locals_;
};

}  // namespace ptrsafe::escape
