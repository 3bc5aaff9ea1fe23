// What is declared and never used: local variables and imports (spec, "Variable declarations",
// "Import declarations": implementation restriction, which gc enforces).
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {
namespace {

// The function scope that `s` lies in.
Scope* function_scope(Scope* s) {
  while (s && !s->is_func) s = s->parent;
  return s;
}

}  // namespace

void Checker::usage(Scope* scope) {
  // The variables of the function that ends here are the last ones: those of nested literals are gone.
  while (!local_vars_.empty() && function_scope(local_vars_.back()->parent) == scope) {
    Var* v = local_vars_.back();
    local_vars_.pop_back();
    if (!v->used()) soft_error(v->pos, fmt::format("declared and not used: {}", v->name.view()));
  }
}

void Checker::unused_imports() {
  for (PkgName* p : state_.imports) {
    if (p->used.load(std::memory_order_relaxed) || p->name == names.blank) continue;
    std::string_view path = p->imported->path.view();
    std::string_view last = path.substr(path.rfind('/') + 1);
    if (!p->name || p->name == names.dot || p->name.view() == last) {
      soft_error(p->pos, fmt::format("\"{}\" imported and not used", path));
    } else {
      soft_error(p->pos, fmt::format("\"{}\" imported as {} and not used", path, p->name.view()));
    }
  }
}

}  // namespace ptrsafe
