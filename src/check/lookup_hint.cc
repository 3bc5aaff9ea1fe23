// What to say when a selector or key names nothing.
#include "check/lookup_hint.h"

#include <fmt/format.h>

namespace ptrsafe {
namespace {

enum class Near { Missing, Misspelled, Unexported, Inaccessible };

// Length in bytes of the first character.
size_t first_character(std::string_view s) {
  size_t n = s.empty() ? 0 : 1;
  while (n < s.size() && (static_cast<unsigned char>(s[n]) & 0xC0) == 0x80) n++;
  return n;
}

std::string_view tail(std::string_view s) { return s.substr(first_character(s)); }

Near classify(const Checker& c, Name name, const Object* alternative) {
  if (!alternative) return Near::Missing;
  // Within one package all names can be used.
  if (alternative->pkg.get() == c.pkg_) return Near::Misspelled;
  bool same_tail = tail(name.view()) == tail(alternative->name.view());
  if (name.exported()) {
    if (alternative->exported()) return Near::Misspelled;
    return same_tail ? Near::Unexported : Near::Missing;
  }
  if (alternative->exported()) return same_tail ? Near::Misspelled : Near::Missing;
  return alternative->name == name ? Near::Inaccessible : Near::Missing;
}

}  // namespace

bool equal_fold(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  auto lower = [](char ch) { return ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch | 0x20) : ch; };
  for (size_t i = 0; i < a.size(); i++)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

std::string lookup_hint(const Checker& c, Type* t, Name name, const Object* alternative, bool struct_literal) {
  Near near = classify(c, name, alternative);
  std::string_view other = alternative ? alternative->name.view() : std::string_view();
  if (struct_literal) {
    if (near == Near::Inaccessible)
      return fmt::format("cannot refer to unexported field {} in struct literal of type {}", other, c.str(t));
    std::string text = fmt::format("unknown field {} in struct literal of type {}", name.view(), c.str(t));
    if (near == Near::Misspelled) text += fmt::format(", but does have {}", other);
    if (near == Near::Unexported) text += fmt::format(", but does have unexported {}", other);
    return text;
  }
  std::string_view what = !alternative                              ? "object"
                          : alternative->kind == ObjectKind::Var  ? "field"
                          : alternative->kind == ObjectKind::Func ? "method"
                                                                  : "object";
  if (near == Near::Inaccessible) return fmt::format("cannot refer to unexported {} {}", what, other);
  std::string text = fmt::format("type {} has no field or method {}", c.str(t), name.view());
  if (near == Near::Misspelled) text += fmt::format(", but does have {} {}", what, other);
  if (near == Near::Unexported) text += fmt::format(", but does have unexported {} {}", what, other);
  return text;
}

}  // namespace ptrsafe
