#include "escape/text.h"

#include <fmt/format.h>

#include "base/unicode.h"
#include "escape/callable.h"
#include "types/predicates.h"
#include "types/quote.h"
#include "types/type_set.h"
#include "types/universe.h"

namespace ptrsafe::escape {
namespace {

class TypeWriter {
  // Instances of instances have names that double with each level: nothing tells them apart behind this.
  static constexpr size_t kLongest = 1 << 18;

 public:
  // `link`: as the linker's symbols have types.
  TypeWriter(std::string& out, const Package* from, bool link = false) : out_(out), from_(from), link_(link) {}

  void type(Type* t) {
    if (out_.size() > kLongest) return;
    if (Alias* a = as_alias(t)) return a == universe.any_type && !link_ ? put("any") : type(unalias(t));
    switch (t->kind) {
      case TypeKind::Basic:
        if (link_) t = basic_type(static_cast<Basic*>(t)->basic());
        return put(t == basic_type(BasicKind::UnsafePointer) ? "unsafe.Pointer" : static_cast<Basic*>(t)->name.view());
      case TypeKind::Pointer: return put("*"), type(static_cast<Pointer*>(t)->elem);
      case TypeKind::Slice: return put("[]"), type(static_cast<Slice*>(t)->elem);
      case TypeKind::Array:
        out_ += fmt::format("[{}]", static_cast<Array*>(t)->length);
        return type(static_cast<Array*>(t)->elem);
      case TypeKind::Map:
        put("map["), type(static_cast<Map*>(t)->key), put("]");
        return type(static_cast<Map*>(t)->elem);
      case TypeKind::Chan: return channel(static_cast<Chan*>(t));
      case TypeKind::Signature:
        put("func");
        return signature(static_cast<Signature*>(t));
      case TypeKind::Struct: return structure(static_cast<Struct*>(t));
      case TypeKind::Interface: return interface(static_cast<Interface*>(t));
      case TypeKind::Named: return named(static_cast<Named*>(t));
      case TypeKind::TypeParam: return put(static_cast<TypeParam*>(t)->obj->name.view());
      default: return put("<T>");
    }
  }

  void signature(Signature* s) {
    parameters(s->params.get(), s->variadic());
    if (s->result_count() == 1) {
      put(" ");
      type(s->result(0)->type);
    } else if (s->result_count() > 1) {
      put(" ");
      parameters(s->results.get(), false);
    }
  }

 private:
  void put(std::string_view s) { out_ += s; }
  void qualify(const Package* p) {
    if (link_ && p) return link_path(p->name.view() == "main" ? "main" : p->path.view()), put(".");
    if (p && p != from_ && p->path != from_->path) put(p->name.view()), put(".");
  }
  // Dots of the last element are escaped.
  void link_path(std::string_view path) {
    size_t slash = path.rfind('/');
    for (size_t i = 0; i < path.size(); i++) {
      if (path[i] == '.' && path != "go.shape" && (slash == std::string_view::npos || i > slash)) put("%2e");
      else out_ += path[i];
    }
  }
  void parameters(Tuple* t, bool variadic) {
    put("(");
    for (size_t i = 0; t && i < t->size(); i++) {
      if (i) put(", ");
      Type* p = t->vars[i]->type;
      if (variadic && i + 1 == t->size()) {
        put("...");
        if (Slice* s = as<Slice>(p)) p = s->elem;
      }
      type(p);
    }
    put(")");
  }
  void channel(Chan* c) {
    put(c->dir() == ChanDir::Recv ? "<-chan " : c->dir() == ChanDir::Send ? "chan<- " : "chan ");
    Chan* inner = as<Chan>(c->elem);
    bool parentheses = c->dir() == ChanDir::Both && inner && inner->dir() == ChanDir::Recv;
    if (parentheses) put("(");
    type(c->elem);
    if (parentheses) put(")");
  }
  void structure(Struct* s) {
    put("struct {");
    for (size_t i = 0; i < s->fields.size(); i++) {
      put(i ? "; " : " ");
      Var* f = s->fields[i];
      if (!f->embedded()) {
        if (!f->exported()) qualify(f->pkg);
        put(f->name.view()), put(" ");
      }
      type(f->type);
      if (Name tag = s->tag(i); tag && !tag.view().empty()) put(" "), append_quoted(out_, tag.view());
    }
    put(s->fields.empty() ? "}" : " }");
  }
  void interface(Interface* t) {
    if (t == unalias(universe.any_type) && !link_) return put("any");
    const TypeSet* set = type_set(t);
    if (set->methods.empty()) return put("interface {}");
    put("interface {");
    bool first = true;
    for (const Ref<Func>& m : set->methods) {
      put(first ? " " : "; ");
      first = false;
      if (!m->exported() && m->pkg) put(m->pkg->path.view()), put(".");
      put(m->name.view());
      signature(m->signature());
    }
    put(" }");
  }
  void named(Named* n) {
    qualify(n->obj->pkg);
    put(n->obj->name.view());
    if (n->type_args.empty()) return;
    // Arguments are a part of the symbol.
    put("[");
    TypeWriter arguments(out_, from_, true);
    for (size_t i = 0; i < n->type_args.size(); i++) {
      if (i) put(",");
      arguments.type(n->type_args[i]);
    }
    put("]");
  }

  std::string& out_;
  const Package* from_;
  bool link_;
};

int precedence(const Node* n) {
  switch (n->op) {
    case Op::Unary:
    case Op::Addr:
    case Op::Deref:
    case Op::Recv: return 7;
    case Op::Logical: return static_cast<ptrsafe::Op>(n->sub) == ptrsafe::Op::AndAnd ? 2 : 1;
    case Op::Binary: {
      auto op = static_cast<ptrsafe::Op>(n->sub);
      if (op >= ptrsafe::Op::Mul) return 6;
      return op >= ptrsafe::Op::Add ? 5 : 4;
    }
    default: break;
  }
  return n->op == Op::TypeRef && as<Pointer>(n->type) ? 7 : 8;
}

class ExpressionWriter {
 public:
  ExpressionWriter(std::string& out, const Package* from) : out_(out), from_(from) {}

  void expression(const Node* n, int outer = 0) {
    while (n && n->implicit && (n->op == Op::Addr || n->op == Op::Deref || n->op == Op::Conv || n->op == Op::ConvNop || n->op == Op::ConvIface)) n = n->x;
    if (!n) return put("<nil>");
    int own = without_precedence(n) ? 0 : precedence(n);
    if (outer > own) {
      put("("), expression(n), put(")");
      return;
    }
    switch (n->op) {
      case Op::LocalRef: return put(local_name(*n->local, from_));
      case Op::GlobalRef:
      case Op::FuncRef:
        qualify(n->object->pkg);
        put(n->object->name.view());
        if (n->op == Op::FuncRef && n->callable && !n->callable->shapes.empty()) shapes(n->callable);
        return;
      case Op::Literal: return literal(n);
      case Op::Nil: return put("nil");
      case Op::TypeRef: return put(n->derived ? "<node DYNAMICTYPE>" : type_text(n->type, from_));
      case Op::MethodExpr: {
        bool pointer = as<Pointer>(n->x->type);
        if (pointer) put("(");
        if (Named* t = instance(n)) {
          put(pointer ? "*" : ""), qualify(t->obj->pkg), put(t->obj->name.view()), shapes(n->callable);
        } else {
          put(type_text(n->x->type, from_));
        }
        return put(pointer ? ")." : "."), put(n->name.view());
      }
      case Op::DictionaryMethod: {
        put("("), put(type_text(n->type, from_)), put(")(&");
        qualify(n->callable->package);
        int64_t index = 0;
        n->value.int64_value(&index);
        return put(fmt::format(".dict[{}])", index));
      }
      case Op::Dot:
      case Op::DotPtr:
      case Op::DotInter:
      case Op::MethodValue: return expression(n->x, own), put("."), put(n->name.view());
      case Op::TypeAssert:
        if (n->derived) return put("<node DYNAMICDOTTYPE>");
        return expression(n->x, own), put(".("), put(type_text(n->type, from_)), put(")");
      case Op::Index:
      case Op::IndexMap: return expression(n->x, own), put("["), expression(n->y), put("]");
      case Op::Slice:
        expression(n->x, own), put("[");
        if (n->list[0]) expression(n->list[0]);
        put(":");
        if (n->list[1]) expression(n->list[1]);
        if (n->spread) {
          put(":");
          if (n->list[2]) expression(n->list[2]);
        }
        return put("]");
      case Op::Deref: return put("*"), expression(n->x, own + 1);
      case Op::Addr: return put(n->x->op == Op::Addr ? "& " : "&"), expression(n->x, own + 1);
      case Op::ConvIface:
      case Op::Conv:
      case Op::ConvNop:
      case Op::BytesToString:
      case Op::RunesToString:
      case Op::RuneToString:
      case Op::StringToBytes:
      case Op::StringToRunes:
      case Op::SliceToArray:
      case Op::SliceToArrayPtr: {
        bool plain = as_alias(n->type) == universe.any_type || unalias(n->type)->kind == TypeKind::Named || unalias(n->type)->kind == TypeKind::Basic ||
                     unalias(n->type)->kind == TypeKind::TypeParam || unalias(n->type) == unalias(universe.any_type);
        put(plain ? "" : "("), put(type_text(n->type, from_)), put(plain ? "(" : ")(");
        return expression(n->x), put(")");
      }
      case Op::Unary:
        put(op_text(static_cast<ptrsafe::Op>(n->sub)));
        if (n->x->op == Op::Unary && n->x->sub == n->sub) put(" ");
        return expression(n->x, own + 1);
      case Op::Recv:
        put(n->x->op == Op::Recv ? "<- " : "<-");
        return expression(n->x, own + 1);
      case Op::Binary:
      case Op::Logical:
        expression(n->x, own), put(" "), put(op_text(static_cast<ptrsafe::Op>(n->sub))), put(" ");
        return expression(n->y, own + 1);
      case Op::AddString:
        for (size_t i = 0; i < n->list.size(); i++) {
          if (i) put(" + ");
          expression(n->list[i], own);
        }
        return;
      case Op::PtrLit: return put("&"), expression(n->x);
      case Op::StructLit:
      case Op::ArrayLit:
      case Op::SliceLit:
      case Op::MapLit:
        if (n->implicit) return put("... argument");
        return put(type_text(n->type, from_)), put(n->list.empty() ? "{}" : "{...}");
      case Op::Closure: return put("func literal");
      case Op::New: return put("new("), expression(n->x), put(")");
      case Op::MakeSlice:
      case Op::MakeMap:
      case Op::MakeChan:
        put("make("), put(type_text(n->type, from_));
        if (n->x) put(", "), expression(n->x);
        if (n->y) put(", "), expression(n->y);
        return put(")");
      case Op::CallFunc:
      case Op::CallInter: return expression(n->x, own), put("("), arguments(n, dictionary(n->x));
      case Op::Append: return put("append("), arguments(n);
      case Op::Delete: return put("delete("), arguments(n);
      case Op::Recover: return put("recover("), arguments(n);
      case Op::MinMax: return put(static_cast<BuiltinId>(n->sub) == BuiltinId::Max ? "max(" : "min("), arguments(n);
      case Op::Print: return put(static_cast<BuiltinId>(n->sub) == BuiltinId::Print ? "print(" : "println("), arguments(n);
      case Op::Copy: return put("copy("), expression(n->x), put(", "), expression(n->y), put(")");
      case Op::Complex: return put("complex("), expression(n->x), put(", "), expression(n->y), put(")");
      case Op::Panic: return put("panic("), expression(n->x), put(")");
      case Op::Clear: return put("clear("), expression(n->x), put(")");
      case Op::Part: return put(part(n)), expression(n->x), put(")");
      case Op::UnsafeMake: return unsafe_make(n);
      case Op::UnsafePart: return put("<node "), put(static_cast<BuiltinId>(n->sub) == BuiltinId::UnsafeSliceData ? "UNSAFESLICEDATA>" : "UNSAFESTRINGDATA>");
      default: return put("<node>");
    }
  }

 private:
  void put(std::string_view s) { out_ += s; }
  // Kinds that the compiler's table of precedences leaves out: they stand in parentheses as operands.
  static bool without_precedence(const Node* n) {
    switch (n->op) {
      case Op::AddString:
      case Op::PtrLit:
      case Op::Closure:
      case Op::MakeMap:
      case Op::MakeChan:
      case Op::Recover:
      case Op::Complex: return true;
      case Op::Part: return static_cast<BuiltinId>(n->sub) == BuiltinId::Real || static_cast<BuiltinId>(n->sub) == BuiltinId::Imag;
      default: return false;
    }
  }
  void shapes(const Callable* c) {
    put("[");
    for (size_t i = 0; i < c->shapes.size(); i++) put(i ? "," : ""), put(link_text(c->shapes[i]));
    put("]");
  }
  void qualify(const Package* p) {
    if (p && p != from_ && p->path != from_->path) put(p->name.view()), put(".");
  }
  // The receiver's type of a method of an instance; null for other methods.
  static Named* instance(const Node* method) {
    if (!method->callable || method->callable->shapes.empty()) return nullptr;
    Pointer* p = as<Pointer>(method->x->type);
    return as<Named>(p ? p->elem.get() : method->x->type);
  }
  // The argument that calls of instances get first, behind the receiver; empty for others.
  std::string dictionary(const Node* f) {
    std::string out;
    if (!f->callable || f->callable->shapes.empty()) return out;
    std::vector<Type*> args;
    const Object* o = f->object;
    if (f->op == Op::FuncRef)
      for (const Node* t : f->list) args.push_back(t->type);
    if (f->op == Op::MethodExpr)
      if (Named* t = instance(f)) {
        o = t->obj.get();
        for (const Ref<Type>& a : t->type_args) args.push_back(a);
      }
    if (args.empty() || !o) return out;
    std::swap(out, out_);
    put("&"), qualify(o->pkg), put(".dict."), put(o->name.view()), put("[");
    for (size_t i = 0; i < args.size(); i++) put(i ? "," : ""), put(link_text(args[i]));
    put("]");
    std::swap(out, out_);
    return out;
  }
  void arguments(const Node* n, const std::string& dictionary = {}) {
    size_t at = n->op == Op::CallFunc && n->x->op == Op::MethodExpr ? 1 : 0, written = 0;
    for (size_t i = 0; i <= n->list.size(); i++) {
      if (i == at && !dictionary.empty()) put(written++ ? ", " : ""), put(dictionary);
      if (i == n->list.size()) break;
      put(written++ ? ", " : "");
      expression(n->list[i]);
    }
    put(n->spread ? "...)" : ")");
  }
  static std::string_view part(const Node* n) {
    switch (static_cast<BuiltinId>(n->sub)) {
      case BuiltinId::Len: return "len(";
      case BuiltinId::Cap: return "cap(";
      case BuiltinId::Real: return "real(";
      case BuiltinId::Imag: return "imag(";
      default: return "close(";
    }
  }
  void unsafe_make(const Node* n) {
    auto id = static_cast<BuiltinId>(n->sub);
    if (id == BuiltinId::UnsafeString) return put("<node UNSAFESTRING>");
    put(id == BuiltinId::UnsafeAdd ? "unsafe.Add(" : "unsafe.Slice(");
    expression(n->x), put(", "), expression(n->y), put(")");
  }
  void literal(const Node* n) {
    Type* t = unalias(n->type);
    uint64_t rune;
    bool is_rune = n->type == universe.rune_type || t == universe.rune_type || t == basic_type(BasicKind::UntypedRune);
    if (is_rune && n->value.uint64_value(&rune) && rune <= 0x10ffff) return put(quote_rune(static_cast<uint32_t>(rune)));
    BasicKind usual = BasicKind::Invalid;
    switch (n->value.kind()) {
      case ConstKind::Bool: usual = BasicKind::Bool; break;
      case ConstKind::String: usual = BasicKind::String; break;
      case ConstKind::Int: usual = BasicKind::Int; break;
      case ConstKind::Float: usual = BasicKind::Float64; break;
      case ConstKind::Complex: usual = BasicKind::Complex128; break;
      default: break;
    }
    bool plain = t == basic_type(usual) || is_untyped(t);
    if (!plain) put(type_text(n->type, from_)), put("(");
    put(to_string(n->value));
    if (!plain) put(")");
  }
  // As Go's %q writes a rune.
  static std::string quote_rune(uint32_t r) {
    std::string text;
    append_rune(text, r);
    std::string quoted = quote(text);
    std::string inner = quoted.substr(1, quoted.size() - 2);
    if (r == '\'') inner = "\\'";
    if (r == '"') inner = "\"";
    return "'" + inner + "'";
  }
  std::string& out_;
  const Package* from_;
};

}  // namespace

std::string type_text(Type* t, const Package* from) {
  std::string out;
  TypeWriter(out, from).type(t);
  return out;
}

std::string text(const Node* n, const Package* from) {
  std::string out;
  ExpressionWriter(out, from).expression(n);
  return out;
}

std::string link_text(Type* t) {
  std::string out;
  TypeWriter(out, nullptr, true).type(t);
  return out;
}

std::string local_name(const Local& l, const Package* from) {
  if (l.name) {
    const Package* home = l.in->package;
    return home == from || home->path == from->path ? l.name.str() : home->name.str() + "." + l.name.str();
  }
  return l.kind == Local::Result ? fmt::format("~r{}", l.number) : fmt::format(".autotmp_{}", l.number);
}

}  // namespace ptrsafe::escape
