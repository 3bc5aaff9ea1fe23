#include "driver/layouts.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "types/pointer_map.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

std::string mask_text(Type* t, int64_t pointers, const Sizes& sizes) {
  if (pointers / sizes.word > kMaxMaskWords) return "large";
  std::string out;
  for (uint8_t byte : pointer_mask(t, sizes)) out += fmt::format("{:02x}", byte);
  return out;
}

}  // namespace

std::string print_layouts(const Package& package, const Sizes& sizes) {
  std::vector<std::string> lines;
  for (const Ref<Object>& o : package.scope->objects()) {
    TypeName* name = as_object<TypeName>(o.get());
    Named* t = name && !name->is_alias() ? as<Named>(name->type) : nullptr;
    if (!t || !t->type_params.empty() || !has_constant_size(t)) continue;
    if (Interface* i = as_under<Interface>(t); i && !type_set(i)->is_method_set()) continue;
    int64_t pointers = pointer_bytes(t, sizes);
    std::string line = fmt::format("{}.{} {} {} {}:{}", package.path.view(), name->name.view(), sizes.size_of(t), sizes.align_of(t), pointers,
                                   mask_text(t, pointers, sizes));
    if (Struct* s = as_under<Struct>(t))
      for (size_t i = 0; i < s->fields.size(); i++)
        if (const Var* field = s->fields[i]; field->name.view() != "_" && (field->exported() || field->pkg.get() == &package))
          line += fmt::format(" {}={}", field->name.view(), sizes.offset_of(s, i));
    lines.push_back(line + "\n");
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line;
  return out;
}

}  // namespace ptrsafe
