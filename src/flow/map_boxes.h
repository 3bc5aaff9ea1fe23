// MapBoxes: what a program does with the pointers in maps whose pointees are small and hold no pointers: whether a value would do.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

class MapBoxes {
 public:
  MapBoxes(const ProgramFlow& program, const std::vector<const Package*>& packages);
  // Boxes in maps of this type are written through, kept elsewhere as well, or handed on: they are needed. By map type, all of them.
  bool needed(Type* map) const;

 private:
  void read(const Examined& body);
  absl::flat_hash_set<std::string> needed_;  // types, in full
};

}  // namespace ptrsafe::flow
