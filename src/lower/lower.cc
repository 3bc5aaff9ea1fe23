#include "lower/lower.h"

#include <fmt/format.h>

#include <algorithm>

#include "lower/body.h"
#include "types/lookup.h"

namespace ptrsafe {
namespace {

// The file of `package` that holds the node; its number in *index.
const FileInfo* file_with(const Package& package, const Node* n, size_t* index) {
  const auto& files = package.details->files;
  for (size_t i = 0; i < files.size(); i++) {
    const Tree& t = *files[i]->tree;
    if (n < t.first || n >= t.first + t.count) continue;
    *index = i;
    return files[i].get();
  }
  return nullptr;
}

bool has_errors(const Package& package, const FileInfo& file, Pos begin, Pos end) {
  auto inside = [&](const Diagnostic& d) { return begin <= d.pos && d.pos <= end; };
  return std::any_of(package.details->errors.begin(), package.details->errors.end(), inside) ||
         std::any_of(file.tree->errors.begin(), file.tree->errors.end(), inside);
}

lower::Context context_of(const Package& package, const FileInfo* file, size_t index) {
  int minor = package.details->unit->files[index]->version.minor;
  return {&package, file, nullptr, minor == 0 || minor >= 22};
}

std::string function_name(const Func& func) {
  Signature* sig = func.signature();
  if (!sig->recv) return func.name.str();
  auto [t, pointer] = deref(sig->recv->type);
  Named* n = as<Named>(t);
  return fmt::format("{}.{}", n ? n->obj->name.view() : "?", func.name.view());
}

}  // namespace

std::unique_ptr<ir::Function> lower_function(const Package& package, const Func& func) {
  Node* decl = func.node;
  if (!decl || !decl->is(NodeKind::FuncDecl) || !func.signature()) return nullptr;
  FuncDeclView view = func_decl(decl);
  size_t index = 0;
  const FileInfo* file = file_with(package, decl, &index);
  if (!view.body || view.skipped || !file || has_errors(package, *file, start_pos(decl), end_pos(decl))) return nullptr;
  lower::Context context = context_of(package, file, index);
  lower::VariableUses uses(*file, view.body, context.per_iteration);
  context.uses = &uses;
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
  lower::Context context{&package, nullptr, nullptr, true};
  std::unique_ptr<lower::BodyLowering> body;
  std::unique_ptr<lower::VariableUses> uses;
  for (const Initializer& init : package.details->init_order) {
    size_t index = 0;
    const FileInfo* file = file_with(package, init.rhs, &index);
    if (!file || has_errors(package, *file, start_pos(init.rhs), end_pos(init.rhs))) continue;
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
