// Statements: what the files about them share.
#pragma once

#include "check/checker.h"

namespace ptrsafe {

// A block's scope, made only where something is declared in it: lookups walk through fewer of them.
class BlockScope {
 public:
  // `s` is the statement or clause that is the block.
  BlockScope(Checker& c, const Node* s, bool open);
  ~BlockScope() {
    if (open_) c_.close_scope();
  }
  BlockScope(const BlockScope&) = delete;
  BlockScope& operator=(const BlockScope&) = delete;

 private:
  Checker& c_;
  bool open_;
};

// Whether the body of a case or communication clause declares something in its own block.
bool clause_declares(const Node* clause);

// Reports all but the first default clause.
void report_several_defaults(Checker& c, NodeList clauses);

}  // namespace ptrsafe
