// Declarations at package and file level (spec, "Declarations and scope"): every object is entered in its scope
// with a DeclInfo that says how it is declared; types are found on demand, by obj_decl.
#include <fmt/format.h>

#include "base/unicode.h"
#include "check/checker.h"
#include "check/receiver.h"
#include "types/quote.h"

namespace ptrsafe {
namespace {

// What is wrong with an import path (spec, "Import declarations", implementation restriction); empty if nothing.
std::string import_path_fault(std::string_view path) {
  if (path.empty()) return "empty string";
  while (!path.empty()) {
    int width;
    uint32_t r = decode_rune(path, &width);
    constexpr std::string_view kIllegal = "!\"#$%&'()*,:;<=>?[\\]^{|}`";
    bool bad = r <= ' ' || r == 0x7f || r == kRuneError || (r >= 0x80 && r < 0xa1) || r == 0x2028 || r == 0x2029 ||
               r == 0x3000 || r == 0xfeff || (r < 0x80 && kIllegal.find(static_cast<char>(r)) != std::string_view::npos);
    if (bad) {
      std::string text;
      append_rune(text, r);
      return fmt::format("invalid character U+{:04X}{}", r, r > ' ' && r != 0x7f ? " '" + text + "'" : "");
    }
    path.remove_prefix(static_cast<size_t>(width));
  }
  return {};
}

// Enters the declarations of one package, file by file.
class Collector {
 public:
  explicit Collector(Checker& c) : c_(c), state_(c.state_), pkg_(c.pkg_), unit_(*c.state_.unit) {}

  void run() {
    if (!pkg_->scope) {
      Scope* s = make<Scope>();
      s->parent = universe.scope;
      pkg_->scope = s;
    }
    size_t n = unit_.files.size();
    for (size_t i = pkg_->details->first_own_file; i < n; i++) collect_file(static_cast<uint32_t>(i));
    for (Scope* s : state_.file_scopes) check_conflicts(s);
    associate_methods();
  }

 private:
  struct Method {
    Func* func;
    bool pointer;
    Name base;
  };

  void collect_file(uint32_t i) {
    build::FileUnit& unit = *unit_.files[i];
    Tree& tree = *unit.tree;
    file_ = i;
    version_ = unit.version;
    file_scope_ = make<Scope>();
    file_scope_->parent = pkg_->scope;
    file_scope_->begin = tree.file->begin();
    file_scope_->end = tree.file->end();
    state_.file_scopes.push_back(file_scope_);
    c_.env_ = Env{};
    c_.env_.file = pkg_->details->files[i].get();
    c_.env_.scope = file_scope_;
    c_.env_.version = version_;
    if (i == 0 && tree.package_name && tree.package_name->name() == names.blank)
      c_.error(tree.package_name, "invalid package name _");
    for (Node* d : tree.decls) {
      if (d->is(NodeKind::FuncDecl)) {
        func_decl_node(d);
        continue;
      }
      if (!d->is(NodeKind::GenDecl)) continue;
      switch (static_cast<DeclKind>(d->op)) {
        case DeclKind::Import:
          for (Node* s : d->la()) {
            if (c_.gave_up()) break;
            import_spec(s);
          }
          break;
        case DeclKind::Const: const_group(d); break;
        case DeclKind::Type:
          for (Node* s : d->la()) type_spec_node(s);
          break;
        case DeclKind::Var:
          for (Node* s : d->la()) var_spec(s);
          break;
      }
    }
  }

  // ---- imports ----

  Package* fake_package(std::string_view path, std::string_view name) {
    Package* p = make<Package>();
    p->path = intern(path);
    p->name = intern(name);
    p->scope = make<Scope>();
    p->fake = true;
    return p;
  }

  Package* imported_package(Node* path_lit, std::string_view path) {
    if (path == "unsafe") return universe.unsafe;
    if (path == "C") {
      if (!cgo_) {
        cgo_ = fake_package("C", "C");
        cgo_->cgo = true;
      }
      return cgo_;
    }
    build::PackageUnit* target = unit_.find_import(path);
    if (target && target->checked && target != &unit_) return target->checked;
    Package*& fake = fakes_[intern(path).id()];
    if (!fake) {
      std::string_view name = path;
      while (name.size() > 1 && name.back() == '/') name.remove_suffix(1);
      // Major versions are no names: example.com/mod/v2 is most likely package mod.
      size_t slash = name.rfind('/');
      if (slash != name.npos && slash + 2 < name.size() && name[slash + 1] == 'v' &&
          name.find_first_not_of("0123456789", slash + 2) == name.npos)
        name = name.substr(0, slash);
      fake = fake_package(path, name.substr(name.rfind('/') + 1));
      if (!target && unit_.errors.empty())
        c_.error(path_lit, fmt::format("could not import {} (can't find import)", path));
    }
    return fake;
  }

  void import_spec(Node* s) {
    Node* name = s->na();
    Node* lit = s->nb();
    if (!lit || !lit->is(NodeKind::BasicLit) || static_cast<LitKind>(lit->op) != LitKind::String) return;
    SourceFile* file = c_.env_.file->tree->file;
    Const value = const_literal(LitKind::String, file->text().substr(file->offset(lit->pos), lit->a));
    if (value.kind() != ConstKind::String) return;
    std::string_view path = value.string_value();
    if (std::string fault = import_path_fault(path); !fault.empty()) {
      c_.error(lit, fmt::format("invalid import path ({})", fault));
      return;
    }
    Package* imported = imported_package(lit, path);
    Name local = imported->name;
    if (name) {
      local = name->name();
      if (path == "C") {
        c_.error(name, "cannot rename import \"C\"");
        return;
      }
    }
    if (local == names.init) {
      c_.error(s, "cannot import package as init - init must be a func");
      return;
    }
    // cmd/cgo takes several imports of "C" in one file, as files have them one for each preamble.
    if (PkgName* other = imported == cgo_ ? as_object<PkgName>(file_scope_->find(local)) : nullptr; other && other->imported.get() == imported) return;
    PkgName* o = make<PkgName>();
    o->name = local;
    o->pos = start_pos(s);
    o->pkg = pkg_;
    o->imported = imported;
    o->type = invalid_type();
    o->color = Object::Black;
    if (name) {
      c_.record_def(name, o);
    } else {
      c_.record_implicit(s, o);
    }
    if (imported->fake) o->used.store(true, std::memory_order_relaxed);
    state_.imports.push_back(o);
    if (!(local == names.dot)) {
      c_.declare_in(file_scope_, nullptr, o, {});
      return;
    }
    for (Object* e : imported->scope->objects()) {
      if (!e->exported()) continue;
      if (Object* other = file_scope_->insert(e)) {
        c_.error(name, fmt::format("{} redeclared in this block\n\tother declaration of {}", e->name.view(),
                                   other->name.view()));
      } else {
        state_.dot_imports.try_emplace(std::pair<Scope*, uint32_t>(file_scope_, e->name.id()), o);
      }
    }
  }

  // ---- constants, variables, types ----

  DeclInfo* new_info(Node* spec) {
    DeclInfo* d = make<DeclInfo>();
    d->file_scope = file_scope_;
    d->file = file_;
    d->spec = spec;
    d->version = version_;
    return d;
  }

  template <class T>
  T* new_object(Node* ident) {
    T* o = make<T>();
    o->name = ident->name();
    o->pos = ident->pos;
    o->pkg = pkg_;
    return o;
  }

  void declare(Node* ident, Object* o, DeclInfo* d) {
    if (o->name == names.init) {
      c_.error(ident, "cannot declare init - must be func");
      return;
    }
    if (o->name == names.main && pkg_->name == names.main) {
      c_.error(ident, "cannot declare main - must be func");
      return;
    }
    c_.declare_in(pkg_->scope, ident, o, {});
    add(o, d);
  }

  void add(Object* o, DeclInfo* d) {
    o->decl = d;
    state_.objects.push_back(o);
    o->order = static_cast<uint32_t>(state_.objects.size());
  }

  Const iota(size_t i) {
    while (iotas_.size() <= i) iotas_.push_back(const_int(static_cast<int64_t>(iotas_.size())));
    return iotas_[i];
  }

  void const_group(Node* group) {
    Node* last = nullptr;  // the spec that type and values come from
    size_t i = 0;
    for (Node* s : group->la()) {
      ValueSpecView v = value_spec(s);
      bool inherited = v.inherited || (!v.type && v.values.empty());
      if (!inherited) last = s;
      ValueSpecView from = last ? value_spec(last) : v;
      size_t k = 0;
      for (Node* name : v.names) {
        ConstObject* o = new_object<ConstObject>(name);
        DeclInfo* d = new_info(s);
        d->type = from.type;
        d->init = k < from.values.size() ? from.values[k] : nullptr;
        d->iota = iota(i);
        d->inherited = inherited;
        declare(name, o, d);
        k++;
      }
      c_.check_arity(s, v.names, from.values, true, inherited);
      i++;
    }
  }

  void var_spec(Node* s) {
    ValueSpecView v = value_spec(s);
    size_t n = v.names.size();
    List<Ref<Var>> lhs = List<Ref<Var>>::of_size(n);
    bool shared = v.values.size() == 1 && n > 1;  // a, b = f()
    DeclInfo* common = nullptr;
    size_t k = 0;
    for (Node* name : v.names) {
      Var* o = new_object<Var>(name);
      o->bits = Var::kPackageVar;
      lhs[k] = o;
      DeclInfo* d = common;
      if (!d) {
        d = new_info(s);
        d->type = v.type;
        if (shared) {
          d->init = v.values[0];
          d->lhs = lhs;
          common = d;
        } else if (k < v.values.size()) {
          d->init = v.values[k];
        }
      }
      declare(name, o, d);
      k++;
    }
    if (!v.values.empty()) c_.check_arity(s, v.names, v.values, false, false);
  }

  void type_spec_node(Node* s) {
    TypeSpecView v = type_spec(s);
    if (!v.name) return;
    TypeName* o = new_object<TypeName>(v.name);
    declare(v.name, o, new_info(s));
  }

  // ---- functions and methods ----

  static size_t field_count(Node* list) { return list ? list->la().size() : 0; }

  void func_decl_node(Node* n) {
    FuncDeclView v = func_decl(n);
    if (!v.name || !v.type) return;
    FuncTypeView type = func_type(v.type);
    Func* o = new_object<Func>(v.name);
    o->node = n;
    bool has_body = v.body || v.skipped;
    if (has_body) o->bits |= Func::kHasBody;
    DeclInfo* d = new_info(n);
    if (v.body && unit_.named) d->deps = c_.new_deps();
    if (!v.recv) {
      declare_func(v, type, o, has_body);
      if (field_count(type.type_params) && !restricted_) {
        if (!c_.allows(18)) c_.verify_version(type.type_params->la()[0], 18, "type parameter");
      }
    } else {
      c_.record_def(v.name, o);
      // A method that no type claims is checked all the same, as is a blank one.
      if (!(o->name == names.blank) && !v.recv->la().empty()) {
        ReceiverExpr r = unpack_receiver(v.recv->la()[0]->na());
        if (r.base->is(NodeKind::Ident)) methods_.push_back({o, r.pointer, r.base->name()});
      }
    }
    add(o, d);
  }

  void declare_func(const FuncDeclView& v, const FuncTypeView& type, Func* o, bool has_body) {
    bool is_init = o->name == names.init;
    restricted_ = is_init || (o->name == names.main && pkg_->name == names.main);
    if (restricted_) {
      if (field_count(type.type_params))
        c_.soft_error(start_pos(type.type_params->la()[0]),
                      fmt::format("func {} must have no type parameters", o->name.view()));
      if (field_count(type.params) || field_count(type.results))
        c_.soft_error(o->pos, fmt::format("func {} must have no arguments and no return values", o->name.view()));
    }
    if (is_init) {
      o->parent = pkg_->scope;
      c_.record_def(v.name, o);
      if (!has_body) c_.soft_error(o->pos, "func init must have a body");
    } else {
      c_.declare_in(pkg_->scope, v.name, o, {});
      if (!o->parent) o->parent = pkg_->scope;
    }
  }

  // The defined type that a method's receiver name stands for, through aliases. Purely syntactic: no type has
  // been declared yet.
  TypeName* base_type(Name name, bool* pointer) {
    for (int steps = 0; steps < 1000; steps++) {
      TypeName* t = as_object<TypeName>(pkg_->scope->find(name));
      if (!t || !t->decl) return nullptr;
      TypeSpecView v = type_spec(t->decl->spec);
      if (!v.alias) return t;
      if (!v.type) return nullptr;
      Node* e = unparen(v.type);
      if (e->is(NodeKind::Star)) {
        if (*pointer) return nullptr;
        *pointer = true;
        e = unparen(e->na());
      }
      if (!e->is(NodeKind::Ident)) return nullptr;
      name = e->name();
    }
    return nullptr;  // a cycle of aliases
  }

  void associate_methods() {
    auto test_methods = std::make_unique<TestMethods>();
    for (const Method& m : methods_) {
      bool pointer = m.pointer;
      TypeName* base = base_type(m.base, &pointer);
      if (pointer) m.func->bits |= Func::kPointerReceiver;
      if (!base) continue;
      if (base->pkg.get() == pkg_) state_.methods[base].push_back(m.func);
      else if (Named* n = as<Named>(base->type)) test_methods->emplace_back(n, m.func);
    }
    if (test_methods->empty()) return;
    pkg_->test_methods = current_test_methods = test_methods.release();
  }

  // Spec, "Declarations and scope": no identifier may be declared in both the file and package block.
  void check_conflicts(Scope* file) {
    for (Object* o : file->objects()) {
      Object* other = pkg_->scope->find(o->name);
      if (!other) continue;
      if (PkgName* p = as_object<PkgName>(o)) {
        c_.error(other->pos, fmt::format("{} already declared through import of package {} ({})\n\tother declaration of {}",
                                         other->name.view(), p->imported->name.view(), quote(p->imported->path.view()),
                                         other->name.view()));
      } else if (o->pkg) {
        c_.error(other->pos,
                 fmt::format("{} already declared through dot-import of package {} ({})\n\tother declaration of {}",
                             other->name.view(), o->pkg->name.view(), quote(o->pkg->path.view()), other->name.view()));
      }
    }
  }

  Checker& c_;
  PackageState& state_;
  Package* pkg_;
  build::PackageUnit& unit_;
  uint32_t file_ = 0;
  build::GoVersion version_;
  Scope* file_scope_ = nullptr;
  bool restricted_ = false;  // the function at hand is init or main
  Package* cgo_ = nullptr;
  absl::flat_hash_map<uint32_t, Package*> fakes_;
  std::vector<Const> iotas_;
  std::vector<Method> methods_;
};

}  // namespace

void Checker::check_arity(Node* spec, NodeList names_list, NodeList values, bool constant, bool inherited) {
  size_t l = names_list.size(), r = values.size();
  if (l < r) {
    Node* extra = values[l];
    if (inherited) {
      error(spec, fmt::format("extra init expr at {}", position_text(start_pos(extra))));
    } else {
      error(extra, fmt::format("extra init expr {}", str(extra)));
    }
  } else if (l > r && (constant || r != 1)) {
    error(names_list[r], fmt::format("missing init expr for {}", names_list[r]->name().view()));
  }
}

std::vector<Object*>* Checker::new_deps() {
  state_.deps.push_back(std::make_unique<std::vector<Object*>>());
  return state_.deps.back().get();
}

void Checker::collect_objects() {
  Collector(*this).run();
  env_ = Env{};
}

void Checker::package_objects() {
  auto declare_all = [&](auto wanted) {
    for (Object* o : state_.objects) {
      if (!wanted(o)) continue;
      obj_decl(o);
      if (delayed_count()) process_delayed(0);
    }
  };
  auto is_type = [](Object* o) { return o->kind == ObjectKind::TypeName; };
  auto is_alias = [](Object* o) { return type_spec(o->decl->spec).alias; };
  declare_all([&](Object* o) { return is_type(o) && !is_alias(o); });
  declare_all([&](Object* o) { return is_type(o) && is_alias(o); });
  declare_all([&](Object* o) { return !is_type(o); });
  state_.methods.clear();
}

std::string Checker::position_text(Pos pos) {
  SourceFile* f = file_of(pos);
  if (!f) return "-";
  LineColumn lc = f->line_column(pos);
  std::string_view path = f->path();
  return fmt::format("{}:{}:{}", path.substr(path.rfind('/') + 1), lc.line, lc.column);
}

}  // namespace ptrsafe
