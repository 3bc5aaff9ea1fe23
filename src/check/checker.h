// Checker: checks the declarations of one package, or some of its function bodies, on one thread.
//
// The rules are those of the Go specification; each concept has a file of its own in this folder, named in
// the specification's words. Declarations are resolved on demand (a package-level object is declared when
// first used), so the order of declarations does not matter; what must wait until types are complete is
// queued with later().
//
// Phases: collect_objects, then package_objects (all declarations; bodies are queued in
// PackageState::bodies), then bodies: any number of Checkers over the same, now frozen, PackageState,
// each with errors and buffers of its own; then finish (merging, unused imports, initialisation order).
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "build/program.h"
#include "check/check.h"
#include "check/operand.h"
#include "diag/diagnostic.h"
#include "types/lookup.h"
#include "types/package.h"
#include "types/predicates.h"
#include "types/sizes.h"
#include "types/subst.h"
#include "types/type_set.h"
#include "types/type_string.h"
#include "types/under.h"
#include "types/universe.h"

namespace ptrsafe {

// How a package-level (or function-level constant, type or variable) object is declared.
struct DeclInfo {
  Ref<Scope> file_scope;       // scope in which the declaration's expressions are looked up
  uint32_t file = 0;           // index into Package::Details::files
  Node* spec = nullptr;        // ValueSpec, TypeSpec or FuncDecl
  Node* type = nullptr;        // of a constant or variable, may be null
  Node* init = nullptr;        // initialisation expression, may be null
  List<Ref<Var>> lhs;          // var a, b = f(): all variables; else empty
  Const iota;                  // constants
  bool inherited = false;      // constants: type and init come from an earlier spec
  build::GoVersion version;
  // Package-level objects that the initialisation expression or body refers to, in order of first use; owned
  // by PackageState. Written by the thread that checks the expression or body.
  std::vector<Object*>* deps = nullptr;
};

// Where an expression or statement stands.
struct Env {
  FileInfo* file = nullptr;
  DeclInfo* decl = nullptr;     // package-level declaration being checked, for deps
  Scope* scope = nullptr;
  build::GoVersion version;     // language version in force
  Const iota;                   // in constant declarations
  Pos error_pos;                // if set: position for errors in inherited constant initialisers
  bool in_type_params = false;  // in a type parameter list
  Signature* sig = nullptr;     // of the function whose body this is; null outside
  bool has_label = false;       // the function has labels
  bool has_call_or_recv = false;  // the expression contains a call or receive
  absl::flat_hash_map<const Node*, bool>* panics = nullptr;  // calls of the predeclared panic (for terminating statements)
};

// A function body to be checked once declarations are frozen.
struct BodyTask {
  Env env;
  Node* body = nullptr;     // BlockStmt
  Signature* sig = nullptr;
  Func* func = nullptr;     // null for function literals at package level
  std::string_view name;    // for error messages
  uint32_t file = 0;
};

// What all checkers of one package share. Written while declarations are checked, read afterwards.
struct PackageState {
  build::PackageUnit* unit = nullptr;
  const build::Config* config = nullptr;
  CheckOptions options;
  Package* pkg = nullptr;
  Sizes sizes;
  std::vector<Scope*> file_scopes;             // of the package's own files
  std::vector<Object*> objects;                // package-level objects and methods, in source order
  absl::flat_hash_map<Object*, std::vector<Func*>> methods;  // base type name -> its methods, before they are collected
  std::vector<PkgName*> imports;               // all import declarations, in source order
  absl::flat_hash_map<std::pair<Scope*, uint32_t>, PkgName*> dot_imports;  // (file scope, Name id) -> dot-import
  std::vector<BodyTask> bodies;
  std::vector<std::unique_ptr<std::vector<Object*>>> deps;  // owns DeclInfo::deps
  uint32_t next_type_param = 1;                // TypeParam::serial
  // More is wanted of the package than its declarations.
  bool whole() const { return unit->named || options.dependency_bodies; }
  bool bodies_wanted() const { return options.bodies && (whole() || options.generic_bodies); }
};

class Checker final : public DeclResolver, public TypeErrorSink {
 public:
  explicit Checker(PackageState& state);
  ~Checker() override;

  // Phases (package.cc).
  void collect_objects();   // resolver.cc
  void package_objects();   // resolver.cc: declares everything, processes what was delayed
  void check_body(const BodyTask& task);
  // After all bodies: merges the buffers of `workers` into the package, reports unused imports, orders
  // initialisations, finds endless instantiation. Errors end in Package::Details::errors, ordered as reported.
  void finish(std::span<Checker* const> workers);

  // ---- errors.cc ----
  // Reports at the start of `at` (go/types' position for nodes) or at a position. Messages that mention an
  // invalid type or operand are follow-ups and are dropped. `soft`: see Diagnostic.
  void error(const Node* at, std::string message);
  void error(const Operand& at, std::string message);
  void error(Pos at, std::string message);
  void soft_error(Pos at, std::string message);
  // Errors that one checker keeps. More help nobody: the statements that follow are skipped.
  static constexpr size_t kMaxErrors = 10000;
  bool gave_up() const { return error_count_ > kMaxErrors; }
  // True if the language version in force is at least go1.`minor`.
  bool allows(int minor) const { return env_.version.minor == 0 || env_.version.minor >= minor; }
  // Reports "WHAT requires go1.N or later" unless allowed; returns allows(minor).
  bool verify_version(const Node* at, int minor, std::string_view what);
  void type_error(Pos pos, std::string message) override { error(pos, std::move(message)); }
  bool allows(Pos pos, int go_minor) override;
  Qualifier qualifier() const;
  std::string str(Type* t) const override;  // with the qualifier
  std::string str(const Operand& x) const;
  std::string str(const Object* o) const;
  static std::string str(const Node* expr) { return expr_string(expr); }

  // ---- record.cc: what is written into FileInfo ----
  void record_type_and_value(Node* e, Operand::Kind mode, Type* t, Const val);
  void record_builtin_type(Node* f, Signature* sig);   // through parentheses
  void record_comma_ok(Node* e, Type* t0, Type* t1);   // through parentheses: type becomes a tuple (t0, t1)
  void record_def(Node* ident, Object* o);
  void record_use(Node* ident, Object* o);
  void record_implicit(Node* n, Object* o);
  void record_selection(Node* selector, Selection::Kind kind, Type* recv, Object* o, List<uint32_t> index, bool indirect);
  void record_instance(Node* ident_or_selector, std::span<const Ref<Type>> targs, Type* t);
  void record_scope(Node* n, Scope* s);
  // Untyped expressions: raises the recorded type of `e` and of the untyped operands below it to `t`
  // (spec, "Constants": the default or context type). `final`: no further change will come.
  void update_expr_type(Node* e, Type* t, bool final);
  // Literals, the most frequent untyped operands, in one step: their final type and a value that it represents. False
  // if there is more to do.
  bool settle_literal(Node* e, Type* t, Const val);
  void update_expr_value(Node* e, Const val);

  // ---- resolver.cc, decl.cc ----
  void declare(Object* o) override;        // DeclResolver: obj_decl
  void obj_decl(Object* o);                // declares a package-level object (on demand), with cycle detection
  bool cycle_error_if_invalid(Object* o);  // spec, "Type declarations": a cycle that is not allowed is reported
  void const_decl(ConstObject* o, Node* type, Node* init, bool inherited);
  void var_decl(Var* o, std::span<const Ref<Var>> lhs, Node* type, Node* init);
  void type_decl(TypeName* o, Node* spec);
  void func_decl_object(Func* o, DeclInfo* d);
  void collect_methods(TypeName* o);
  void declare_in(Scope* s, Node* ident, Object* o, Pos scope_pos);  // reports redeclaration; records the definition
  void decl_stmt(Node* gen_decl);
  Named* new_named(TypeName* o);
  void add_dependency(Object* o);          // of env_.decl on a package-level function, variable or constant
  // Declares the type parameters of `list` in the current scope and checks their bounds.
  // `early`, if given, gets the list before the bounds are checked, since these may refer to the generic type.
  List<Ref<TypeParam>> collect_type_params(Node* field_list, List<Ref<TypeParam>>* early = nullptr);
  TypeParam* declare_type_param(Node* ident, Pos scope_pos);
  void check_arity(Node* spec, NodeList names, NodeList values, bool constant, bool inherited);
  std::vector<Object*>* new_deps();
  void merge_late_deps(const Checker& worker);  // finish()
  static std::string position_text(Pos pos);  // "file.go:3:7", for messages that mention a position
  void local_consts(Node* group);
  void local_vars(Node* spec);
  void local_type(Node* spec);
  bool is_open(Object* o) const;
  void type_done(TypeName* o);
  void check_defined_type(Named* n);
  void check_field_and_method_names(Named* base);
  void check_anonymous_interfaces(Named* n);  // anonymous_interface.cc
  // cycles.cc. Reports the cycle at its first object in source order, or at `at`.
  void cycle_error(std::span<Object* const> cycle, Pos at);
  void grey_object(Object* o);
  void incomplete(Type* t) override;       // DeclResolver: a type's structure is asked for while it is declared
  bool types_open() const;                 // some type may be incomplete: checks of types must wait
  bool resolve_underlying(Named* n);       // false: must wait
  void resolve_open_types();

  // ---- typexpr.cc, struct_type.cc, interface_type.cc, signature.cc, union.cc ----
  // Identifier in expression position. `want_type`: where only a type makes sense (changes messages).
  void ident(Operand& x, Node* e, TypeName* def, bool want_type);
  Type* type_expr(Node* e);                          // typ: any type; never generic uninstantiated
  Type* var_type(Node* e);                           // type of a variable: no constraint interface
  Type* defined_type(Node* e, TypeName* def);        // right side of `type def = / def`
  Type* generic_type(Node* e, std::string* cause);   // must be a generic type, not instantiated
  Type* constraint_type(Node* e);                    // bound of a type parameter (may be ~T, unions)
  void check_var_type(Node* e, Type* t);             // queues: "cannot use type T outside a type constraint: …"
  Type* type_internal(Node* e, TypeName* def);       // may be generic; nothing recorded
  void check_constraint_use(Node* e, Type* t);       // what check_var_type queues
  void check_map_key(Node* key, Type* t);
  void check_embedded_fields(Node* struct_node);
  void verify_instance_of(Node* x, NodeList args, Type* instance);
  Var* receiver(Signature* sig, Node* recv, Node** name);
  void check_receiver(Var* recv, Node* base);
  // Runs `f` now if no type is incomplete, else later.
  template <class F>
  void when_complete(F f) {
    if (types_open()) {
      later(std::move(f));
    } else {
      f();
    }
  }
  Type* struct_type(Node* e, TypeName* def);
  Type* interface_type(Node* e, TypeName* def);
  Type* union_type(Node* e);                          // A | ~B, or a single term
  Type* func_type_expr(Node* func_type, Signature** out = nullptr);
  // Fills `sig` from a receiver (may be null) and a FuncType; opens the function's scope.
  void func_type_into(Signature* sig, Node* recv, Node* func_type);
  Type* instantiated_type(Node* x, NodeList args, TypeName* def);
  int64_t array_length(Node* e);                      // -1 after an error
  List<Ref<Var>> collect_params(Node* field_list, bool variadic_ok, bool* variadic, uint16_t bits);

  // ---- expr.cc and friends ----
  // Checks expression `e`, result in `x`. `target`: if not null, the type that a generic function value is
  // inferred against. raw_expr records; callers convert untyped values.
  void raw_expr(Type* target, Operand& x, Node* e, Type* hint, bool allow_generic);
  void expr(Type* target, Operand& x, Node* e);       // a single value
  void generic_expr(Operand& x, Node* e);             // … that may be a generic function
  void multi_expr(Node* e, bool allow_comma_ok, std::vector<Operand>& list);  // a single expression with several values
  void expr_with_hint(Operand& x, Node* e, Type* hint);  // composite literal elements without their type
  void expr_or_type(Operand& x, Node* e, bool allow_generic);
  void exclude_novalue(Operand& x);                    // "x (no value) used as value", types, builtins
  void single_value(Operand& x);                       // "multiple-value …"
  void expr_internal(Type* target, Operand& x, Node* e, Type* hint, bool allow_generic);
  void unary(Operand& x, Node* e);
  void binary(Operand& x, Node* e, Node* lhs, Node* rhs, Op op, Pos op_pos);
  void shift_expr(Operand& x, Operand& y, Node* e, Op op);
  // `switch_case`: x is a case of a switch on y, which changes messages.
  void comparison(Operand& x, Operand& y, Op op, bool switch_case = false);
  void match_binary_operands(Operand& x, Operand& y);  // untyped operands take each other's type
  void func_lit(Operand& x, Node* e);
  void composite_lit(Operand& x, Node* e, Type* hint);
  int64_t indexed_elements(NodeList elements, Type* elem, int64_t length);
  bool index_expr(Operand& x, Node* e);                // true: x is a generic function to be instantiated
  void slice_expr_check(Operand& x, Node* e);
  // Value of an index expression (>= 0 and below max if max >= 0), or -1 if not constant; type of the index.
  int64_t index_value(Node* e, int64_t max, Type** type);
  bool valid_index(Operand& x, std::string_view what, bool allow_negative);
  void selector(Operand& x, Node* e, TypeName* def, bool want_type);
  void type_assertion(Node* e, Operand& x, Type* t, bool type_switch);
  // Explicit or inferred instantiation of a generic function value f[...] .
  void func_inst(Type* target, Pos at, Operand& x, Node* index_expr, bool infer);
  void call_expr(Operand& x, Node* call);              // calls, conversions, builtins
  enum class ExprKind : uint8_t { Conversion, Expression, Statement };
  ExprKind raw_call(Operand& x, Node* call);
  bool builtin_call(Operand& x, Node* call, BuiltinId id);
  std::vector<Operand> generic_expr_list(NodeList list, std::vector<std::vector<Ref<Type>>>* targs, std::vector<Node*>* index_nodes);
  Signature* arguments(Node* call, std::vector<Ref<Type>> targs, Node* index_node, std::vector<Operand>& args,
                       std::vector<std::vector<Ref<Type>>>& arg_targs, Signature* sig);
  // Evaluate expressions that an error made useless, for their own errors and for what they use; false if one of
  // them is invalid. use_lhs: variables assigned to do not count as used.
  bool use(NodeList list);
  bool use(Node* e);
  bool use_lhs(NodeList list);
  bool use_lhs(Node* e);

  // ---- constants (const.cc), conversions (conversion.cc), assignability (assignability.cc) ----
  void overflow(Operand& x, Pos op_pos);
  bool representable_const(Const v, Basic* t, Const* rounded);
  void representable(Operand& x, Basic* t);            // reports
  void convert_untyped(Operand& x, Type* target);      // reports
  Type* implicit_type(Operand& x, Type* target);       // what an untyped x becomes; null: not possible
  void conversion(Operand& x, Type* t);
  bool convertible_to(const Operand& x, Type* t, std::string* cause);
  bool assignable_to(const Operand& x, Type* t, std::string* cause);
  // x is assigned to a variable of type t (null: inferred); `context` completes "cannot use x as T value in …".
  void assignment(Operand& x, Type* t, std::string_view context);

  // ---- generics (infer.cc, instantiate.cc, valid_type.cc, monomorph.cc) ----
  // Infers the missing ones of `targs` (null: missing); empty on failure. Errors are reported, or only
  // written to `*error` if that is given. `reverse`: assignment of a function value to a function type.
  std::vector<Ref<Type>> infer(Pos at, std::span<const Ref<TypeParam>> tparams, std::vector<Ref<Type>> targs, Tuple* params,
                               std::span<Operand> args, bool reverse, std::string* error);
  // Index of the first argument that does not satisfy its constraint (then *cause says why), else -1.
  int verify_instance(Pos at, std::span<const Ref<TypeParam>> tparams, std::span<const Ref<Type>> targs, std::string* cause);
  bool validate_arg_count(Pos at, std::string_view name, size_t want, size_t got);  // "not enough type arguments for type T: have 1, want 2"
  bool implements(Type* v, Type* t, bool constraint, std::string* cause);
  Signature* instantiate_signature(Pos at, Node* e, std::span<const Ref<Type>> targs, Signature* sig, std::span<Node* const> arg_nodes);
  // Fresh type parameters for a recursive use; replaces them in *params.
  std::vector<Ref<TypeParam>> rename_type_params(std::span<const Ref<TypeParam>> tparams, Type** in_out_type);
  void valid_type(Named* t);        // reports "invalid recursive type"
  void monomorph();                 // reports endless instantiation cycles

  // ---- statements: stmt.cc, assignments.cc, range.cc, switch.cc, labels.cc, return.cc, unused.cc ----
  void func_body(const Env& env, std::string_view name, Signature* sig, Node* body);
  struct StmtContext {
    bool break_ok = false, continue_ok = false, fallthrough_ok = false, final_case = false, in_type_switch = false;
  };
  void stmt(StmtContext ctx, Node* s);
  void stmt_list(StmtContext ctx, NodeList list);
  void range_stmt_check(StmtContext ctx, Node* s);
  void switch_stmt_check(StmtContext ctx, Node* s);
  void type_switch_check(StmtContext ctx, Node* s);
  void labels(Node* body);
  bool is_terminating(Node* s, Name label);
  void usage(Scope* scope);         // "declared and not used: x"
  void init_const(ConstObject* lhs, Operand& x);
  void init_var(Var* lhs, Operand& x, std::string_view context);
  void init_vars(std::span<const Ref<Var>> lhs, NodeList rhs, Node* return_stmt);
  void assign_var(Node* lhs, Node* rhs, Operand* x, std::string_view context);
  void assign_vars(NodeList lhs, NodeList rhs);
  void short_var_decl(Pos pos, NodeList lhs, NodeList rhs);
  Type* lhs_var(Node* lhs);
  void assign_error(NodeList rhs, size_t l, size_t r);
  void return_error(Node* at, std::span<const Ref<Var>> lhs, std::span<const Operand> rhs);
  void unused_imports();            // finish()
  void init_order();                // finish()
  void directives();                // finish(): wrong uses of //go: comments
  void type_limits();               // finish(): "channel element type too large", …

  // ---- environment and queue ----
  // Runs f, in the environment of this call, once the types under construction are complete: at the end of the
  // current statement, or of the declarations.
  void later(std::function<void()> f);
  void process_delayed(size_t from);
  size_t delayed_count() const { return delayed_.size(); }
  void open_scope(Node* n, Pos begin, Pos end);
  void close_scope();
  Object* lookup(Name name, Scope** found_in = nullptr) const { return lookup_parent(env_.scope, name, lookup_pos_, found_in); }

  PackageState& state_;
  Package* pkg_;
  Env env_;
  // Position from which local names are looked up: local objects declared later are not seen.
  Pos lookup_pos_;
  std::vector<Object*> path_;       // objects being declared, for cycle detection
  Diagnostics errors_;
  bool in_bodies_ = false;          // declarations are frozen
  // Dependencies of variables and constants found in function literals, which are checked as bodies.
  std::vector<std::pair<DeclInfo*, Object*>> late_deps_;
  absl::flat_hash_map<Interface*, bool> visited_interfaces_;  // of check_anonymous_interfaces
  std::vector<Named*> open_types_;  // declared as another defined type that is not complete; kept grey
  ExprKind call_kind_ = ExprKind::Expression;  // of the call that was checked last
  Name target_name_;                // what raw_expr's `target` is the type of, for messages
  Pos infer_error_pos_;             // where the message that infer() wrote to *error belongs
  absl::flat_hash_map<Named*, bool> valid_types_;  // answers of valid_type()
  // Local variables (not parameters or results) whose function is still being checked; declare_in adds them.
  std::vector<Var*> local_vars_;

  // Buffers that are merged by finish(), since several checkers may work on one file.
  struct PendingConst { FileInfo* file; uint32_t node; Const value; };
  struct PendingInstance { FileInfo* file; Instance instance; Pos pos; };
  std::vector<PendingConst> constants_;
  std::vector<PendingInstance> instances_;

  // Saves and restores env_ and lookup_pos_.
  class EnvScope {
   public:
    explicit EnvScope(Checker& c) : c_(c), env_(c.env_), pos_(c.lookup_pos_) {}
    ~EnvScope() { c_.env_ = env_, c_.lookup_pos_ = pos_; }
    EnvScope(const EnvScope&) = delete;
    EnvScope& operator=(const EnvScope&) = delete;
   private:
    Checker& c_;
    Env env_;
    Pos pos_;
  };

 private:
  void add_error(Pos at, std::string message, bool soft);  // errors.cc
  size_t error_count_ = 0;  // of this checker, without those that finish() merges

  struct Delayed {
    Env env;
    Pos lookup_pos;
    std::function<void()> action;
  };
  std::vector<Delayed> delayed_;
};

}  // namespace ptrsafe
