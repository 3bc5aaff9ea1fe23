#include "rules/fingerprint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "syntax/expr_names.h"
#include "types/type_string.h"

namespace ptrsafe {
namespace {

// FNV-1a: a fingerprint is for telling findings apart, not for secrets.
uint64_t hash_of(std::string_view s) {
  uint64_t h = 0xcbf29ce484222325u;
  for (unsigned char c : s) h = (h ^ c) * 0x100000001b3u;
  return h;
}

// Files are compared by path: a rule may have read them a second time.
const FileInfo* file_with(const Package& package, Pos at) {
  const SourceFile* source = file_of(at);
  for (const auto& info : package.details->files)
    if (source && info->tree->file->path() == source->path()) return info.get();
  return nullptr;
}

// "T" of the receivers T, *T, T[P] and *T[P].
std::string_view receiver_type(const Node* e) {
  while (e && !e->is(NodeKind::Ident)) {
    if (!e->is(NodeKind::Star) && !e->is(NodeKind::Paren) && !e->is(NodeKind::Index)) return "?";
    e = e->na();
  }
  return e ? e->name().view() : "?";
}

std::string function_symbol(const Node* decl) {
  FuncDeclView f = func_decl(decl);
  std::string_view name = f.name->name().view();
  if (!f.recv || f.recv->la().empty()) return std::string(name);
  return fmt::format("{}.{}", receiver_type(field(f.recv->la()[0]).type), name);
}

std::string spec_symbol(const Node* spec) {
  if (spec->is(NodeKind::TypeSpec)) return type_spec(spec).name->name().str();
  if (spec->is(NodeKind::ValueSpec) && !value_spec(spec).names.empty()) return value_spec(spec).names[0]->name().str();
  return "";
}

bool is_local(const Object* o) {
  if (!o || !o->pkg || !o->pos) return false;
  if (o->kind == ObjectKind::Var) return !(o->bits & (Var::kField | Var::kPackageVar));
  return o->parent && o->parent != o->pkg->scope;
}

}  // namespace

const Package* owner_of(const std::vector<const Package*>& packages, Pos at) {
  auto found = std::ranges::find_if(packages, [&](const Package* p) { return file_with(*p, at) != nullptr; });
  return found == packages.end() ? nullptr : *found;
}

std::string symbol_at(const Package& package, Pos at) {
  const FileInfo* info = file_with(package, at);
  if (!info) return "";
  Pos here = info->tree->file->pos(file_of(at)->offset(at));
  for (const Node* decl : info->tree->decls) {
    if (here < start_pos(decl) || end_pos(decl) < here) continue;
    if (decl->is(NodeKind::FuncDecl)) return function_symbol(decl);
    for (const Node* spec : decl->la())
      if (start_pos(spec) <= here && here <= end_pos(spec)) return spec_symbol(spec);
  }
  return "";
}

std::string normal_expression(const Package& package, const Node* at) {
  if (!is_Expr(at->kind)) return node_kind_name(at->kind);
  const FileInfo* info = file_with(package, start_pos(at));
  return expr_string(at, [&](const Node* ident) {
    const Object* o = info ? info->object_of(ident) : nullptr;
    if (!is_local(o)) return ident->name().str();
    return o->kind == ObjectKind::Var && o->type ? fmt::format("<{}>", type_string(o->type, {})) : std::string("<>");
  });
}

std::string fingerprint_stem(const Finding& f, std::string_view expression) {
  return fmt::format("{:016x}", hash_of(fmt::format("{}\n{}\n{}\n{}", rule_name(f.rule), f.package, f.symbol, expression)));
}

void number_alike(std::vector<Finding>& findings) {
  std::map<std::string, int> ordinals;
  for (int c = static_cast<int>(Confidence::Proven); c >= 0; c--) {
    for (Finding& f : findings) {
      if (static_cast<int>(f.confidence) != c) continue;
      std::string stem(stem_of(f.fingerprint));
      f.fingerprint = fmt::format("{}-{}", stem, ordinals[stem]++);
    }
  }
}

std::string_view stem_of(std::string_view fingerprint) { return fingerprint.substr(0, fingerprint.rfind('-')); }

}  // namespace ptrsafe
