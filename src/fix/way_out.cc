#include "fix/way_out.h"

#include <fmt/format.h>

#include <algorithm>

#include "fix/imports.h"
#include "fix/left_undone.h"
#include "syntax/children.h"
#include "types/predicates.h"
#include "types/type_set.h"
#include "types/under.h"
#include "types/universe.h"

namespace ptrsafe::fix {
namespace {

bool is_named(Type* t, std::string_view package, std::string_view name) {
  auto* n = as<Named>(t);
  return n && n->obj->name.view() == name && (n->obj->pkg ? n->obj->pkg->path.view() : std::string_view()) == package;
}

bool is_basic(Type* t, uint16_t info) {
  auto* b = as_under<Basic>(t);
  return b && (b->info() & info);
}

// The zero value as it is written in a return statement; empty for type parameters and what type_text() refuses.
std::string zero(const Site& site, Type* t) {
  if (as<TypeParam>(t)) return "";
  if (is_basic(t, kIsBoolean)) return "false";
  if (is_basic(t, kIsString)) return "\"\"";
  if (is_basic(t, kIsNumeric)) return "0";
  if (!as_under<Struct>(t) && !as_under<Array>(t)) return "nil";
  std::string text = type_text(site, t);
  return text.empty() ? "" : text + "{}";
}

// "return 0, nil, LAST"
std::string returned(const Site& site, Signature* s, const std::string& last) {
  std::string out = "return ";
  for (size_t i = 0; i + 1 < s->result_count(); i++) {
    std::string value = zero(site, s->result(i)->type);
    if (value.empty()) return "";
    out += value + ", ";
  }
  return out + last;
}

bool is_zero(const Site& site, const Node* e) {
  e = unparen(const_cast<Node*>(e));
  if (e->is(NodeKind::CompositeLit)) return e->lb().empty();
  std::string text = site.text(e);
  return site.info->mode_of(e) == Mode::NilValue || text == "false" || text == "0" || text == "\"\"";
}

// In `n`, but not in functions (and, for `continue`, loops) in it, below an if: a statement that leaves.
const Node* guard_in(const Node* n, bool below_if, const auto& leaves, bool loops) {
  if (below_if && leaves(n)) return n;
  const Node* found = nullptr;
  for_each_child(n, [&](const Node* c) {
    if (found || c->is(NodeKind::FuncLit) || (!loops && (c->is(NodeKind::ForStmt) || c->is(NodeKind::RangeStmt)))) return;
    found = guard_in(c, below_if || n->is(NodeKind::IfStmt), leaves, loops);
  });
  return found;
}

// The words for what is missing, as the format and arguments of Errorf.
std::string missing(const std::string& map, const std::string& key, Type* key_type) {
  bool plain = std::all_of(map.begin(), map.end(), [](char c) { return c == '.' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  std::string where = plain && !map.empty() ? " in " + map : "";
  if (key.empty()) return fmt::format("\"no entry{}\"", where);
  return fmt::format("\"no entry for {}{}\", {}", is_basic(key_type, kIsString) ? "%q" : "%v", where, key);
}

}  // namespace

std::optional<WayOut> way_out(const Site& site, int at, const std::string& map, const std::string& key, Type* key_type) {
  int f = site.function();
  Signature* s = f < 0 ? nullptr : site.signature(f);
  if (!s || f > at) return {};
  for (size_t i = 0; i < s->param_count(); i++) {
    Var* p = s->param(i);
    auto* pointer = as<Pointer>(p->type);
    if (!pointer || p->name.view().empty() || p->name.view() == "_") continue;
    if (is_named(pointer->elem, "testing", "T") || is_named(pointer->elem, "testing", "B"))
      return WayOut{fmt::format("{}.Fatalf({})", p->name.view(), missing(map, key, key_type)), "fail the test", {}};
  }
  const Node* loop = nullptr;
  for (int i = f + 1; i < at; i++)
    if (const Node* n = site.path[static_cast<size_t>(i)]; n->is(NodeKind::ForStmt) || n->is(NodeKind::RangeStmt)) loop = n;
  const Node* body = !loop ? nullptr : loop->is(NodeKind::RangeStmt) ? range_stmt(loop).body : for_stmt(loop).body;
  auto continues = [](const Node* n) { return n->is(NodeKind::BranchStmt) && static_cast<BranchKind>(n->op) == BranchKind::Continue && !n->na(); };
  // Where nobody is sure to have done what has to be done, it would be a guess.
  const Node* function = site.path[static_cast<size_t>(f)];
  bool may_continue = body && !leaves_undone(site, at, body), may_return = !leaves_undone(site, at, function);
  if (may_continue && guard_in(body, false, continues, false)) return WayOut{"continue", "skip the element", {}};
  size_t results = s->result_count();
  Type* last = results ? s->result(results - 1)->type.get() : nullptr;
  if (may_return && last && is_named(last, "", "error")) {
    std::optional<Import> import = import_of(site, "fmt");
    if (!import) return {};
    std::string text = returned(site, s, fmt::format("{}.Errorf({})", import->name, missing(map, key, key_type)));
    if (text.empty()) return {};
    WayOut out{text, "return an error", {}};
    if (import->add) out.imports.push_back(*import->add);
    return out;
  }
  if (may_return && results > 1 && is_basic(last, kIsBoolean)) {
    std::string text = returned(site, s, "false");
    if (!text.empty()) return WayOut{text, "return false", {}};
  }
  auto returns = [&](const Node* n) {
    return n->is(NodeKind::ReturnStmt) && n->la().size() == results && std::all_of(n->la().begin(), n->la().end(), [&](const Ref<Node>& e) { return is_zero(site, e); });
  };
  if (const Node* n = may_return ? guard_in(function, false, returns, true) : nullptr) return WayOut{site.text(n), "return as elsewhere", {}};
  // Who returns in the loop has found what it looked for.
  bool leaves = site.path[static_cast<size_t>(at)]->is(NodeKind::ReturnStmt);
  if (may_continue && loop->is(NodeKind::RangeStmt) && !leaves) return WayOut{"continue", "skip the element", {}};
  return {};
}

}  // namespace ptrsafe::fix
