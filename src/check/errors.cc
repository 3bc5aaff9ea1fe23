// Reporting: errors of one checker, language-version gates, and how types are written in messages.
#include <fmt/format.h>

#include "check/checker.h"

namespace ptrsafe {
namespace {

// A message that mentions an invalid operand or type other than at its beginning follows from an error that
// was reported already. Lists of what was given and what is wanted do not count.
bool is_follow_up(std::string_view message) {
  message = message.substr(0, message.find("\n\thave ("));
  auto mentions = [&](std::string_view what) {
    size_t at = message.find(what);
    return at != std::string_view::npos && at > 0;
  };
  return mentions("invalid operand") || mentions("invalid type");
}

}  // namespace

void Checker::error(Pos at, std::string message) {
  if (is_follow_up(message)) return;
  add_error(env_.error_pos ? env_.error_pos : at, std::move(message), false);
}

void Checker::error(const Node* at, std::string message) { error(start_pos(at), std::move(message)); }

void Checker::error(const Operand& at, std::string message) {
  error(at.expr ? start_pos(at.expr) : Pos{}, std::move(message));
}

void Checker::soft_error(Pos at, std::string message) {
  if (!is_follow_up(message)) add_error(at, std::move(message), true);
}

void Checker::add_error(Pos at, std::string message, bool soft) {
  if (gave_up()) return;
  if (++error_count_ > kMaxErrors) message = "too many errors", soft = false;
  errors_.push_back({at, std::move(message), soft, {}});
}

bool Checker::allows(Pos, int go_minor) { return allows(go_minor); }

bool Checker::verify_version(const Node* at, int minor, std::string_view what) {
  if (allows(minor)) return true;
  error(at, fmt::format("{} requires go1.{} or later", what, minor));
  return false;
}

namespace {

// Package names that stand for two packages in what a checker can see are written by path.
thread_local const PackageState* qualified_state = nullptr;

bool is_ambiguous(const Package* p) {
  const PackageState* s = qualified_state;
  if (!s || !s->pkg->details) return false;
  if (s->pkg != p && s->pkg->name == p->name && s->pkg->path != p->path) return true;
  for (const Package* other : s->pkg->details->imports)
    if (other != p && other->name == p->name && other->path != p->path) return true;
  return false;
}

}  // namespace

Qualifier Checker::qualifier() const {
  qualified_state = &state_;
  return Qualifier{pkg_, true, &is_ambiguous};
}

std::string Checker::str(Type* t) const { return type_string(t, qualifier()); }
std::string Checker::str(const Operand& x) const { return operand_string(x, qualifier()); }
std::string Checker::str(const Object* o) const { return object_string(const_cast<Object*>(o), qualifier()); }

}  // namespace ptrsafe
