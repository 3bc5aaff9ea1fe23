// Lasting: which objects live as long as the program: package-level variables and what they hold, what registered handlers belong
// to, and what the main line of a program that serves makes.
//
// By type, as far as objects go: a field lasts if an object of its type is held so. An element of a container that things are taken out
// of, or of a variable that is replaced while the program runs, does not last.
#pragma once

#include "absl/container/flat_hash_set.h"
#include "flow/map_objects.h"
#include "lifetime/program_index.h"

namespace ptrsafe::lifetime {

class Lasting {
 public:
  explicit Lasting(const ProgramIndex& index);

  // The map lives as long as the program, as far as its variables and where it is made tell.
  bool lasts(const flow::MapObjects& objects, const flow::MapObject& o) const;
  // The variable is replaced by code that can run more than once.
  static bool replaced(const ProgramIndex& index, const Var* v);

 private:
  void keep_held(const Examined& body, ValueId interface, int depth);
  void keep(const Var* v);
  void keep(Type* t, int depth);
  void keep_captured(const Place& closure);
  bool made_again(const Named* t) const;
  bool stored_initially(const Place& made) const;

  const ProgramIndex& index_;
  absl::flat_hash_set<const Named*> kept_;
  absl::flat_hash_set<const Var*> variables_;  // fields, package-level variables and captured locals that last
  absl::flat_hash_set<Place> captured_;  // maps that closures which last have captured
};

// What the store leaves has not been there before, or is not there for others yet: an object that is being made, a nil that is
// replaced, code that runs once.
bool initial(const ProgramIndex& index, const Examined& body, ValueId store);

}  // namespace ptrsafe::lifetime
