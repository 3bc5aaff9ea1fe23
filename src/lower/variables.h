// VariableUses: which local variables of a declaration need a cell in memory.
//
// A literal that is called at once (called_at_once.h) is no function of its own here: its variables are the declaration's, and
// those that no other literal uses are not captured: Var::kCaptured, which the checker sets for all, is taken back.
#pragma once

#include "absl/container/flat_hash_map.h"
#include "types/package.h"

namespace ptrsafe::lower {

class VariableUses {
 public:
  // Looks through `root` (a FuncDecl or an expression) with all function literals in it. `per_iteration`: each
  // iteration of a loop has variables of its own (Go 1.22).
  VariableUses(const FileInfo& file, const Node* root, bool per_iteration);
  // What else is lowered with the declaration.
  void add(const Node* root);

  // The variable's address is needed: taken explicitly, by a method with a pointer receiver or by slicing an array, or
  // parts of it are assigned; or a function literal shares it with assignments after its declaration.
  bool needs_cell(const Var* v) const;

 private:
  enum Use : uint8_t { kAddress = 1, kAssigned = 2 };
  void visit(const Node* n);
  void assigned(const Node* lhs, bool define);
  void address(const Node* operand);
  void literal(const Node* lit);
  void used(const Node* ident);

  const FileInfo& file_;
  bool per_iteration_;
  absl::flat_hash_map<const Var*, uint8_t> uses_;
  // Literals are numbered; 0 is the declaration itself, to which variables that are not here belong.
  absl::flat_hash_map<const Var*, uint32_t> declared_in_;
  // Variables with kCaptured that are used here: whether another literal than their own uses them.
  absl::flat_hash_map<Var*, bool> captured_;
  uint32_t literals_ = 0, inside_ = 0;
};

}  // namespace ptrsafe::lower
