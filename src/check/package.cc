// Packages: the phases of checking one package, and the schedule of a whole program's packages.
//
// Declarations of a package need those of its imports. Bodies need the declarations of their own package
// only, so they run whenever a core is free, in chunks, each with a Checker of its own; errors are joined
// in the order of the chunks, so that nothing depends on the number of threads.
#include <algorithm>
#include <atomic>
#include <memory>

#include "base/pool.h"
#include "check/checker.h"
#include "check/test_variant.h"

namespace ptrsafe {
namespace {

// While a checker works on this thread, open declarations are resolved by it, and types have the methods that tests see.
class ResolverScope {
 public:
  ResolverScope(DeclResolver* r, const Package& p) : saved_(current_resolver), saved_methods_(current_test_methods) {
    current_resolver = r;
    current_test_methods = p.test_methods;
    for (const Package* imported : p.details->imports)
      if (!current_test_methods && imported->tested) current_test_methods = imported->test_methods;
  }
  ~ResolverScope() {
    current_resolver = saved_;
    current_test_methods = saved_methods_;
  }
  ResolverScope(const ResolverScope&) = delete;
  ResolverScope& operator=(const ResolverScope&) = delete;

 private:
  DeclResolver* saved_;
  const TestMethods* saved_methods_;
};

// One package on its way through the phases.
class PackageRun {
 public:
  // `tested`: the package whose declarations it shares (test_variant.h).
  PackageRun(build::PackageUnit& unit, const build::Config& config, const CheckOptions& options, Package* tested = nullptr) {
    state_.unit = &unit;
    state_.config = &config;
    state_.options = options;
    state_.sizes = Sizes::for_arch(config.goarch);
    if (unit.is_unsafe) {
      unit.checked = universe.unsafe;
      return;
    }
    Package* p = make<Package>();
    p->path = intern(unit.path.empty() ? unit.import_path : unit.path);
    p->name = intern(unit.name);
    p->details = new Package::Details;
    p->details->unit = &unit;
    if (tested) share(p, tested);
    for (size_t i = p->details->first_own_file; i < unit.files.size(); i++) {
      build::FileUnit* f = unit.files[i];
      auto info = std::make_shared<FileInfo>();
      info->tree = f->tree.get();
      info->types = zeroed_array<uint32_t>(info->tree->count);
      info->info = zeroed_array<uint32_t>(info->tree->count);
      info->modes = zeroed_array<uint8_t>(info->tree->count);
      p->details->files.push_back(std::move(info));
    }
    for (const build::ImportEdge& e : unit.imports)
      if (e.target && e.target->checked) p->details->imports.push_back(e.target->checked);
    state_.pkg = p;
    unit.checked = p;
  }

  void declarations() {
    if (state_.unit->is_unsafe) return;
    main_ = std::make_unique<Checker>(state_);
    ResolverScope scope(main_.get(), *state_.pkg);
    main_->collect_objects();
    main_->package_objects();
    if (!state_.bodies_wanted() || main_->gave_up()) state_.bodies.clear();
    // Chunks of about equal work; the size of a body's source is a fair guess.
    size_t begin = 0, bytes = 0;
    for (size_t i = 0; i < state_.bodies.size(); i++) {
      const Node* body = state_.bodies[i].body;
      bytes += body->aux - body->pos.v;
      if (bytes >= kChunkBytes) {
        chunks_.push_back({begin, i + 1});
        begin = i + 1, bytes = 0;
      }
    }
    if (begin < state_.bodies.size()) chunks_.push_back({begin, state_.bodies.size()});
    workers_.resize(chunks_.size());
    open_chunks_ = chunks_.size();
  }

  // After the declarations, what variants for tests have to know.
  Tested tested() const {
    const build::PackageUnit& u = *state_.unit;
    if (u.is_unsafe) return {};
    bool clean = u.errors.empty() && main_->errors_.empty() && std::all_of(u.files.begin(), u.files.end(), [](const build::FileUnit* f) { return f->tree && f->tree->errors.empty(); });
    return {state_.pkg, state_.file_scopes, clean};
  }

  size_t chunk_count() const { return chunks_.size(); }

  // True for the caller that ran the last chunk: it calls finish().
  bool run_chunk(size_t i) {
    auto checker = std::make_unique<Checker>(state_);
    checker->in_bodies_ = true;
    {
      ResolverScope scope(checker.get(), *state_.pkg);
      for (size_t b = chunks_[i].first; b < chunks_[i].second; b++) checker->check_body(state_.bodies[b]);
    }
    workers_[i] = std::move(checker);
    return open_chunks_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }

  void finish() {
    if (state_.unit->is_unsafe) return;
    ResolverScope scope(main_.get(), *state_.pkg);
    std::vector<Checker*> workers;
    for (auto& w : workers_) workers.push_back(w.get());
    main_->finish(workers);
    workers_.clear();
    main_.reset();
    state_.pkg->complete = true;
  }

 private:
  static void share(Package* p, Package* tested) {
    p->tested = tested;
    p->details->files = tested->details->files;
    p->details->first_own_file = p->details->files.size();
    p->scope = make<Scope>();
    p->scope->parent = universe.scope;
    for (Object* o : tested->scope->objects()) p->scope->insert(o);
  }

  static constexpr size_t kChunkBytes = size_t{256} << 10;

  PackageState state_;
  std::unique_ptr<Checker> main_;
  std::vector<std::pair<size_t, size_t>> chunks_;  // ranges of state_.bodies
  std::vector<std::unique_ptr<Checker>> workers_;  // by chunk
  std::atomic<size_t> open_chunks_{0};
};

// The packages of a program as a graph of tasks.
class ProgramRun {
 public:
  ProgramRun(build::Program& program, const CheckOptions& options, Pool& pool)
      : program_(program), options_(options), pool_(pool), nodes_(program.packages.size()) {}

  void run() {
    for (auto& p : program_.packages) {
      Node& n = nodes_[p->index];
      n.unit = p.get();
      for (const build::ImportEdge& e : p->imports) {
        // An import cycle was cut by the loader: only earlier packages count.
        if (!e.target || e.target->index >= p->index) continue;
        nodes_[e.target->index].importers.push_back(p->index);
        n.waiting.fetch_add(1, std::memory_order_relaxed);
      }
      if (options_.share_with_tests && p->plain && p->plain->index < p->index) {
        nodes_[p->plain->index].importers.push_back(p->index);
        n.waiting.fetch_add(1, std::memory_order_relaxed);
      }
    }
    std::vector<uint32_t> ready;
    for (auto& p : program_.packages)
      if (nodes_[p->index].waiting.load(std::memory_order_relaxed) == 0) ready.push_back(p->index);
    for (uint32_t i : ready) pool_.submit([this, i] { declare(i); }, true);
    pool_.wait();
  }

 private:
  struct Node {
    build::PackageUnit* unit = nullptr;
    std::atomic<uint32_t> waiting{0};
    std::vector<uint32_t> importers;
    std::unique_ptr<PackageRun> run;
    Tested tested;  // of packages that are there again for tests
  };

  void declare(uint32_t i) {
    Node& n = nodes_[i];
    if (n.unit->same_as && n.unit->same_as->checked) n.unit->checked = n.unit->same_as->checked;
    else if (options_.share_with_tests && n.unit->plain && same_as_plain(*n.unit)) n.unit->checked = n.unit->plain->checked;
    else check(i);
    for (uint32_t importer : n.importers)
      if (nodes_[importer].waiting.fetch_sub(1, std::memory_order_acq_rel) == 1)
        pool_.submit([this, importer] { declare(importer); }, true);
  }

  void check(uint32_t i) {
    Node& n = nodes_[i];
    Package* tested = nullptr;
    if (options_.share_with_tests && n.unit->plain)
      if (const Tested& t = nodes_[n.unit->plain->index].tested; t.package && only_adds(*n.unit, t)) tested = t.package;
    n.run = std::make_unique<PackageRun>(*n.unit, program_.config, options_, tested);
    n.run->declarations();
    if (options_.share_with_tests && n.unit->named && n.unit->for_test.empty()) n.tested = n.run->tested();
    // The run is gone as soon as its last chunk is done.
    size_t chunks = n.run->chunk_count();
    if (chunks == 0) finish(n);
    for (size_t c = 0; c < chunks; c++) {
      pool_.submit([this, i, c] {
        if (nodes_[i].run->run_chunk(c)) finish(nodes_[i]);
      });
    }
  }

  static void finish(Node& n) {
    n.run->finish();
    n.run.reset();
  }

  build::Program& program_;
  CheckOptions options_;
  Pool& pool_;
  std::vector<Node> nodes_;
};

}  // namespace

Checker::Checker(PackageState& state) : state_(state), pkg_(state.pkg) {}
Checker::~Checker() = default;

void Checker::check_body(const BodyTask& task) {
  env_ = task.env;
  lookup_pos_ = {};
  func_body(task.env, task.name, task.sig, task.body);
  process_delayed(0);
}

void Checker::finish(std::span<Checker* const> workers) {
  Package::Details& d = *pkg_->details;
  bool all_checked = !gave_up();
  for (Checker* w : workers) {
    all_checked = all_checked && !w->gave_up();
    errors_.insert(errors_.end(), std::make_move_iterator(w->errors_.begin()), std::make_move_iterator(w->errors_.end()));
    constants_.insert(constants_.end(), w->constants_.begin(), w->constants_.end());
    instances_.insert(instances_.end(), w->instances_.begin(), w->instances_.end());
    merge_late_deps(*w);
  }
  if (state_.whole()) {
    if (state_.options.bodies && all_checked) unused_imports();
    init_order();
    monomorph();
    if (state_.options.compiler_errors && !state_.unit->standard) {
      directives();
      if (errors_.empty()) type_limits();
    }
  }
  for (const PendingConst& c : constants_) c.file->constants.emplace_back(c.node, c.value);
  for (PendingInstance& i : instances_) i.file->instances.push_back(i.instance);
  for (size_t i = d.first_own_file; i < d.files.size(); i++) {
    FileInfo* f = d.files[i].get();
    std::stable_sort(f->constants.begin(), f->constants.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::stable_sort(f->instances.begin(), f->instances.end(),
                     [](const Instance& a, const Instance& b) { return a.node < b.node; });
  }
  for (Object* o : state_.objects) {
    if (Func* f = as_object<Func>(o)) d.functions.push_back(f);
    if (TypeName* t = as_object<TypeName>(o))
      if (Named* n = as<Named>(t->type); n && n->obj.get() == t) d.named_types.push_back(n);
  }
  d.errors = std::move(errors_);
}

void Checker::later(std::function<void()> f) { delayed_.push_back({env_, lookup_pos_, std::move(f)}); }

void Checker::process_delayed(size_t from) {
  // Actions may add further ones. What is below `from` belongs to an enclosing statement or declaration.
  for (size_t i = from; i < delayed_.size(); i++) {
    Delayed d = std::move(delayed_[i]);
    EnvScope saved(*this);
    env_ = d.env;
    lookup_pos_ = d.lookup_pos;
    d.action();
  }
  if (delayed_.size() > from) delayed_.resize(from);
}

void Checker::open_scope(::ptrsafe::Node* n, Pos begin, Pos end) {
  Scope* s = make<Scope>();
  s->parent = env_.scope;
  s->begin = begin;
  s->end = end;
  record_scope(n, s);
  env_.scope = s;
}

void Checker::close_scope() { env_.scope = env_.scope->parent; }

void check_package(build::PackageUnit& unit, const build::Config& config, const CheckOptions& options) {
  PackageRun run(unit, config, options);
  run.declarations();
  for (size_t c = 0; c < run.chunk_count(); c++) run.run_chunk(c);
  run.finish();
}

void check_program(build::Program& program, const CheckOptions& options, Pool& pool) {
  ProgramRun(program, options, pool).run();
}

}  // namespace ptrsafe
