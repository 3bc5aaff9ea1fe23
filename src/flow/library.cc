#include "flow/library.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "base/name_set.h"
#include "types/lookup.h"
#include "types/package.h"
#include "types/predicates.h"

namespace ptrsafe::flow {
namespace {

struct Fact {
  std::string_view path, type, name;
  Keeps keeps;
};

constexpr Fact kFacts[] = {
    {"time", "", "AfterFunc", Keeps::Later},
    {"context", "", "AfterFunc", Keeps::Later},
    {"context", "", "WithValue", Keeps::InResult},
    {"runtime", "", "SetFinalizer", Keeps::Later},
    {"runtime", "", "AddCleanup", Keeps::Later},
    {"sync", "", "OnceFunc", Keeps::InResult},
    {"sync", "", "OnceValue", Keeps::InResult},
    {"sync", "", "OnceValues", Keeps::InResult},
    {"sync", "WaitGroup", "Go", Keeps::Later},
    {"golang.org/x/sync/errgroup", "Group", "Go", Keeps::Later},
    {"golang.org/x/sync/errgroup", "Group", "TryGo", Keeps::Later},
    {"sync", "Map", "Store", Keeps::MapEntry},
    {"sync", "Map", "Swap", Keeps::MapEntry},
    {"sync", "Map", "LoadOrStore", Keeps::MapEntry},
    {"sync", "Pool", "Put", Keeps::InReceiver},
    {"sync/atomic", "Value", "Store", Keeps::InReceiver},
    {"sync/atomic", "Value", "Swap", Keeps::InReceiver},
    {"sync/atomic", "Pointer", "Store", Keeps::InReceiver},
    {"sync/atomic", "Pointer", "Swap", Keeps::InReceiver},
    {"sync/atomic", "", "StorePointer", Keeps::InReceiver},
    {"container/list", "List", "PushBack", Keeps::InReceiver},
    {"container/list", "List", "PushFront", Keeps::InReceiver},
    {"container/list", "List", "InsertBefore", Keeps::InReceiver},
    {"container/list", "List", "InsertAfter", Keeps::InReceiver},
    {"container/heap", "", "Push", Keeps::InReceiver},
    {"slices", "", "Insert", Keeps::InResult},
    {"net/http", "", "HandleFunc", Keeps::Later},
    {"net/http", "", "Handle", Keeps::Later},
    {"net/http", "ServeMux", "HandleFunc", Keeps::InReceiver},
    {"net/http", "ServeMux", "Handle", Keeps::InReceiver},
    {"net/http", "Server", "RegisterOnShutdown", Keeps::InReceiver},
    {"testing", "T", "Cleanup", Keeps::Later},
    {"testing", "B", "Cleanup", Keeps::Later},
    {"testing", "common", "Cleanup", Keeps::Later},
    {"expvar", "", "Publish", Keeps::Later},
};

bool starts_with_any(std::string_view name, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return name.starts_with(p); });
}

}  // namespace

std::string_view package_path(const Func* f) { return f->pkg ? f->pkg->path.view() : std::string_view(); }

std::string_view receiver_type(const Func* f) {
  Signature* sig = f->signature();
  if (!sig || !sig->recv) return {};
  Named* n = as<Named>(deref(sig->recv->type).first);
  return n ? n->obj->name.view() : std::string_view();
}

bool is_method(const Func* f, std::string_view path, std::string_view type, std::string_view name) {
  return f && f->name.view() == name && package_path(f) == path && receiver_type(f) == type;
}

Keeps library_keeps(const Func* f) {
  static const auto* by_name = [] {
    auto* table = new absl::flat_hash_map<uint32_t, std::vector<const Fact*>>;
    for (const Fact& fact : kFacts) (*table)[intern(fact.name).id()].push_back(&fact);
    return table;
  }();
  auto facts = f ? by_name->find(f->name.id()) : by_name->end();
  if (facts == by_name->end()) return Keeps::Nothing;
  for (const Fact* fact : facts->second)
    if (is_method(f, fact->path, fact->type, fact->name)) return fact->keeps;
  return Keeps::Nothing;
}

bool builds(const Func* f) {
  Signature* s = f ? f->signature() : nullptr;
  return s && s->recv && s->result_count() == 1 && identical(s->result(0)->type, s->recv->type);
}

bool starts_goroutine(const Func* f) {
  static const NameSet names{"AfterFunc", "AddCleanup", "Go", "TryGo"};
  if (!f || !names.contains(f->name)) return false;
  std::string_view name = f->name.view(), path = package_path(f);
  if (name == "AfterFunc") return path == "time" || path == "context";
  if (name == "AddCleanup") return path == "runtime";
  return is_method(f, "sync", "WaitGroup", name) || is_method(f, "golang.org/x/sync/errgroup", "Group", name);
}

bool called_in_parallel(const Var* field) {
  static const NameSet of_http{"ConnState", "Dial", "DialContext", "DialTLS", "DialTLSContext", "Proxy"}, of_proxies{"Director", "Rewrite", "ModifyResponse", "ErrorHandler"};
  if (!field || !field->is_field() || !field->pkg) return false;
  std::string_view path = field->pkg->path.view();
  return (path == "net/http" && of_http.contains(field->name)) || (path == "net/http/httputil" && of_proxies.contains(field->name));
}

TestRun test_run(const Func* f) {
  static const NameSet names{"Run", "RunParallel"};
  if (!f || !names.contains(f->name)) return TestRun::None;
  if (is_method(f, "testing", "T", "Run")) return TestRun::Sub;
  return is_method(f, "testing", "B", "RunParallel") ? TestRun::Parallel : TestRun::None;
}

bool runs_once(const Func* f) {
  static const NameSet names{"Do", "OnceFunc", "OnceValue", "OnceValues"};
  return f && names.contains(f->name) && package_path(f) == "sync" && (f->name.view() != "Do" || receiver_type(f) == "Once");
}

bool library_writes(const Func* f, bool receiver) {
  std::string_view name = f->name.view(), path = package_path(f);
  if (path == "sync" || path == "sync/atomic") return false;
  if (receiver) return starts_with_any(name, {"Decode", "Parse", "Read", "Reset", "Scan", "Set", "Unmarshal"});
  return starts_with_any(name, {"Bind", "Decode", "First", "Fscan", "Populate", "Read", "Scan", "ShouldBind", "Sscan",
                                "StructScan", "Take", "Unmarshal"});
}

bool may_reflect(const Func* f) {
  const Package::Details* d = f && f->pkg ? f->pkg->details : nullptr;
  return d && d->unit && !d->unit->standard && std::ranges::any_of(d->imports, [](const Package* p) { return p->path.view() == "reflect"; });
}

bool implements_runtime(std::string_view path) {
  auto below = [&](std::string_view root) { return path == root || (path.starts_with(root) && path[root.size()] == '/'); };
  return below("runtime") || path == "reflect" || below("sync") || below("internal/runtime") || below("internal/sync");
}

}  // namespace ptrsafe::flow
