// What a piece of code can run: the bodies of the functions of the packages under analysis that it names, and that those name.
#pragma once

#include <functional>
#include <vector>

#include "fix/site.h"

namespace ptrsafe::fix {

struct Root {
  const FileInfo* info;
  const Node* node;
};

// The function that a call names; null for function values, conversions and built-in functions. A method of an interface, too.
const Func* function_called(const FileInfo& info, const Node* call);

// The bodies of declared functions, by the place of their names.
class Bodies {
 public:
  explicit Bodies(const Sites& sites);

  // The declaration of the function, and its file; null nodes where it is not in a package under analysis.
  Root of(const Func* f) const;
  std::vector<Root> all() const;

  // Visits each node of the roots, and of all functions and methods that are named there, and so on; with `methods` also of all methods of
  // types that are named there, since an interface may have them called.
  void visit(const std::vector<Root>& roots, bool methods, const std::function<void(const FileInfo&, const Node*)>& f) const;

 private:
  std::vector<std::pair<uint32_t, Root>> by_name_;  // by the place of the name, in order
};

}  // namespace ptrsafe::fix
