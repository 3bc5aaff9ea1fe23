// MapEntries: which entry of which map a value came out of, within one function and through helpers that look it up.
#pragma once

#include <vector>

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// The place that a map (or any other value) is read from: a root, and fields from there.
struct MapPlace {
  ValueId root;                  // 0: a package-level variable
  const Object* global = nullptr;
  std::vector<uint32_t> fields;  // innermost first
  friend bool operator==(const MapPlace&, const MapPlace&) = default;
};

struct EntryOf {
  MapPlace map;
  ValueId key;    // 0: not known, or that of a range
  ValueId range;  // the RangeNext
  ValueId at;     // the lookup, range or call
  bool of_objects = false;  // the map's keys are pointers of the values' type
};

struct Origin {
  std::vector<EntryOf> entries;
  bool other = false;        // it may come from elsewhere
  const Node* at = nullptr;  // the first lookup
  // Nil and new objects (of get-or-create) aside, it is what a map held.
  bool from_map() const { return !entries.empty() && !other; }
};

class MapEntries {
 public:
  MapEntries(const PackageFlow& package, const Examined& body) : package_(package), flow_(body.flow), f_(body.function) {}

  Origin origin(ValueId v) const;
  // One of the lookups may have given both: a value and the one of the iteration before.
  bool same_lookup(const Origin& a, const Origin& b) const;
  // All entries that the one may be are the one entry that the other is.
  bool same_entry(const Origin& a, const Origin& b) const;
  MapPlace place(ValueId v) const;
  bool same_place(ValueId a, ValueId b) const { return place(a) == place(b); }
  // Equal, as far as nothing was assigned between: places are compared by how they are reached.
  bool same_value(ValueId a, ValueId b) const;

 private:
  void find(ValueId v, Origin& out, std::vector<ValueId>& seen) const;
  void found(EntryOf e, const Node* at, Origin& out) const;
  ValueId number(ValueId v) const;

  const PackageFlow& package_;
  const FunctionFlow& flow_;
  const Function& f_;
};

}  // namespace ptrsafe::flow
