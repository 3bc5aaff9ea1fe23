#include "lower/lower.h"

#include <fmt/format.h>

#include "lower/body.h"
#include "lower/called_once.h"
#include "lower/files.h"
#include "types/lookup.h"

namespace ptrsafe {
namespace {

using lower::file_with;
using lower::has_errors;

lower::Context context_of(const Package& package, const FileInfo* file, size_t index) {
  int minor = package.details->unit->files[index]->version.minor;
  return {&package, file, nullptr, nullptr, minor == 0 || minor >= 22};
}

std::string function_name(const Func& func) {
  Signature* sig = func.signature();
  if (!sig->recv) return func.name.str();
  auto [t, pointer] = deref(sig->recv->type);
  Named* n = as<Named>(t);
  return fmt::format("{}.{}", n ? n->obj->name.view() : "?", func.name.view());
}

}  // namespace

std::unique_ptr<ir::Function> lower_function(const Package& package, const Func& func, const lower::CalledOnce* once) {
  Node* decl = func.node;
  if (!decl || !decl->is(NodeKind::FuncDecl) || !func.signature()) return nullptr;
  FuncDeclView view = func_decl(decl);
  size_t index = 0;
  const FileInfo* file = file_with(package, decl, &index);
  if (!view.body || view.skipped || !file || has_errors(package, *file, decl)) return nullptr;
  lower::Context context = context_of(package, file, index);
  lower::VariableUses uses(*file, view.body, context.per_iteration);
  context.uses = &uses;
  context.once = once;
  auto f = std::make_unique<ir::Function>();
  f->name = function_name(func);
  f->object = const_cast<Func*>(&func);
  f->node = decl;
  lower::BodyLowering body(context, *f, nullptr);
  body.function(func.signature(), view.body);
  body.finish();
  if (context.incomplete) return nullptr;
  return f;
}

std::unique_ptr<ir::Function> lower_initializers(const Package& package) {
  if (package.details->init_order.empty()) return nullptr;
  auto f = std::make_unique<ir::Function>();
  f->name = "init";
  // One initialiser after the other: each may be in another file.
  lower::Context context{&package, nullptr, nullptr, nullptr, true};
  std::unique_ptr<lower::BodyLowering> body;
  std::unique_ptr<lower::VariableUses> uses;
  for (const Initializer& init : package.details->init_order) {
    size_t index = 0;
    const FileInfo* file = file_with(package, init.rhs, &index);
    if (!file || has_errors(package, *file, init.rhs)) continue;
    bool incomplete = context.incomplete;
    context = context_of(package, file, index);
    context.incomplete = incomplete;
    uses = std::make_unique<lower::VariableUses>(*file, init.rhs, context.per_iteration);
    context.uses = uses.get();
    if (!body) body = std::make_unique<lower::BodyLowering>(context, *f, nullptr);
    body->initializer(init);
  }
  if (!body || context.incomplete) return nullptr;
  body->finish();
  return f;
}

}  // namespace ptrsafe
