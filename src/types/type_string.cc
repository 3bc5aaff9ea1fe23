#include "types/type_string.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "absl/container/inlined_vector.h"
#include "types/quote.h"
#include "types/type_set.h"
#include "types/universe.h"
#include "types/under.h"

namespace ptrsafe {
namespace {

// Types in messages are cut beyond these bounds: chains of aliases grow exponentially when written out.
constexpr int kMaxDepth = 200;
constexpr size_t kMaxLength = 64 << 10;

class TypeWriter {
 public:
  TypeWriter(std::string& out, const Qualifier& q, bool parameter_names = true)
      : out_(out), q_(q), parameter_names_(parameter_names), limit_(out.size() + kMaxLength) {}

  void type(Type* t) {
    if (!t) {
      out_ += "<nil>";
      return;
    }
    if (depth_ >= kMaxDepth || out_.size() > limit_) {
      out_ += "...";
      return;
    }
    depth_++;
    write(t);
    depth_--;
  }

  void signature(Signature* s) {
    if (!s->type_params.empty()) type_params(s->type_params);
    tuple(s->params, s->variadic());
    if (s->result_count() == 0) return;
    out_ += ' ';
    if (s->result_count() == 1 && (!parameter_names_ || s->result(0)->name.view().empty())) type(s->result(0)->type);
    else tuple(s->results, false);
  }

  void tuple(Tuple* t, bool variadic) {
    out_ += '(';
    size_t n = t ? t->size() : 0;
    for (size_t i = 0; i < n; i++) {
      Var* v = t->vars[i];
      if (i > 0) out_ += ", ";
      if (parameter_names_ && !v->name.view().empty()) out_.append(v->name.view()) += ' ';
      if (!variadic || i + 1 < n) {
        type(v->type);
      } else if (v->type && v->type->kind == TypeKind::Slice) {
        out_ += "...";
        type(static_cast<Slice*>(v->type.get())->elem);
      } else {
        // append([]byte, string...)
        type(v->type);
        out_ += "...";
      }
    }
    out_ += ')';
  }

  // Neighbours that share their constraint are written as one group.
  void type_params(List<Ref<TypeParam>> list) {
    out_ += '[';
    for (size_t i = 0; i < list.size(); i++) {
      if (i > 0) out_ += ", ";
      type(list[i].get());
      if (i + 1 < list.size() && list[i + 1]->bound == list[i]->bound) continue;
      if (!list[i]->bound) continue;
      out_ += ' ';
      type(list[i]->bound);
    }
    out_ += ']';
  }

  void package_prefix(const Package* p) {
    if (!p || same_package(p, q_.relative_to)) return;
    if (!q_.by_name) out_.append(p->path.view());
    else if (q_.ambiguous && q_.ambiguous(p)) append_quoted(out_, p->path.view());
    else out_.append(p->name.view());
    out_ += '.';
  }

 private:
  void type_name(TypeName* o) {
    if (!o) {
      out_ += "<nil>";
      return;
    }
    package_prefix(o->pkg);
    out_.append(o->name.view());
  }

  void type_list(List<Ref<Type>> list) {
    out_ += '[';
    for (size_t i = 0; i < list.size(); i++) {
      if (i > 0) out_ += ", ";
      type(list[i]);
    }
    out_ += ']';
  }

  void structure(Struct* s) {
    out_ += "struct{";
    for (size_t i = 0; i < s->fields.size(); i++) {
      Var* f = s->fields[i];
      if (i > 0) out_ += "; ";
      if (!f->embedded()) out_.append(f->name.view()) += ' ';
      type(f->type);
      std::string_view tag = s->tag(i).view();
      if (tag.empty()) continue;
      out_ += ' ';
      append_quoted(out_, tag);
    }
    out_ += '}';
  }

  void interface(Interface* t) {
    if (t == universe.empty_interface) {
      out_ += "any";
      return;
    }
    if (t == universe.comparable_type->underlying.get()) {
      out_ += "interface{comparable}";
      return;
    }
    if (t->implicit()) {
      if (t->methods.empty() && t->embeddeds.size() == 1) return type(t->embeddeds[0]);
      out_ += "/* implicit */ ";
    }
    out_ += "interface{";
    const char* separator = "";
    absl::InlinedVector<Ref<Func>, 8> methods(t->methods.begin(), t->methods.end());
    std::sort(methods.begin(), methods.end(), [](Func* a, Func* b) { return method_less(a, b); });
    for (Ref<Func> m : methods) {
      out_.append(separator).append(m->name.view());
      if (Signature* s = m->signature()) signature(s);
      separator = "; ";
    }
    for (Ref<Type> e : t->embeddeds.span()) {
      out_ += separator;
      type(e);
      separator = "; ";
    }
    out_ += '}';
  }

  void channel(Chan* c) {
    Chan* elem = c->elem && c->elem->kind == TypeKind::Chan ? static_cast<Chan*>(c->elem.get()) : nullptr;
    bool parentheses = c->dir() == ChanDir::Both && elem && elem->dir() == ChanDir::Recv;
    out_ += c->dir() == ChanDir::Send ? "chan<- " : c->dir() == ChanDir::Recv ? "<-chan " : "chan ";
    if (parentheses) out_ += '(';
    type(c->elem);
    if (parentheses) out_ += ')';
  }

  void write(Type* t) {
    switch (t->kind) {
      case TypeKind::Basic:
        if (t == basic_type(BasicKind::UnsafePointer)) package_prefix(universe.unsafe);
        out_.append(static_cast<Basic*>(t)->name.view());
        break;
      case TypeKind::Array:
        fmt::format_to(std::back_inserter(out_), "[{}]", static_cast<Array*>(t)->length);
        type(static_cast<Array*>(t)->elem);
        break;
      case TypeKind::Slice:
        out_ += "[]";
        type(static_cast<Slice*>(t)->elem);
        break;
      case TypeKind::Struct: structure(static_cast<Struct*>(t)); break;
      case TypeKind::Pointer:
        out_ += '*';
        type(static_cast<Pointer*>(t)->elem);
        break;
      case TypeKind::Tuple: tuple(static_cast<Tuple*>(t), false); break;
      case TypeKind::Signature:
        out_ += "func";
        signature(static_cast<Signature*>(t));
        break;
      case TypeKind::Interface: interface(static_cast<Interface*>(t)); break;
      case TypeKind::Map:
        out_ += "map[";
        type(static_cast<Map*>(t)->key);
        out_ += ']';
        type(static_cast<Map*>(t)->elem);
        break;
      case TypeKind::Chan: channel(static_cast<Chan*>(t)); break;
      case TypeKind::Named: {
        Named* n = static_cast<Named*>(t);
        type_name(n->obj);
        if (!n->type_args.empty()) type_list(n->type_args);
        else if (!n->type_params.empty()) type_params(n->type_params);
        break;
      }
      case TypeKind::Alias: {
        Alias* a = static_cast<Alias*>(t);
        type_name(a->obj);
        if (!a->type_args.empty()) type_list(a->type_args);
        else if (!a->type_params.empty()) type_params(a->type_params);
        break;
      }
      case TypeKind::TypeParam: {
        TypeName* o = static_cast<TypeParam*>(t)->obj;
        out_.append(o ? o->name.view() : "?");
        if (o && universe.scope->find(o->name)) out_ += "/* type parameter */";
        break;
      }
      case TypeKind::Union: {
        const char* separator = "";
        for (const Union::Term& term : static_cast<Union*>(t)->terms.span()) {
          out_ += separator;
          if (term.tilde) out_ += '~';
          type(term.type);
          separator = " | ";
        }
        break;
      }
    }
  }

  std::string& out_;
  const Qualifier& q_;
  bool parameter_names_;
  size_t limit_;
  int depth_ = 0;
};

// Name of a function, with its receiver or package.
void write_func_name(std::string& out, Func* f, const Qualifier& q) {
  TypeWriter w(out, q);
  Signature* s = f->signature();
  if (s && s->recv) {
    out += '(';
    if (s->recv->type && s->recv->type->kind == TypeKind::Interface) out += "interface";
    else w.type(s->recv->type);
    out += ").";
  } else if (s) {
    w.package_prefix(f->pkg);
  }
  out.append(f->name.view());
}

// What follows the name of a type: type parameters, and the type that it stands for.
void write_type_declaration(std::string& out, TypeName* o, const Qualifier& q) {
  TypeWriter w(out, q);
  Type* t = o->type;
  if (t->kind == TypeKind::Basic) return;
  if (o->name.view() == "any" && !o->pkg) {
    out += " = interface{}";
    return;
  }
  Named* named = t->kind == TypeKind::Named ? static_cast<Named*>(t) : nullptr;
  Alias* alias = as_alias(t);
  if (named && !named->type_params.empty()) w.type_params(named->type_params);
  if (alias && !alias->type_params.empty()) w.type_params(alias->type_params);
  if (o->is_alias()) {
    out += " =";
    if (alias) t = alias->from_rhs;
  } else if (t->kind == TypeKind::TypeParam) {
    t = static_cast<TypeParam*>(t)->bound;
  } else {
    t = under(t);
  }
  out += ' ';
  w.type(t);
}

}  // namespace

std::string type_string(Type* t, const Qualifier& q) {
  std::string out;
  write_type(out, t, q);
  return out;
}

void write_type(std::string& out, Type* t, const Qualifier& q) { TypeWriter(out, q).type(t); }

void write_signature(std::string& out, Signature* s, const Qualifier& q, bool parameter_names) {
  TypeWriter(out, q, parameter_names).signature(s);
}

std::string object_string(Object* o, const Qualifier& q) {
  std::string out;
  Type* type = o->type;
  switch (o->kind) {
    case ObjectKind::PkgName: {
      out = fmt::format("package {}", o->name.view());
      const Package* p = static_cast<PkgName*>(o)->imported;
      if (p && p->path && p->path != o->name) {
        out += " (";
        append_quoted(out, p->path.view());
        out += ')';
      }
      return out;
    }
    case ObjectKind::Func:
      out = "func ";
      write_func_name(out, static_cast<Func*>(o), q);
      if (type) write_signature(out, static_cast<Func*>(o)->signature(), q);
      return out;
    case ObjectKind::Nil: return "nil";
    case ObjectKind::Const: out = "const"; break;
    case ObjectKind::TypeName:
      out = type && unalias(type)->kind == TypeKind::TypeParam ? "type parameter" : "type";
      break;
    case ObjectKind::Var: out = static_cast<Var*>(o)->is_field() ? "field" : "var"; break;
    case ObjectKind::Label:
      out = "label";
      type = nullptr;
      break;
    case ObjectKind::Builtin:
      out = "builtin";
      type = nullptr;
      break;
  }
  out += ' ';
  if (o->pkg && o->pkg->scope && o->pkg->scope->find(o->name) == o) TypeWriter(out, q).package_prefix(o->pkg);
  out.append(o->name.view());
  if (!type) return out;
  if (TypeName* name = as_object<TypeName>(o)) {
    write_type_declaration(out, name, q);
  } else {
    out += ' ';
    write_type(out, type, q);
  }
  return out;
}

}  // namespace ptrsafe
