#include "types/sizes.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <limits>

#include "types/object.h"
#include "types/package.h"
#include "types/universe.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

// Structs nested deeper than this are errors (types that contain themselves).
constexpr int kMaxDepth = 500;

int64_t round_up(int64_t n, int64_t align) {
  int64_t rounded;
  if (n < 0 || __builtin_add_overflow(n, align - 1, &rounded)) return -1;
  return rounded / align * align;
}

// A struct without fields that asks for 64-bit alignment of the struct that it is the first field of.
bool is_align64(Type* t) {
  Named* n = as<Named>(t);
  if (!n || !n->obj || !n->obj->pkg || n->obj->name.view() != "align64") return false;
  std::string_view path = n->obj->pkg->path.view();
  return path == "sync/atomic" || path == "internal/runtime/atomic";
}

// One computation. Sizes of structs within it are remembered: chains of types that hold the one before twice
// would take exponential time.
struct Layout {
  const Sizes& sizes;
  struct Result {
    int64_t size, align;
  };
  absl::flat_hash_map<const Type*, Result> known;

  int64_t basic_size(BasicKind k) const {
    switch (k) {
      case BasicKind::Bool:
      case BasicKind::Int8:
      case BasicKind::Uint8: return 1;
      case BasicKind::Int16:
      case BasicKind::Uint16: return 2;
      case BasicKind::Int32:
      case BasicKind::Uint32:
      case BasicKind::Float32: return 4;
      case BasicKind::Int64:
      case BasicKind::Uint64:
      case BasicKind::Float64:
      case BasicKind::Complex64: return 8;
      case BasicKind::Complex128: return 16;
      case BasicKind::String: return 2 * sizes.word;
      default: return sizes.word;
    }
  }

  Result of_struct(Struct* s, int depth) {
    int64_t offset = 0, align = 1, size = 0;
    for (Ref<Var> field : s->fields.span()) {
      Result r = of(field->type, depth + 1);
      align = std::max(align, r.align);
      offset = offset < 0 ? -1 : round_up(offset, r.align);
      size = r.size;
      if (offset < 0 || size < 0 || __builtin_add_overflow(offset, size, &offset)) offset = -1;
    }
    // A pointer to a last field without size must not point past the struct.
    if (offset > 0 && size == 0) offset++;
    return {round_up(offset, align), align};
  }

  Result of(Type* t, int depth) {
    int64_t word = sizes.word;
    if (!t || depth > kMaxDepth) return {-1, 1};
    Type* u = under(t);
    switch (u->kind) {
      case TypeKind::Basic: {
        BasicKind k = static_cast<Basic*>(u)->basic();
        int64_t size = basic_size(k);
        int64_t align = k == BasicKind::String ? word : size;
        if (k == BasicKind::Complex64 || k == BasicKind::Complex128) align /= 2;
        return {size, std::min<int64_t>(align, sizes.max_align)};
      }
      case TypeKind::Array: {
        Array* a = static_cast<Array*>(u);
        Result elem = of(a->elem, depth + 1);
        if (a->length <= 0) return {0, elem.align};
        int64_t size;
        if (elem.size < 0 || __builtin_mul_overflow(elem.size, a->length, &size)) size = -1;
        return {size, elem.align};
      }
      case TypeKind::Slice: return {3 * word, word};
      case TypeKind::Interface:
        if (as<TypeParam>(t)) return {-1, word};
        return {2 * word, word};
      case TypeKind::Struct: {
        Struct* s = static_cast<Struct*>(u);
        if (s->fields.empty()) return {0, is_align64(t) ? 8 : 1};
        if (depth == 0) return of_struct(s, depth);
        if (auto at = known.find(s); at != known.end()) return at->second;
        Result r = of_struct(s, depth);
        known[s] = r;
        return r;
      }
      case TypeKind::Union:
      case TypeKind::TypeParam: return {-1, word};
      default: return {word, word};
    }
  }
};

struct ConstantSize {
  absl::flat_hash_map<const Type*, bool> known;

  bool ask(Type* t, int depth) {
    if (!t || depth > kMaxDepth) return false;
    if (as<TypeParam>(t)) return false;
    Type* u = under(t);
    // Structs without a name, too: one may have several of one that has several, and so on.
    const Type* named = as<Named>(t) ? t : u->kind == TypeKind::Struct ? u : nullptr;
    if (named) {
      // A type met again while its own answer is open contains itself: it has no size.
      auto [at, inserted] = known.try_emplace(named, false);
      if (!inserted) return at->second;
    }
    bool result = true;
    if (u->kind == TypeKind::Array) {
      result = ask(static_cast<Array*>(u)->elem, depth + 1);
    } else if (u->kind == TypeKind::Struct) {
      for (Ref<Var> field : static_cast<Struct*>(u)->fields.span())
        if (!ask(field->type, depth + 1)) {
          result = false;
          break;
        }
    } else if (u->kind == TypeKind::Union) {
      result = false;
    }
    if (named) known[named] = result;
    return result;
  }
};

}  // namespace

Sizes Sizes::for_arch(std::string_view goarch) {
  Sizes s;
  if (goarch == "386" || goarch == "arm" || goarch == "mips" || goarch == "mipsle") s.word = s.max_align = 4;
  return s;
}

int64_t Sizes::size_of(Type* t) const { return Layout{*this, {}}.of(t, 0).size; }

int64_t Sizes::align_of(Type* t) const { return Layout{*this, {}}.of(t, 0).align; }

int64_t Sizes::offset_of(Struct* s, size_t field) const {
  Layout layout{*this, {}};
  int64_t offset = 0;
  for (size_t i = 0; i < s->fields.size() && i <= field; i++) {
    Layout::Result r = layout.of(s->fields[i]->type, 1);
    offset = round_up(offset, r.align);
    if (offset < 0 || i == field) return offset;
    if (r.size < 0 || __builtin_add_overflow(offset, r.size, &offset)) return -1;
  }
  return offset;
}

bool has_constant_size(Type* t) {
  Type* u = under(t);
  if (u->kind == TypeKind::Basic) return true;
  return ConstantSize{}.ask(t, 0);
}

}  // namespace ptrsafe
