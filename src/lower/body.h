// BodyLowering: lowers one function body; literals in it get a BodyLowering of their own, below their parent's,
// but for those that are called at once (called_at_once.h).
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lower/builder.h"
#include "lower/called_once.h"
#include "lower/variables.h"
#include "types/package.h"

namespace ptrsafe::lower {

// What the bodies of one declaration share.
struct Context {
  const Package* package;
  const FileInfo* file;
  VariableUses* uses;
  const CalledOnce* once;  // null: all calls stay calls
  bool per_iteration;  // Go 1.22's loop variables
  // A part could not be typed: C.x, or what comes from a package that could not be loaded.
  bool incomplete = false;
};

class BodyLowering {
 public:
  BodyLowering(Context& context, ir::Function& f, BodyLowering* parent);

  // Parameters, body and end of a FuncDecl's or FuncLit's function.
  void function(Signature* sig, Node* body);
  // One initialiser of package-level variables.
  void initializer(const Initializer& init);
  void finish();

 private:
  // An operand that may stand in memory: then `v` is its address.
  struct Place {
    ValueId v;
    Type* type;
    bool in_memory;
  };
  // What is assigned to.
  struct Target {
    enum Kind : uint8_t { Blank, Variable, Memory, MapEntry } kind = Blank;
    const Var* var = nullptr;
    ValueId base, key;  // address; or map and key
    Type* type = nullptr;
    Node* node = nullptr;
  };
  struct Jumps {
    Name label;  // of a labelled statement; none otherwise
    BlockId to_break, to_continue;
    bool loop;
  };
  struct LocalVar {
    Slot slot;
    bool cell;
  };
  // What a defer statement of a literal calls where the literal ends.
  struct Deferred {
    Node* call;
    Node* literal;  // that is lowered there; null: the instruction is made there
    ir::Instr instr;
    std::vector<ValueId> operands;  // evaluated at the statement
    BlockId at;  // a return after the statement leads here
  };
  // A literal that is lowered where it is called.
  struct Literal {
    Literal* outer;
    Signature* sig;
    bool last;                        // where it returns, what is around it returns
    std::vector<const Var*> named;    // of those that are not last: named results, or
    std::vector<Slot> results;        // variables for them
    BlockId done{};
    std::vector<Deferred> deferred;
  };

  // ---- types of nodes ----
  Type* type_of(const Node* e) const;   // never null
  Object* object_of(const Node* e) const;  // of an identifier or pkg.Name
  ValueId zero(Type* t, Node* n) { return b_.emit(Opcode::Zero, t, n, {}); }
  ValueId opaque(Type* t, Node* n);
  ValueId constant(Type* t, Const c, Node* n);
  // `v` as a value of `to` (spec, "Assignability"): concrete values become interface values, untyped nil gets a type.
  ValueId convert(ValueId v, Type* to, Node* n);

  // ---- variables (body.cc) ----
  LocalVar* local(const Var* v);
  void declare(const Var* v, ValueId value, Node* n);  // value 0: zero
  ValueId variable_address(const Var* v, Node* n);
  ValueId read_variable(const Var* v, Node* n);
  void write_variable(const Var* v, ValueId value, Node* n);
  ValueId capture(const Var* v);  // what MakeClosure is given for it
  bool is_cell(const Var* v) { return context_.uses->needs_cell(v); }

  // ---- expressions (expressions.cc, selectors.cc, literals.cc, calls.cc) ----
  ValueId expr(Node* e);
  ValueId expr_to(Node* e, Type* t) { return convert(expr(e), t, e); }
  std::vector<ValueId> values(Node* e, size_t n);  // a call or comma-ok expression with n values
  Place place(Node* e);
  ValueId value_of(const Place& p, Node* n);
  Place field(const Place& p, uint32_t index, Node* n);
  Place follow(Place p, std::span<const uint32_t> path, Node* n);
  Place element(Node* e);
  ValueId address(Node* e);  // &e
  ValueId selector(Node* e);
  ValueId index(Node* e, bool comma_ok);
  ValueId slice(Node* e);
  ValueId unary(Node* e, bool comma_ok);
  ValueId binary(Node* e);
  ValueId logical(Node* e);
  ValueId type_assert(Node* e, bool comma_ok);
  ValueId composite(Node* e, Type* t);
  ValueId element_value(Node* e, Type* t);
  ValueId func_lit(Node* e);
  void condition(Node* e, BlockId yes, BlockId no);
  ValueId call(Node* e, ir::CallMode mode);
  ValueId conversion(Node* e, Type* t);
  ValueId builtin(Node* e, BuiltinId id, ir::CallMode mode);
  ValueId receiver(Place p, const Selection* s, const Func* method, Node* n);
  // The helper that a call calls and that is lowered in its place; null for other calls.
  const Func* helper(const Node* call) const;
  std::vector<ValueId> in_place(Node* call, const Func* helper);  // its results
  Node* literal(const Node* call) const;  // the literal that is called and lowered in its place; null for other calls
  std::vector<ValueId> literal_in_place(Node* call, Node* lit, bool last);
  std::vector<ValueId> literal_with(std::span<const ValueId> args, Node* call, Node* lit, bool last);
  void body(NodeList list, Signature* sig);
  static bool has_named_results(const Signature* sig);
  void give_back(std::vector<ValueId> results, Node* s);
  void literal_gives_back(std::vector<ValueId> results, Node* s);
  void defer_call(Node* call);
  void run_deferred(Literal& l, size_t but);
  void arguments(Node* call, Signature* sig, std::vector<ValueId>& out);

  // ---- statements (statements.cc, loops.cc, switches.cc) ----
  void block(NodeList list);
  void statement(Node* s, Name label = {});
  void assign_statement(Node* s);
  void declarations(Node* gen_decl);
  Target target(Node* e);
  ValueId load(const Target& t);
  void store(const Target& t, ValueId v);
  void assign(Node* lhs, ValueId v, bool define, Node* n);
  void return_statement(Node* s);
  void branch_statement(Node* s);
  void if_statement(Node* s);
  void for_statement(Node* s, Name label);
  void range_statement(Node* s, Name label);
  void switch_statement(Node* s, Name label);
  void type_switch(Node* s, Name label);
  void select_statement(Node* s, Name label);
  BlockId label_block(Name label);
  void new_iteration(NodeList init_vars);

  Context& context_;
  ir::Function& f_;
  BodyLowering* parent_;
  FunctionBuilder b_;
  absl::flat_hash_map<const Var*, LocalVar> locals_;
  std::vector<Jumps> jumps_;
  absl::flat_hash_map<uint32_t, BlockId> labels_;  // by Name id
  std::vector<const Var*> results_;                // named results
  Literal* literal_ = nullptr;                     // the innermost one around what is lowered
  BlockId fallthrough_{};                          // body of the next clause
};

}  // namespace ptrsafe::lower
