// BoxUses: what a program does with the elements of its maps: whether it needs pointers in a map, or uses values in it as a whole.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "flow/body.h"
#include "flow/package_flow.h"

namespace ptrsafe::flow {

class BoxUses {
 public:
  // All packages of the program are looked at, test files aside.
  explicit BoxUses(const PackageFlow& asking);

  // The map that `declared` (a type, variable or field) is declared with holds pointers only to read and replace what they lead to:
  // nothing writes through them, compares them, stores nil, or keeps one elsewhere.
  bool only_values(const Object& declared, Map* type);
  // Values of the map are looked up, and never copied as a whole: m[k].field, _, ok := m[k].
  bool only_parts(const Object& declared, Map* type);

 private:
  struct Access {
    const Examined* body;
    ValueId at;            // Lookup, LookupOk, RangeStart or MapUpdate
    const Object* holder;  // the type, variable or field that has the map; null: not known
  };
  std::vector<Access> accesses(const Object& declared, Map* type);
  const Object* holder(const Examined& body, ValueId map) const;
  const Body& body(const Function& f);
  bool reads_only(const Examined& examined, ValueId pointer, std::vector<ValueId>& seen, ValueId insert, int depth);
  bool reads_parameter(const Func* callee, size_t parameter, int depth);
  bool results_read_only(const Examined& examined, size_t result, int depth);
  bool inserted(const Examined& examined, ValueId insert);
  bool used_as_whole(const Function& f, ValueId lookup);

  std::vector<const PackageFlow*> packages_;
  std::vector<std::pair<Map*, Access>> all_;
  std::map<const Function*, std::unique_ptr<Body>> bodies_;
  std::map<const Func*, std::vector<std::pair<const Examined*, ValueId>>> calls_;
  std::map<const Func*, const Examined*> declared_;
  std::map<const Func*, bool> as_value_;  // used other than in a static call
  bool library_;                          // the module has no main package: exported functions have callers that are not seen
};

}  // namespace ptrsafe::flow
