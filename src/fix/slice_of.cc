// unsafe.Slice for headers that are cast or built by hand.
#include <fmt/format.h>

#include "fix/propose.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe::fix {
namespace {

constexpr int kStringData = 20;  // since go1.20

// The variable x of unsafe.Pointer(&x).
const Node* pointed_at(const Site& site, const Node* e) {
  e = unparen(const_cast<Node*>(e));
  if (!e->is(NodeKind::Call) || e->lb().size() != 1 || site.text(e->na()) != "unsafe.Pointer") return nullptr;
  const Node* x = unparen(e->lb()[0]);
  if (!x->is(NodeKind::Unary) || x->oper() != Op::And) return nullptr;
  x = unparen(x->na());
  return x->is(NodeKind::Ident) ? x : nullptr;
}

// The conversion's operand in *(*T)(x).
const Node* converted(const Node* e) {
  e = unparen(const_cast<Node*>(e));
  if (!e->is(NodeKind::Star)) return nullptr;
  const Node* call = unparen(e->na());
  return call->is(NodeKind::Call) && call->lb().size() == 1 ? call->lb()[0] : nullptr;
}

bool is_string(Type* t) {
  auto* b = t ? as_under<Basic>(t) : nullptr;
  return b && b->basic() == BasicKind::String;
}

// *(*[]byte)(unsafe.Pointer(&s)) of a string, whose header has no capacity.
std::vector<Fix> bytes_of_string(const Site& site, const Node* e) {
  const Node* x = converted(e) ? pointed_at(site, converted(e)) : nullptr;
  if (!x || !is_string(site.info->type_of(x)) || type_text(site, site.info->type_of(e)) != "[]byte") return {};
  std::string s = site.text(x);
  return {{"make the slice with unsafe.Slice", {site.replace(start_pos(e), end_pos(e), fmt::format("unsafe.Slice(unsafe.StringData({0}), len({0}))", s))}}};
}

// *(*reflect.SliceHeader)(unsafe.Pointer(&b)) = reflect.SliceHeader{Data: uintptr(unsafe.Pointer(p)), Len: n, Cap: n}
std::vector<Fix> stored_header(const Site& site, const Node* s) {
  if (!s->is(NodeKind::AssignStmt) || s->la().size() != 1 || s->lb().size() != 1) return {};
  const Node* x = converted(s->la()[0]) ? pointed_at(site, converted(s->la()[0])) : nullptr;
  const Node* literal = unparen(s->lb()[0]);
  auto* slice = x ? as_under<Slice>(site.info->type_of(x)) : nullptr;
  if (!slice || !literal->is(NodeKind::CompositeLit)) return {};
  std::string data, length, capacity;
  for (const Node* e : literal->lb()) {
    if (!e->is(NodeKind::KeyValue)) return {};
    std::string key = site.text(e->na());
    const Node* value = unparen(e->nb());
    if (key == "Data" && value->is(NodeKind::Call) && value->lb().size() == 1 && site.text(value->na()) == "uintptr") data = site.text(value->lb()[0]);
    if (key == "Len") length = site.text(value);
    if (key == "Cap") capacity = site.text(value);
  }
  std::string element = type_text(site, slice->elem);
  if (!data.starts_with("unsafe.Pointer(") || length.empty() || length != capacity || element.empty()) return {};
  return {{"make the slice with unsafe.Slice", {site.replace(start_pos(s), end_pos(s), fmt::format("{} = unsafe.Slice((*{})({}), {})", site.text(x), element, data, length))}}};
}

}  // namespace

std::vector<Fix> make_with_unsafe_slice(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  if (!site || !site->comments_stay(finding.begin, finding.end)) return {};
  for (const build::FileUnit* file : site->package->details->unit->files)
    if (file->source == site->file && file->version.minor != 0 && file->version.minor < kStringData) return {};
  for (size_t i = site->path.size(); i-- > 0 && (is_Expr(site->path[i]->kind) || is_Stmt(site->path[i]->kind));) {
    const Node* n = site->path[i];
    std::vector<Fix> found = n->is(NodeKind::Star) ? bytes_of_string(*site, n) : stored_header(*site, n);
    if (!found.empty()) return found;
    if (is_Stmt(n->kind)) break;
  }
  return {};
}

}  // namespace ptrsafe::fix
