// VariableUses: which local variables of a declaration need a cell in memory.
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
  void add(const Node* root) { visit(root); }

  // The variable's address is needed: taken explicitly, by a method with a pointer receiver or by slicing an array, or
  // parts of it are assigned; or a function literal shares it with assignments after its declaration.
  bool needs_cell(const Var* v) const;

 private:
  enum Use : uint8_t { kAddress = 1, kAssigned = 2 };
  void visit(const Node* n);
  void assigned(const Node* lhs, bool define);
  void address(const Node* operand);

  const FileInfo& file_;
  bool per_iteration_;
  absl::flat_hash_map<const Var*, uint8_t> uses_;
};

}  // namespace ptrsafe::lower
