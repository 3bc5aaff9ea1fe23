// Growth: maps that live as long as the program and only grow: inserted into again and again with keys without end, and nothing
// deletes, clears, replaces or bounds them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flow/map_objects.h"
#include "lifetime/key_sources.h"
#include "lifetime/lasting.h"

namespace ptrsafe::lifetime {

struct GrowingMap {
  Place insert;
  ValueId key;
  KeySource source;
  const Var* variable;  // that holds it; null for some locals
  bool certain;         // all who use it are seen
};

class Growth {
 public:
  explicit Growth(const ProgramIndex& index) : index_(index) {}
  // Inserts of the package's bodies, in order.
  std::vector<GrowingMap> in(const flow::PackageFlow& package) const;

 private:
  struct Fate {
    bool grows = false;   // it lasts, and nothing keeps it small
    bool certain = true;
    const Var* variable = nullptr;
  };
  const Fate& fate(size_t object) const;
  // Of the map that the insert goes to, if it grows; null otherwise.
  const Fate* growing(const Place& insert) const;
  Fate find_fate(const flow::MapObject& o) const;
  bool bounds(const flow::MapAccess& a) const;
  void find_objects() const;

  const ProgramIndex& index_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<Lasting> lasting_;
  mutable std::unique_ptr<flow::MapObjects> objects_;
  mutable absl::flat_hash_map<Place, std::vector<size_t>> inserts_;
  mutable std::vector<std::optional<Fate>> fates_;
};

}  // namespace ptrsafe::lifetime
