// Lifetimes: what the rules about lifetimes ask of one program.
#pragma once

#include "lifetime/growth.h"
#include "lifetime/program_index.h"
#include "lifetime/scope_ends.h"

namespace ptrsafe::lifetime {

class Lifetimes {
 public:
  explicit Lifetimes(const flow::ProgramFlow& program) : index_(program), growth_(index_), scopes_(index_) {}
  const ProgramIndex& index() const { return index_; }
  const Growth& growth() const { return growth_; }
  const ScopeEnds& scopes() const { return scopes_; }

 private:
  ProgramIndex index_;
  Growth growth_;
  ScopeEnds scopes_;
};

}  // namespace ptrsafe::lifetime
