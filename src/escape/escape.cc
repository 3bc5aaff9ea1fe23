#include "escape/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "escape/assignments.h"
#include "escape/flow_builder.h"
#include "escape/lower.h"
#include "escape/passes.h"
#include "escape/shapes.h"
#include "escape/summaries.h"
#include "escape/text.h"
#include "types/predicates.h"
#include "types/sizes.h"
#include "types/universe.h"

namespace ptrsafe::escape {
namespace {

uint8_t pragma_of(std::string_view directive) {
  if (directive.starts_with("//go:noescape")) return Callable::kNoEscape;
  if (directive.starts_with("//go:uintptrescapes")) return Callable::kUintptrEscapes | Callable::kUintptrKeepAlive;
  if (directive.starts_with("//go:uintptrkeepalive")) return Callable::kUintptrKeepAlive;
  return 0;
}


// The functions of the whole program. Complete before the first analysis, so that many may look things up.
class Functions {
 public:
  struct Declaration {
    const Package* package = nullptr;
    const FileInfo* file = nullptr;
    ptrsafe::Node* node = nullptr;
    bool per_iteration = true;
    uint8_t pragma = 0;
  };

  static bool generic(const Func* f) {
    Signature* s = f->signature();
    return !s->type_params.empty() || !s->recv_type_params.empty();
  }

  void collect(const Package& package) {
    const Package::Details& details = *package.details;
    for (size_t i = 0; i < details.files.size(); i++) {
      const FileInfo& file = *details.files[i];
      int minor = details.unit->files[i]->version.minor;
      for (size_t d = 0; d < file.tree->decls.size(); d++) {
        ptrsafe::Node* decl = file.tree->decls[d];
        if (!decl->is(NodeKind::FuncDecl)) continue;
        Func* f = as_object<Func>(file.object_of(func_decl(decl).name));
        if (!f || !f->signature() || f->name == names.blank) continue;
        declarations_[f] = {&package, &file, decl, minor == 0 || minor >= 22, pragmas(*file.tree, d)};
        if (generic(f)) continue;
        auto c = std::make_unique<Callable>();
        c->func = f;
        c->package = &package;
        c->file = &file;
        c->signature = f->signature();
        c->has_body = func_decl(decl).body || func_decl(decl).skipped;
        c->pragma = declarations_[f].pragma | (c->has_body ? 0 : Callable::kUintptrKeepAlive);
        of_package_[&package].push_back(c.get());
        callables_[f] = std::move(c);
      }
    }
  }

  // Null for methods of interfaces, and for what could not be loaded.
  Callable* declared(const Func* f) const {
    auto it = callables_.find(f);
    return it == callables_.end() ? nullptr : it->second.get();
  }
  const Declaration* declaration(const Func* f) const {
    auto it = declarations_.find(f);
    return it == declarations_.end() ? nullptr : &it->second;
  }
  // Those that are not generic, in the order of files and declarations.
  std::span<Callable* const> of(const Package& package) const {
    auto it = of_package_.find(&package);
    return it == of_package_.end() ? std::span<Callable* const>() : it->second;
  }

 private:
  // What precedes a declaration, back to the one before.
  static uint8_t pragmas(const Tree& tree, size_t decl) {
    Pos from = decl ? end_pos(tree.decls[decl - 1]) : tree.file->begin(), to = start_pos(tree.decls[decl]);
    uint8_t out = 0;
    for (const Directive& d : tree.directives)
      if (from <= d.pos && d.pos < to) out |= pragma_of(d.text);
    return out;
  }

  absl::flat_hash_map<const Func*, std::unique_ptr<Callable>> callables_;
  absl::flat_hash_map<const Func*, Declaration> declarations_;
  absl::flat_hash_map<const Package*, std::vector<Callable*>> of_package_;
};

class PackageAnalysis : public Callees {
 public:
  PackageAnalysis(const Functions& functions, const Package& package, const Sizes& sizes, const Rules& rules, const EscapeOptions& options)
      : functions_(functions), package_(package), sizes_(sizes), rules_(rules), options_(options) {}

  Callable* callable(const Func* f, std::span<const Ref<Type>> type_args) override {
    return type_args.empty() ? functions_.declared(f) : instance(f, type_args);
  }

  std::vector<Decision> run() {
    lower();
    for (Callable* c : callables_) visit_component(c);
    auto key = [](const Decision& d) {
      const SourceFile* f = d.pos ? file_of(d.pos) : nullptr;
      LineColumn at = f ? f->line_column(d.pos) : LineColumn{};
      return std::tuple(f ? std::string_view(f->path()) : std::string_view(), at.line, at.column, std::string_view(d.text));
    };
    // Of several with the same words (a string and its box) the one that is stored in a map speaks.
    std::sort(decisions_.begin(), decisions_.end(), [&](const Decision& a, const Decision& b) {
      auto x = key(a), y = key(b);
      return x != y ? x < y : std::tuple(!a.in_map, a.about, a.bytes) < std::tuple(!b.in_map, b.about, b.bytes);
    });
    decisions_.erase(std::unique(decisions_.begin(), decisions_.end(), [&](const Decision& a, const Decision& b) { return key(a) == key(b); }), decisions_.end());
    return std::move(decisions_);
  }

 private:
  void lower() {
    for (Callable* c : functions_.of(package_)) {
      const Functions::Declaration& d = *functions_.declaration(c->func);
      lower_one(c, d, {}, [&](Lowering& l) { l.function(*c, d.node); });
    }
    lower_initializers();
    instances_of_types();
  }

  // The body of a generic function or method for arguments of these shapes; it is lowered when all before it is.
  Callable* instance(const Func* f, std::span<const Ref<Type>> type_args) {
    Signature* sig = f->signature();
    List<Ref<TypeParam>> params = type_parameters(sig);
    const Functions::Declaration* d = functions_.declaration(f);
    if (params.size() != type_args.size() || !d) return nullptr;
    std::vector<Ref<Type>> shapes;
    std::vector<uint32_t> key{Ref<Func>(f).v};
    for (size_t i = 0; i < params.size(); i++) {
      if (!is_valid(type_args[i])) return nullptr;
      shapes.push_back(shape_of(type_args[i], params[i], rules_));
      key.push_back(shapes.back().v);
    }
    auto& c = instances_[key];
    if (!c) {
      c = std::make_unique<Callable>();
      c->func = f;
      c->package = d->package;
      c->file = d->file;
      c->signature = sig;
      c->shapes = std::move(shapes);
      c->shared_instance = true;
      c->has_body = func_decl(d->node).body != nullptr;
      c->pragma = d->pragma;
      waiting_.push_back(c.get());
    }
    return c.get();
  }
  static List<Ref<TypeParam>> type_parameters(Signature* s) { return s->recv_type_params.empty() ? s->type_params : s->recv_type_params; }

  void lower_instances() {
    while (!waiting_.empty()) {
      Callable* c = waiting_.back();
      waiting_.pop_back();
      const Functions::Declaration& d = *functions_.declaration(c->func);
      lower_one(c, d, {type_parameters(c->signature).span(), c->shapes}, [&](Lowering& l) { l.function(*c, d.node); });
    }
  }

  // All methods of instantiated types that the package has to do with are compiled in it.
  void instances_of_types() {
    if (package_.scope)
      for (const Ref<Object>& o : package_.scope->objects())
        if (o->type) look_at(o->type);
    do {
      lower_instances();
      for (size_t i = 0; i < instantiated_.size(); i++) {
        Named* n = instantiated_[i];
        for (const Ref<Func>& m : n->origin->methods) instance(m->origin ? m->origin.get() : m.get(), {n->type_args.begin(), n->type_args.size()});
      }
      instantiated_.clear();
    } while (!waiting_.empty());
  }

  void look_at(Type* t) {
    t = unalias(t);
    if (!t || !types_seen_.insert(t).second) return;
    auto tuple = [&](Tuple* list) {
      if (list)
        for (const Ref<Var>& v : list->vars) look_at(v->type);
    };
    switch (t->kind) {
      case TypeKind::Pointer: return look_at(static_cast<Pointer*>(t)->elem);
      case TypeKind::Slice: return look_at(static_cast<Slice*>(t)->elem);
      case TypeKind::Array: return look_at(static_cast<Array*>(t)->elem);
      case TypeKind::Chan: return look_at(static_cast<Chan*>(t)->elem);
      case TypeKind::Map: return look_at(static_cast<Map*>(t)->key), look_at(static_cast<Map*>(t)->elem);
      case TypeKind::Tuple: return tuple(static_cast<Tuple*>(t));
      case TypeKind::Struct:
        for (const Ref<Var>& f : static_cast<Struct*>(t)->fields) look_at(f->type);
        return;
      case TypeKind::Signature: {
        auto* s = static_cast<Signature*>(t);
        if (!s->type_params.empty()) return;
        return tuple(s->params), tuple(s->results);
      }
      case TypeKind::Interface:
        for (const Ref<Func>& m : static_cast<Interface*>(t)->methods)
          if (m->type) look_at(m->type);
        for (const Ref<Type>& e : static_cast<Interface*>(t)->embeddeds) look_at(e);
        return;
      case TypeKind::Named: {
        auto* n = static_cast<Named*>(t);
        if (!n->is_instance() && !n->type_params.empty()) return;
        if (n->is_instance()) {
          if (has_type_parameters(n)) return;
          instantiated_.push_back(n);
          for (const Ref<Type>& a : n->type_args) look_at(a);
        } else {
          for (const Ref<Func>& m : n->methods)
            if (m->type) look_at(m->type);
        }
        return look_at(under(n));
      }
      default: return;
    }
  }

  void lower_one(Callable* c, const Functions::Declaration& d, const TypeMap& map, const std::function<void(Lowering&)>& what) {
    Lowering lowering(arena_, *this, rules_, d.package, d.file, map, d.per_iteration);
    what(lowering);
    if (lowering.incomplete()) {
      c->body = {};
      keep(lowering);
      return;  // nothing is said about it, and all that flows into it escapes
    }
    prepare(c, lowering);
    plan(c);
    plan_literals(lowering);
  }

  void keep(Lowering& lowering) {
    for (auto& l : lowering.literals) literals_.push_back(std::move(l));
  }
  // Literals that capture nothing are functions of their own, even where nothing uses them.
  void plan_literals(Lowering& lowering) {
    for (auto& l : lowering.literals)
      if (l->stands_alone()) {
        remove_dead_assignments(arena_, *l, rules_);
        plan(l.get());
      }
    keep(lowering);
  }

  // `c` is analysed, and what it names is looked at.
  void plan(Callable* c) {
    callables_.push_back(c);
    planned_.insert(c);
    look_into(c, c);
  }
  void look_into(Callable* part, Callable* whole) {
    for (const std::vector<Local*>* list : {&part->params, &part->results, &part->locals})
      for (Local* l : *list) look_at(l->type);
    auto look = [&](Node* n) {
      if (n->type) look_at(n->type);
      switch (n->op) {
        case Op::FuncRef:
        case Op::MethodExpr:
        case Op::MethodValue:
          if (n->callable) whole->references.push_back(n->callable);
          break;
        case Op::Closure:
          if (n->callable->stands_alone()) whole->references.push_back(n->callable);
          else look_into(n->callable, whole);
          break;
        default: break;
      }
      return true;
    };
    visit(std::span<Node* const>(part->body), look);
  }

  void prepare(Callable* c, Lowering& lowering) {
    lowering.devirtualize(*c);
    auto loops = [&](Node* n) {
      if (n->op == Op::Closure) separate_loop_variables(arena_, *n->callable, rules_);
      return true;
    };
    visit_all(*c, loops);
    separate_loop_variables(arena_, *c, rules_);
    if (!c->initializer) remove_dead_assignments(arena_, *c, rules_);
    find_assignments(*c);
  }

  void lower_initializers() {
    const Package::Details& details = *package_.details;
    if (details.init_order.empty()) return;
    auto init = std::make_unique<Callable>();
    Callable* c = init.get();
    literals_.push_back(std::move(init));
    c->package = &package_;
    c->initializer = c->has_body = true;
    bool fixed = !package_.path.view().starts_with("crypto/internal/fips140/");
    std::vector<Node*> body;
    for (const Initializer& i : details.init_order) {
      const FileInfo* file = nullptr;
      size_t at = 0;
      for (; at < details.files.size(); at++)
        if (details.files[at]->tree->file->contains(i.rhs->pos)) {
          file = details.files[at].get();
          break;
        }
      if (!file) continue;
      const build::FileUnit& unit = *details.unit->files[at];
      Lowering lowering(arena_, *this, rules_, &package_, file, {}, unit.version.minor == 0 || unit.version.minor >= 22);
      std::vector<Node*> made;
      lowering.initializer(*c, i, made);
      if (lowering.incomplete()) {
        keep(lowering);
        continue;
      }
      auto before = c->body;
      c->body = arena_.list(made);
      prepare(c, lowering);
      c->body = before;
      auto look = [&](Node* n) {
        if (n->type) look_at(n->type);
        return true;
      };
      visit(std::span<Node* const>(made), look);
      for (Var* v : i.lhs) look_at(v->type);
      for (Node* n : made) {
        if (!fixed || n->op != Op::Assign) {
          body.push_back(n);
          continue;
        }
        dynamic_initialisation(arena_, n, body);
      }
      plan_literals(lowering);
    }
    c->body = arena_.list(body);
    plan(c);
  }

  // Tarjan's algorithm: a component is analysed when all that it names has been.
  struct Visit {
    uint32_t number, low;
    bool open;
  };
  uint32_t visit_component(Callable* c) {
    if (auto it = visits_.find(c); it != visits_.end()) return it->second.open ? it->second.number : UINT32_MAX;
    uint32_t number = ++numbers_, low = number;
    visits_[c] = {number, number, true};
    stack_.push_back(c);
    for (Callable* r : c->references)
      if (planned_.contains(r)) low = std::min(low, visit_component(r));
    if (low == number) {
      std::vector<Callable*> batch;
      do {
        batch.push_back(stack_.back());
        visits_[batch.back()].open = false;
        stack_.pop_back();
      } while (batch.back() != c);
      std::reverse(batch.begin(), batch.end());
      analyse(batch);
      return UINT32_MAX;
    }
    return low;
  }

  void analyse(const std::vector<Callable*>& batch) {
    FlowGraph graph;
    graph.explain = options_.why;
    FlowBuilder builder(graph, arena_, sizes_, rules_);
    std::vector<Callable*> all;
    for (Callable* c : batch) {
      builder.declare(*c);
      all.push_back(c);
      std::function<bool(Node*)> inner;
      auto* self = &inner;
      inner = [&](Node* n) {
        if (n->op != Op::Closure || n->callable->stands_alone()) return true;
        all.push_back(n->callable);
        visit(std::span<Node* const>(n->callable->body), *self);
        return true;
      };
      visit(std::span<Node* const>(c->body), inner);
    }
    for (Callable* c : batch)
      if (c->has_body) builder.body(*c);
    builder.finish();
    graph.solve();
    graph.find_map_values();
    for (Callable* c : all) summarise(*c, graph);
    for (size_t i = 4; i < graph.places().size(); i++) decide(graph, builder, i);
    for (Callable* c : all) {
      c->in_batch = false;
      c->summarised = true;
      c->params.clear(), c->results.clear(), c->locals.clear(), c->captured.clear(), c->references.clear();
      c->body = {};
    }
  }

  Decision& say(const FlowGraph& graph, size_t place, Pos pos, std::string text) {
    Decision& d = decisions_.emplace_back();
    d.pos = pos;
    d.text = std::move(text);
    if (options_.why && place < graph.chains.size())
      for (const FlowGraph::Step& s : graph.chains[place]) d.why.push_back(describe(graph, s));
    return d;
  }

  Step describe(const FlowGraph& graph, const FlowGraph::Step& s) {
    auto name = [&](int32_t i) -> std::string {
      if (i == FlowGraph::kHeap) return "the heap";
      FlowGraph::Place& p = const_cast<FlowGraph&>(graph)[i];
      if (p.local) return local_name(*p.local, &package_);
      return p.node ? fmt::format("the object of {}", text(p.node, &package_)) : "a temporary";
    };
    const FlowGraph::Edge& e = graph.edges()[static_cast<size_t>(s.edge)];
    std::string out = fmt::format("{} = {}{}", name(s.to), e.derefs < 0 ? "&" : std::string(static_cast<size_t>(e.derefs), '*'), name(s.from));
    if (!e.where) return {{}, std::move(out)};
    return {e.where->pos, out + fmt::format(": {}", e.why)};
  }

  static std::string result_name(const Local& l) { return l.name ? l.name.str() : fmt::format("~r{}", l.number); }

  void decide(FlowGraph& graph, const FlowBuilder& builder, size_t i) {
    FlowGraph::Place& p = graph.places()[i];
    bool heap = p.marks & FlowGraph::Escapes;
    Decision* d = nullptr;
    if (p.local) {
      std::string name = local_name(*p.local, &package_);
      if (heap) d = &say(graph, i, p.local->pos, "moved to heap: " + name);
      else if (options_.variables && p.local->name && p.local->name != names.blank) d = &say(graph, i, p.local->pos, name + " stays on the stack");
      if (d) d->about = Decision::Variable;
    } else if (p.node) {
      if (p.node->silent || (p.node->op == Op::Closure && p.node->callable->wrapper)) return;
      std::string what = p.node->op == Op::Append ? "append" : text(p.node, &package_);
      d = &say(graph, i, p.node->pos, what + (heap ? " escapes to heap" : " does not escape"));
      d->about = p.node->implicit ? Decision::Temporary : Decision::Object;
    }
    if (!d) return;
    d->heap = heap;
    d->in_map = p.in_map || (p.node && (p.node->op == Op::MakeMap || p.node->op == Op::MapLit));
    d->bytes = builder.bytes(p);
    if (p.node && p.node->op == Op::ConvIface) d->allocates = p.node->x->op != Op::Literal && d->bytes != 0 && d->bytes != 1;
  }

  // The summary of a function, and what is said of its parameters.
  void summarise(Callable& c, FlowGraph& graph) {
    bool speak = !c.wrapper && !c.shared_instance;
    c.leaks.assign(c.params.size(), {});
    for (size_t i = 0; i < c.params.size(); i++) {
      Local& l = *c.params[i];
      Leaks& leaks = c.leaks[i];
      size_t place = static_cast<size_t>(l.place);
      if (!c.has_body) {
        c.pragma |= Callable::kUintptrKeepAlive;
        if (is_uintptr(l.type) || !has_pointers(l.type)) continue;
        bool stays = c.pragma & Callable::kNoEscape;
        if (stays) leaks.add(Leaks::Mutator, 0), leaks.add(Leaks::Callee, 0);
        else leaks.add(Leaks::Heap, 0);
        if (speak && l.name)
          say(graph, place, l.pos, stays ? fmt::format("{} does not escape", l.name.str()) : fmt::format("leaking param: {}", l.name.str())).about = Decision::Parameter;
        continue;
      }
      Slice* rest = i + 1 == c.params.size() && c.signature && c.signature->variadic() ? as<Slice>(l.type) : nullptr;
      bool numbers = (c.pragma & Callable::kUintptrEscapes) && rest && is_uintptr(rest->elem);
      if (numbers || !has_pointers(l.type)) {
        leaks.add(Leaks::Heap, 0);
        continue;
      }
      if (!l.name) continue;
      FlowGraph::Place& p = graph[l.place];
      leaks = p.leaks;
      leaks.simplify();
      if (p.map_derefs >= 0) leaks.add(Leaks::Map, p.map_derefs);
      if (!speak || (p.marks & FlowGraph::Escapes)) continue;
      bool said = false;
      auto tell = [&](std::string what) -> Decision& {
        said = true;
        Decision& d = say(graph, place, l.pos, std::move(what));
        d.about = Decision::Parameter;
        return d;
      };
      if (int d = leaks.get(Leaks::Heap); d >= 0) {
        Decision& leak = tell(fmt::format("leaking param{}: {}", d ? " content" : "", l.name.str()));
        leak.heap = true;
        leak.in_map = p.map_derefs >= 0;
      }
      for (int r = 0; r < Leaks::kResults; r++)
        if (int d = leaks.result(r); d >= 0) tell(fmt::format("leaking param: {} to result {} level={}", l.name.str(), result_name(*c.results[static_cast<size_t>(r)]), d));
      if (!said) tell(fmt::format("{} does not escape", l.name.str()));
    }
  }

  const Functions& functions_;
  const Package& package_;
  const Sizes& sizes_;
  const Rules& rules_;
  const EscapeOptions& options_;
  Arena arena_;
  std::vector<std::unique_ptr<Callable>> literals_;
  std::vector<Callable*> callables_;
  absl::flat_hash_map<std::vector<uint32_t>, std::unique_ptr<Callable>> instances_;
  std::vector<Callable*> waiting_;        // instances that are not lowered yet
  absl::flat_hash_set<Type*> types_seen_;
  std::vector<Named*> instantiated_;
  absl::flat_hash_set<const Callable*> planned_;
  absl::flat_hash_map<const Callable*, Visit> visits_;
  std::vector<Callable*> stack_;
  uint32_t numbers_ = 0;
  std::vector<Decision> decisions_;
};

// Packages as tasks: one can begin when all that it imports have ended.
class ProgramAnalysis {
 public:
  ProgramAnalysis(const build::Program& program, const EscapeOptions& options, const Summaries& known, Pool& pool)
      : program_(program), options_(options), known_(known), pool_(pool), sizes_(Sizes::for_arch(program.config.goarch)),
        rules_(Rules::of(program.config.go_minor)), nodes_(program.packages.size()) {}

  std::vector<PackageDecisions> run() {
    for (const auto& u : program_.packages)
      if (understood(*u)) functions_.collect(*u->checked);
    for (const auto& u : program_.packages) {
      Node& n = nodes_[u->index];
      n.unit = u.get();
      if (recall(*u)) continue;
      n.wanted = understood(*u) && !(options_.only && !options_.only->contains(u->checked));
      if (!n.wanted) continue;
      for (const build::ImportEdge& e : u->imports)
        if (e.target && nodes_[e.target->index].wanted && e.target != u.get()) {
          nodes_[e.target->index].importers.push_back(&n);
          n.open++;
        }
    }
    std::vector<Node*> ready;
    for (Node& n : nodes_)
      if (n.wanted && n.open == 0) ready.push_back(&n);
    for (Node* n : ready) submit(n);
    pool_.wait();
    std::vector<PackageDecisions> out;
    for (Node& n : nodes_)
      if (n.wanted && n.unit->named) out.push_back({n.unit->checked, std::move(n.decisions)});
    return out;
  }

 private:
  struct Node {
    build::PackageUnit* unit = nullptr;
    bool wanted = false;
    std::atomic<size_t> open{0};
    std::vector<Node*> importers;
    std::vector<Decision> decisions;
  };

  // Of a package with errors nothing is known, but where its meaning is clear all the same. What flows into its functions escapes, and there are
  // no instances of them: of those that instantiate each other forever, which is an error, there would be no end.
  static bool understood(const build::PackageUnit& u) {
    auto hard = [](const Diagnostics& errors) { return std::any_of(errors.begin(), errors.end(), [](const Diagnostic& d) { return !d.soft; }); };
    bool syntax = std::any_of(u.files.begin(), u.files.end(), [&](const build::FileUnit* f) { return f->tree && hard(f->tree->errors); });
    return u.checked && u.checked->details && !hard(u.checked->details->errors) && !syntax;
  }

  // A dependency whose summary is kept.
  bool recall(const build::PackageUnit& u) {
    if (u.named || !understood(u)) return false;
    PackageSummary summary;
    std::span<Callable* const> functions = functions_.of(*u.checked);
    if (!known_.get(u, &summary) || summary.size() != functions.size()) return false;
    for (size_t i = 0; i < functions.size(); i++) {
      functions[i]->leaks = std::move(summary[i]);
      functions[i]->summarised = !functions[i]->leaks.empty() || functions[i]->signature->param_count() + (functions[i]->signature->recv ? 1 : 0) == 0;
    }
    return true;
  }
  void keep(const build::PackageUnit& u) const {
    PackageSummary summary;
    for (Callable* c : functions_.of(*u.checked)) summary.push_back(c->summarised ? c->leaks : std::vector<Leaks>());
    known_.put(u, summary);
  }

  void submit(Node* n) {
    pool_.submit([this, n] {
      n->decisions = PackageAnalysis(functions_, *n->unit->checked, sizes_, rules_, options_).run();
      if (known_.on()) keep(*n->unit);
      for (Node* i : n->importers)
        if (i->open.fetch_sub(1, std::memory_order_acq_rel) == 1) submit(i);
    });
  }

  const build::Program& program_;
  const EscapeOptions& options_;
  const Summaries& known_;
  Pool& pool_;
  Sizes sizes_;
  Rules rules_;
  Functions functions_;
  std::vector<Node> nodes_;
};

}  // namespace

bool dependencies_known(const build::Program& program, const Summaries& known) {
  PackageSummary summary;
  return std::all_of(program.packages.begin(), program.packages.end(),
                     [&](const auto& u) { return u->named || u->is_unsafe || u->files.empty() || known.get(*u, &summary); });
}

std::vector<PackageDecisions> analyse_escapes(const build::Program& program, const EscapeOptions& options, Pool& pool, const Summaries* known) {
  static const Summaries kNone("", 0);
  return ProgramAnalysis(program, options, known ? *known : kNone, pool).run();
}

}  // namespace ptrsafe::escape
