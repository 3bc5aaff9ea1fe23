#include "fix/left_undone.h"

#include <algorithm>
#include <array>

#include "syntax/children.h"

namespace ptrsafe::fix {
namespace {

bool one_of(std::string_view name, std::span<const std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); }

// What is given back by a call, by the name of the method; those of the second list take no arguments.
constexpr std::array<std::string_view, 8> kGiveBack{"Unlock", "RUnlock", "Close", "Release", "Free", "Put", "Commit", "Rollback"};
constexpr std::array<std::string_view, 10> kEnd{"Done", "Stop", "Cancel", "End", "Finish", "Flush", "Wait", "Leave", "Exit", "Shutdown"};
// What takes it again, so that giving it back further below belongs to that.
constexpr std::array<std::string_view, 6> kTake{"Lock", "RLock", "Add", "Get", "Begin", "Start"};

struct Event {
  bool takes = false;
  std::string what;      // source text of what is taken or given back
  const Var* root = nullptr;  // the variable that it belongs to; null if it is none
  Pos at;
};

class Events {
 public:
  explicit Events(const Site& site) : site_(site) {}

  void read(const Node* n, bool runs) {
    if (n->is(NodeKind::FuncLit) && !runs) return;  // runs at another time
    if (n->is(NodeKind::Call)) call(n);
    // A place in a channel.
    if (n->is(NodeKind::ExprStmt) && n->na()->is(NodeKind::Unary) && n->na()->oper() == Op::Arrow) add(false, n->na()->na(), start_pos(n));
    if (n->is(NodeKind::SendStmt)) add(true, n->na(), start_pos(n));
    for_each_child(n, [&](const Node* c) { read(c, c->is(NodeKind::FuncLit) && n->is(NodeKind::Call) && n->na() == c); });
  }

  std::vector<Event> all;

 private:
  void add(bool takes, const Node* what, Pos at) {
    const Node* root = root_of(what);
    all.push_back({takes, site_.text(what), root ? site_.variable(root) : nullptr, at});
  }

  void call(const Node* n) {
    const Node* f = unparen(n->na());
    bool bare = n->lb().empty();
    if (f->is(NodeKind::Selector) && f->nb()) {
      std::string_view name = f->nb()->name().view();
      bool gives = one_of(name, kGiveBack) || (bare && one_of(name, kEnd)), takes = one_of(name, kTake);
      if (gives || takes) add(takes, f->na(), start_pos(n));
    } else if (f->is(NodeKind::Ident) && bare && site_.variable(f)) {
      add(false, f, start_pos(n));  // cancel(), unlock()
    }
  }

  const Site& site_;
};

}  // namespace

bool leaves_undone(const Site& site, int at, const Node* region) {
  const Node* s = site.path[static_cast<size_t>(at)];
  Events events(site);
  events.read(region, true);
  return std::any_of(events.all.begin(), events.all.end(), [&](const Event& e) {
    if (e.takes || e.at < end_pos(s)) return false;
    // What the statement itself, or one below it, makes.
    bool local = e.root && !(e.root->bits & (Var::kPackageVar | Var::kField));
    if (local && !(e.root->pos < start_pos(s))) return false;
    return std::none_of(events.all.begin(), events.all.end(), [&](const Event& t) { return t.takes && t.what == e.what && !(t.at < end_pos(s)) && t.at < e.at; });
  });
}

}  // namespace ptrsafe::fix
