// Races: pairs of accesses to one place that can run in parallel with no lock in common, at least one of them a write.
//
// RacerD's frame (Blackshear, Gorogiannis, O'Hearn, Sergey, "RacerD: Compositional Static Race Detection", 2018), where Go differs
// extended by the order that channels, groups and `go` statements give: an access counts if its object is not owned, two of them race if
// they can run at once (Contexts), nothing orders them (Order) and their lock sets are disjoint (LockSets). Where the program
// starts no goroutine itself, a lock around other accesses to the same object is the evidence (Engler et al., "Bugs as Deviant Behavior", 2001).
// Deliberately left out: accesses of objects that nobody is seen to share; more than kMost accesses to one place.
#pragma once

#include <algorithm>
#include <memory>

#include "absl/container/flat_hash_set.h"
#include "concurrency/accesses.h"
#include "concurrency/claims.h"
#include "concurrency/contexts.h"
#include "concurrency/joins.h"
#include "concurrency/lock_sets.h"
#include "concurrency/object_accesses.h"
#include "concurrency/makings.h"
#include "concurrency/order.h"
#include "concurrency/reached_types.h"
#include "concurrency/sharing.h"

namespace ptrsafe::concurrency {

// How the goroutine of an access begins.
struct Begin {
  enum Kind : uint8_t { Caller, Handler, Goroutine } kind = Caller;
  const Edge* go = nullptr;            // of a Goroutine
  const Function* function = nullptr;  // the Handler; of a Caller, what it calls: main, a function that others may call …
};

// How two accesses come to run at once.
struct Together {
  enum Kind : uint8_t { No, Guarded, Open, Seen } kind = No;
  // Guarded: the other one is under a lock or atomic, so someone knows of goroutines; Open: a goroutine of the program against callers
  // that are not seen; Seen: both are started.
  const Node* start = nullptr;  // a `go` statement; null: callers, handlers
  bool handler = false;
  bool guarded = false;         // the other one is, whatever else speaks for it
  bool helper = false;          // of a local variable: a function that is given a literal starts the goroutine, and may wait for it
  bool exact = false;           // one object is seen to be given to both
  const Edge* go = nullptr;     // the same
  const Named* receiver = nullptr;  // of the handler, if it has the place
  bool believed = false;        // most functions have the other one's lock, or are atomic as it is
  bool doubtful = false;        // somebody would have to do twice what is mostly done once
  Begin begin{}, other_begin{};
};

struct Race {
  const Shared* shared;
  const Access* access;
  const Access* other;
  Together how;
  std::vector<Lock> locks, other_locks;  // those that count, and then those of other objects
  size_t locked_accesses = 0, unlocked_accesses = 0;  // to the place, by who does not own it
  bool helper = false;          // as in Together
  bool doubtful = false;        // some caller holds a lock that would do
  bool own_start = false;       // who makes the object starts the goroutine, or it is a handler's own
  bool entry = false;           // the access stands in code that begins a context, or is called from there
  bool behind = false;          // of a map: the object that has it was taken out of a container
  bool near = false;            // the object is a parameter or variable of the accessing function, not a part far below it
  bool beside = false;          // the body itself takes the lock of the other one around another access to the same object
  bool rechecked = false;       // what it tests here it tests again under that lock, and stores: a double check without an atomic
  bool other_defaults = false;  // the other one's function tests the variable, too: it may only set what is not set yet
  bool read_lock = false;       // a write: all that it has is the other one's lock, for reading
  bool sole = false;            // where the other one is made, its lock is taken for this variable alone
  bool writers_agree = false;   // all writes are under a lock
  bool in_use = false;          // the object leads out of the receiver of a method that unseen callers call, or the access runs in a goroutine
  // Of pointees: what the pointer was taken out of; null of others.
  const Var* container = nullptr;
};

// The variable of that type is shared as a whole: a pointer, a map, an interface, a struct, a function. Of slices only a package's, which are lists of
// rules and the like: those in objects are mostly filled before others have the object.
bool swappable(const Var& v, Type* t);

class Races {
 public:
  static constexpr size_t kMost = 400;
  // `every`: numbers and the like, too, which no rule asks for.
  // `tests`: of the code of tests, not of production.
  Races(const flow::ProgramFlow& program, const std::vector<const Package*>& packages, bool every = false, bool tests = false);

  // The two bodies never run at once: no goroutine of the one is alive where main, or callers that are not seen, come to the other.
  bool never_together(const Examined& a, const Examined& b) const;
  // In order of the program's text; one for each access.
  const std::vector<Race>& all() const { return races_; }

 private:
  struct Fact {  // of an access, on demand
    bool excused = false;
    std::vector<Lock> locks;  // those that count
    bool exclusive = false;   // one of them for writing
    std::vector<Lock> foreign;  // those of other objects, which do not count
    std::vector<Origin> from; // containers that the object was taken out of
    const Var* claim = nullptr;  // of what came out of containers: see claim()
    bool joined = false;      // only goroutines have it that are over before others have its object
    bool published = false;   // its object was given away before by an atomic store
    std::vector<const Var*> closes;  // see closed_behind()
  };
  struct Run {  // a way to run, relative to the function whose variable the place is
    const Edge* start;  // null: in line with it
    bool many;
    const Function* handler;
    ValueId at;         // the instruction of that function which leads there
    bool open = false;  // it was registered there, and unseen callers have it started
  };
  void examine(const Shared& s);
  bool some_caller_locks(const Shared& s, const std::vector<Fact>& facts, const Race& r, const Object* guard) const;
  bool only_with(const Examined& written, const Examined& read) const;
  bool sole_writer(const Shared& s, const std::vector<Fact>& facts, const Race& r) const;
  bool behind_wait(const Access& a) const;
  bool both_perhaps_locked(const Access& a, const Access& b) const;
  const Object* usual_lock(const Shared& s, const std::vector<Fact>& facts) const;
  bool usually_atomic(const Shared& s, const std::vector<Fact>& facts) const;
  static bool has(const Fact& f, const Object* lock) {
    return std::any_of(f.locks.begin(), f.locks.end(), [&](const Lock& l) { return l.of == lock; });
  }
  void forget_foreign(const Shared& s, std::vector<Fact>& facts) const;
  bool taken_for(const Lock& l, const Access& a, const Var* v) const;
  bool behind_container(const Access& a) const;
  std::vector<Origin> taken_out(const Examined& body, ValueId object, ValueId before) const;
  const Var* claim(const Access& a) const;
  // The channels of the object that are closed behind the access, and made once: nobody comes there twice, as the second close panics.
  std::vector<const Var*> closed_behind(const Access& a) const;
  bool made_once(const Var* field) const;
  // The method closes a channel that its receiver has from the beginning: it runs once for each.
  bool once_for_each(const Function& method) const;
  // On all ways from where the body of `q` has the goroutine started, itself or by a helper, to `q` it waits for what that does behind `p`.
  bool waited_for(const Edge& go, const Access& p, const Access& q) const;
  // The goroutine serves, itself, and comes to the access before that.
  bool before_serving(const Edge& go, const Access& p) const;
  // The locks under which most accesses to the content of a map take place.
  const std::vector<const Object*>& guards(const Var* map) const;
  bool has(const Lock& l, const Access& a) const;
  bool meets_guard(const Fact& a, const Fact& b) const;
  bool run_by_once(const Examined& body, int depth) const;
  bool own_of_each_run(const Examined& body, const Lock& l) const;
  Fact fact(const Shared& s, const Access& a) const;
  Together together(const Shared& s, const Access& a, const Fact& fa, const Access& b, const Fact& fb) const;
  // A copy of it runs before the start, which is made behind the access: `s.conn = c; s.start()`.
  bool sets_up(const Access& a, const Edge& go) const;
  // The body, or a helper that it gives the object, hands the handler on: the object's method as a value, or the object as an interface that has it.
  bool hands_on(const Examined& body, ValueId object, const Function& handler, int depth) const;
  // The handler is a literal that is made for one request, which owns the objects of the type that it has captured.
  bool of_one_request(const Function& handler, const Named* owner) const;
  // Behind the instruction a server is started, and served with.
  bool serves_behind(const Examined& body, ValueId at) const;
  bool leads_to(const Edge& e, const Function* f, int depth) const;
  // The body sets the place before it starts the goroutines of the object, as `Start` does: a part of its making.
  bool launches(const Access& a) const;
  // The body is run more than once with one object as that parameter: by callers that are not seen, in a loop, by two calls.
  bool called_again(const Examined& body, ValueId parameter, int depth) const;
  // Calls lead from the one to the other, so many at most.
  bool leads_to(const Examined& from, const Examined& to, int depth) const;
  // Some way by calls leads from one body to the other, and the lock is not held on it.
  bool bare(const Examined& from, const Examined& to, const Object* lock, int depth) const;
  // The starter of the goroutine or one of its callers runs the body meanwhile, by few calls.
  bool close_to(const Edge& go, const Examined& body) const;
  // The places are parts of one local variable of the function `home`, which `made` makes.
  Together local(const Examined& home, ValueId made, const Shared& s, const Access& a, const Access& b) const;
  bool passes(const Examined& body, ValueId function, const Function* literal, int depth) const;
  // The local struct variable, captured by literals, that has the place; null: none.
  const Var* captured_of(const Access& a) const;
  // … whose address nobody takes as a whole.
  const Var* cell_of(const Access& a) const;
  // In the goroutine of main, where a server runs that it has started with a `go` statement.
  bool while_serving(const Examined& body, ValueId at, int depth) const;
  // A goroutine that begins so comes to the body without the lock.
  bool comes_without(const Begin& begin, const Examined& body, const std::vector<Lock>& locks) const;
  bool claimed(const Access& a, const Fact& fa, const Access& b, const Fact& fb) const;
  bool latched(const Access& a, const Edge& start, const Access& b) const;
  // `q` is done once for each object, before it has that goroutine: where a latch lets nobody through again until that is past `p`.
  bool behind_latch(const Access& q, const Fact& fq, const Edge& start, const Access& p) const;
  bool behind_latch(const Examined& body, ValueId at, ValueId object, const Edge& start, const Access& p, int depth) const;
  // The body comes back from behind the start to `at` only by a latch that it shuts in between, and that nobody opens before the goroutine is past `p`.
  bool shut_behind(const Examined& body, ValueId at, const Edge& start, const Access& p) const;
  bool closed_until(const Var* latch, const Edge& start, const Access& p) const;
  // The store shuts the latch that lets it through, and nobody opens that again: it is done once, and never where it is known to be done.
  bool once(const Access& w) const;
  // The store is for objects whose field is nil, and whoever makes one of the type fills that in: nobody comes there.
  bool needless(const Access& w) const;
  bool filled_in(const Var* field, const Named* owner) const;
  // … where the goroutine starts: it is neither done in that nor beside it.
  bool done_before(const Access& w, const Edge& start) const;
  // … by code of the program's start, which no handler and no goroutine runs.
  bool done_at_start(const Access& w) const;
  bool ordered(const Access& a, const Edge* start_a, const Access& b, const Edge* start_b, const Var* except) const;
  // The atomic that both have loaded their object from: to store it there once more orders nothing.
  static const Var* common_atomic(const Fact& a, const Fact& b);
  std::vector<Run> runs(const Point& p, const Examined& home, ValueId made, int depth, const Function* literal) const;
  std::vector<Run> find_runs(const Point& p, const Examined& home, ValueId made, int depth, const Function* literal) const;
  // Of the calls above what was asked about: helpers that hand a literal to each other have as many ways as products of their calls.
  mutable absl::flat_hash_map<std::tuple<const Examined*, uint32_t, const Examined*, uint32_t, int, const Function*>, std::vector<Run>> runs_;
  bool passes(const Edge& e, const Function* literal) const;
  bool own_per_start(const Edge& go, const Named* owner, const Access& a) const;
  // All that leads to the object is new, and given to the goroutine and to nobody else: others have it only in what runs beside that with the
  // starter's own variable. If `q` is given, that is not such an access either.
  bool given_alone(const Edge& go, const Named* owner, const Access& p, const Access* q) const;
  // The objects that the goroutines have each for itself are all made with one map in that field.
  bool made_with_one(const Edge& go, const Named* owner, const Var* field) const;
  bool find_made_with_one(const Edge& go, const Named* owner, const Var* field) const;
  bool given_to_both(const Edge& go, const Edge& other, const Named* owner) const;
  bool begins(const Examined& body) const;
  Begin caller_of(const Examined& body) const;
  bool passed_on(const Begin& b, const Named* owner) const;
  bool started_by_maker(const Edge& go, const Access& a, bool returned) const;
  bool made_by_callers(const Examined& body, ValueId v, int depth) const;
  // A function that calls this one, or calls who does, has made the object.
  bool made_by_a_caller(const Examined& body, ValueId v, int depth) const;
  bool find_own(const Edge& go, const Named* owner, const Access& a) const;
  const Function* home_of(const Shared& s, ValueId* made) const;

  bool every_;
  const flow::ProgramFlow& program_;
  CallGraph graph_;
  Origins origins_;
  Semaphores semaphores_;
  Order order_;
  Joins joins_;
  Beginnings beginnings_;
  Contexts contexts_;         // along all calls
  Contexts shared_contexts_;  // along calls whose receiver is not the caller's own
  LockSets locks_;
  Sharing sharing_;
  Claims claims_;
  std::unique_ptr<ObjectAccesses> objects_;  // of every variable only
  Accesses accesses_;
  absl::flat_hash_map<const Var*, std::pair<const Function*, ValueId>> homes_;  // of captured local variables
  mutable absl::flat_hash_map<std::tuple<const Edge*, const Function*, uint32_t>, bool> own_;  // by the object of an access
  mutable absl::flat_hash_map<std::pair<const Edge*, const Var*>, bool> made_with_one_;
  mutable absl::flat_hash_map<const Access*, bool> once_;
  mutable absl::flat_hash_map<const Var*, bool> filled_in_;
  mutable std::unique_ptr<Makings> makings_;
  absl::flat_hash_map<const Var*, const Shared*> contents_, variables_;  // of maps; the variables themselves
  mutable absl::flat_hash_map<const Var*, std::unique_ptr<std::vector<const Object*>>> guards_;
  mutable ReachedTypes reached_;
  std::vector<Race> races_;
};

}  // namespace ptrsafe::concurrency
