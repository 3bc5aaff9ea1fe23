// MapObjects: the maps of a program as abstract objects: which variables and values are one map, where each is made, and
// who does what with it.
//
// Unification as in Steensgaard, "Points-to Analysis in Almost Linear Time" (1996), of variables and values that hold
// maps, with an object for the elements of each container; fields are told apart by their owner type. Context-sensitive
// where it matters, as in Lattner, Lenharth, Adve, "Making Context-Sensitive Points-to Analysis with Heap Cloning
// Practical" (2007): a helper's parameter, and a result that is new, are not unified with what callers pass and get, but
// included in it, so that one helper does not merge all maps of the program. A parameter that ends in a field or a
// package-level variable is unified.
// Deliberately left out: what goes through interfaces, reflection and channels of structs.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

struct MapAccess {
  enum Kind : uint8_t { Insert, Lookup, Range, Delete, Clear, Length, Decode, Replace, Escape };
  Kind kind;
  const Examined* body;
  ValueId at;     // the instruction
  ValueId key;    // of Insert, Lookup and Delete; none if it is not known
  ValueId value;  // of Insert: what is stored; of Replace: the new map
};

struct MapObject {
  std::vector<const Var*> variables;  // package-level variables, fields and locals that hold it, in order of position
  std::vector<std::pair<const Examined*, ValueId>> made;  // MakeMap, new sync.Maps, and calls that give a new map
  std::vector<MapAccess> accesses;    // through helpers, too; in order of position
  Type* type = nullptr;               // a map type, or sync.Map
  int outer = -1;                     // the object whose elements these are; never itself, through others
  bool closed_over = false;           // a function literal uses it, which another function makes
};

class MapObjects {
 public:
  // `packages` in the order in which results are wanted. Single-threaded; the program's flow must outlive it.
  MapObjects(const ProgramFlow& program, const std::vector<const Package*>& packages);

  const std::vector<MapObject>& objects() const { return objects_; }
  // The type that declares the field; null for fields of types without a name.
  Named* owner(const Var* field) const;

  // The body of a declared function; null if it is not known.
  const Examined* body_of(const Func* f) const;
  const Examined* body_of(const Function* f) const;

 private:
  struct Link {  // of a static call: what it passes and gets, as nodes (-1: no map)
    const Function* callee;
    std::vector<int> arguments, results;
  };

  int new_node(Type* t);
  int find(int n) const;
  void unite(int a, int b);
  int node_of(const Var* v);
  int node_of(const Function* f, uint32_t slot, Type* t);
  int node_of(const Examined& body, ValueId v);
  int captured(const Function* f, uint32_t number, Type* t);
  int element(int container, Type* t);
  const Var* field_of(const Examined& body, ValueId v);
  void read(const Examined& body);
  void declare(const Package& package);
  void declare_fields(Named* owner, Type* t, int depth);
  void call(const Examined& body, ValueId v);
  void library_call(const Examined& body, ValueId v, const Func* callee);
  void access(const Examined& body, MapAccess::Kind kind, ValueId map, ValueId at, ValueId key = {}, ValueId value = {});
  void link();
  void collect();

  const ProgramFlow& program_;
  absl::flat_hash_map<const Var*, int> variables_;
  absl::flat_hash_map<std::pair<const Function*, uint32_t>, int> slots_;
  absl::flat_hash_map<const Var*, Named*> owners_;
  absl::flat_hash_map<const Function*, const Examined*> bodies_;
  absl::flat_hash_map<const Func*, const Examined*> declared_;
  mutable std::vector<int> parent_;
  std::vector<int> element_;   // by representative; -1: none
  std::vector<Type*> types_;
  std::vector<uint8_t> anchored_;  // by representative: holds a field or a package-level variable
  std::vector<uint8_t> closed_over_;
  std::vector<std::pair<int, const Var*>> named_;
  std::vector<std::pair<int, std::pair<const Examined*, ValueId>>> made_;
  std::vector<std::pair<int, MapAccess>> accesses_;
  std::vector<Link> links_;
  std::vector<MapObject> objects_;
};

}  // namespace ptrsafe::flow
