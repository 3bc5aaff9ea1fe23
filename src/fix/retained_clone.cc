// A copy of what ends with a request, where the standard library has a way to make one that is complete.
#include "fix/imports.h"
#include "fix/propose.h"

namespace ptrsafe::fix {
namespace {

constexpr int kWithoutCancel = 21;  // since go1.21

bool is_of_http(Type* t, std::string_view name) {
  auto* n = as<Named>(t);
  return n && n->obj->pkg && n->obj->pkg->path.view() == "net/http" && n->obj->name.view() == name;
}

// `r.Context()` of a *http.Request.
bool is_request_context(const Site& site, const Node* e) {
  const Node* f = e->is(NodeKind::Call) && e->lb().empty() ? unparen(e->na()) : nullptr;
  if (!f || !f->is(NodeKind::Selector) || f->nb()->name().view() != "Context") return false;
  auto* p = as<Pointer>(site.info->type_of(f->na()));
  return p && is_of_http(p->elem, "Request");
}

}  // namespace

std::vector<Fix> clone_retained(const Sites& sites, const Finding& finding) {
  std::optional<Site> site = sites.find(finding.begin, finding.end);
  int at = site ? site->statement() : -1;
  const Node* s = at < 0 ? nullptr : site->path[static_cast<size_t>(at)];
  if (!s || !s->is(NodeKind::AssignStmt) || s->lb().size() != 1 || !site->comments_stay(start_pos(s), end_pos(s))) return {};
  const Node* value = s->lb()[0];
  if (is_of_http(site->info->type_of(value), "Header") && is_pure(value)) return {{"keep a clone of the header", {site->insert(end_pos(value), ".Clone()")}}};
  if (!is_request_context(*site, value)) return {};
  const auto& unit = *site->package->details->unit;
  for (const build::FileUnit* file : unit.files)
    if (file->source == site->file && file->version.minor != 0 && file->version.minor < kWithoutCancel) return {};
  std::optional<Import> import = import_of(*site, "context");
  if (!import) return {};
  std::vector<Edit> edits;
  if (import->add) edits.push_back(*import->add);
  edits.push_back(site->insert(start_pos(value), import->name + ".WithoutCancel("));
  edits.push_back(site->insert(end_pos(value), ")"));
  return {{"keep a context that does not end with the request", std::move(edits)}};
}

}  // namespace ptrsafe::fix
