// StableNames: names for places, nodes and objects that mean the same in a later run over the same declarations, whatever
// was edited in the bodies of functions.
//
// A place is named by its file, the declaration that it lies in, and its distance from where that begins: an edit of one
// function body moves nothing else. An edit outside of bodies may move names; who uses them over runs checks before
// that there was none (build/content_keys.h).
#pragma once

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "build/program.h"
#include "types/package.h"

namespace ptrsafe {

struct Spot {
  uint64_t file = 0;  // hash of its path; 0: nowhere
  uint32_t decl = 0;  // 1 for the first of the file; 0: before all
  uint32_t offset = 0;
};
template <class A>
void archive(A& a, Spot& s) { a(s.file, s.decl, s.offset); }

struct NodeName {
  Spot begin;
  uint32_t size = 0;  // in bytes
  uint64_t text = 0;  // hash of its source
  NodeKind kind{};
};
template <class A>
void archive(A& a, NodeName& n) { a(n.begin, n.size, n.text, n.kind); }

struct ObjectName {
  uint64_t unit = 0;  // hash of the import path, test variants apart; 0: no object
  Spot at;
  ObjectKind kind{};
  // For tables of questions and answers.
  uint64_t hash() const;
};
template <class A>
void archive(A& a, ObjectName& n) { a(n.unit, n.at, n.kind); }

class StableNames {
 public:
  // The declarations of all packages must have been checked.
  explicit StableNames(const build::Program& program);

  Spot spot(Pos p) const;
  NodeName name(const Node* n) const;
  // Of package-level objects, fields and methods; those that are declared in function bodies, and those without a
  // position, have none (unit is 0).
  ObjectName name(const Object* o) const;
  static uint64_t unit_name(const build::PackageUnit& unit);

  // None (null) where there is no such thing now.
  Pos find(const Spot& s) const;
  const Node* find(const NodeName& n) const;
  Object* find(const ObjectName& n) const;

 private:
  struct File {
    const Tree* tree;
    uint64_t name;
  };
  const File* file_at(Pos p) const;
  const File* file(uint64_t name) const;
  // The nodes of a declaration: first, and one past the last.
  static std::pair<uint32_t, uint32_t> nodes_of(const Tree& tree, uint32_t decl);

  std::vector<File> files_;  // by position
  absl::flat_hash_map<uint64_t, uint32_t> by_name_;
  absl::flat_hash_map<uint64_t, const Package*> packages_;
  absl::flat_hash_map<const Package*, uint64_t> unit_names_;
};

}  // namespace ptrsafe
