#include "flow/state.h"

#include <algorithm>

namespace ptrsafe::flow {
namespace {

template <class T, class Key>
auto find(std::vector<T>& v, ValueId key, Key of) {
  return std::lower_bound(v.begin(), v.end(), key, [&](const T& f, ValueId k) { return of(f) < k; });
}

}  // namespace

uint8_t State::bits(ValueId v) const {
  auto it = find(const_cast<State*>(this)->values_, v, [](const ValueFact& f) { return f.value; });
  return it != values_.end() && it->value == v ? it->bits : 0;
}

void State::add(ValueId v, uint8_t bits) {
  auto it = find(values_, v, [](const ValueFact& f) { return f.value; });
  if (it == values_.end() || !(it->value == v)) {
    if (values_.size() >= kMaxFacts) return;
    it = values_.insert(it, {v, 0});
  }
  if (bits & kNil) it->bits &= static_cast<uint8_t>(~(kNonNil | kPresent));
  if (bits & (kNonNil | kPresent)) it->bits &= static_cast<uint8_t>(~kNil);
  if (bits & kTrue) it->bits &= static_cast<uint8_t>(~kFalse);
  if (bits & kFalse) it->bits &= static_cast<uint8_t>(~kTrue);
  it->bits |= bits;
}

void State::forget(ValueId v) {
  auto it = find(values_, v, [](const ValueFact& f) { return f.value; });
  if (it != values_.end() && it->value == v) values_.erase(it);
}

const PlaceFact* State::place(ValueId address) const {
  auto it = find(const_cast<State*>(this)->places_, address, [](const PlaceFact& f) { return f.address; });
  return it != places_.end() && it->address == address ? &*it : nullptr;
}

void State::set_place(const PlaceFact& f) {
  auto it = find(places_, f.address, [](const PlaceFact& p) { return p.address; });
  if (it != places_.end() && it->address == f.address) {
    *it = f;
  } else if (places_.size() < kMaxFacts) {
    places_.insert(it, f);
  }
}

bool State::nil_path(const NilPath& p) const { return std::find(nil_paths_.begin(), nil_paths_.end(), p) != nil_paths_.end(); }

void State::add_nil_path(const NilPath& p) {
  if (nil_paths_.size() < kMaxNilPaths && !nil_path(p)) nil_paths_.push_back(p);
}

const EntryFact* State::entry(ValueId map, ValueId key) const {
  for (const EntryFact& e : entries_)
    if (e.map == map && e.key == key) return &e;
  return nullptr;
}

void State::set_entry(const EntryFact& f) {
  for (EntryFact& e : entries_) {
    if (!(e.map == f.map && e.key == f.key)) continue;
    e = f;
    return;
  }
  if (entries_.size() < kMaxEntries) entries_.push_back(f);
  else set_complete(f.map, false);
}

bool State::complete(ValueId map) const {
  return std::any_of(complete_.begin(), complete_.end(), [&](const CompleteMap& c) { return c.map == map; });
}

void State::set_complete(ValueId map, bool complete) {
  std::erase_if(complete_, [&](const CompleteMap& c) { return c.map == map; });
  if (complete) complete_.push_back({map});
}

const KeysFact* State::keys(ValueId source, ValueId map) const {
  for (const KeysFact& k : keys_)
    if (k.source == source && (!map || k.map == map)) return &k;
  return nullptr;
}

void State::set_keys(const KeysFact& f) {
  std::erase_if(keys_, [&](const KeysFact& k) { return k.source == f.source && k.map == f.map; });
  if (keys_.size() < kMaxKeys) keys_.push_back(f);
}

void State::join(const State& o) {
  if (!o.reachable) return;
  if (!reachable) {
    *this = o;
    return;
  }
  // What a variable or entry holds may be known through its value; asked before the values are joined.
  auto known = [](const State& s, Nilness n, ValueId value) {
    if (n != Nilness::Unknown || !value) return n;
    uint8_t b = s.bits(value);
    return b & kNil ? Nilness::Nil : b & kNonNil ? Nilness::NonNil : Nilness::Unknown;
  };
  size_t kept = 0;
  for (PlaceFact f : places_) {
    const PlaceFact* g = o.place(f.address);
    if (!g) continue;
    Nilness here = known(*this, f.nilness, f.value), there = known(o, g->nilness, g->value);
    f.nilness = here == there ? here : Nilness::Unknown;
    if (!(f.value == g->value)) f.value = {};
    f.zero = f.zero && g->zero;
    if (f.value || f.zero || f.nilness != Nilness::Unknown) places_[kept++] = f;
  }
  places_.resize(kept);
  std::erase_if(nil_paths_, [&](const NilPath& p) { return !o.nil_path(p); });

  kept = 0;
  for (EntryFact f : entries_) {
    const EntryFact* g = o.entry(f.map, f.key);
    if (!g) continue;
    Nilness here = known(*this, f.nilness, f.value), there = known(o, g->nilness, g->value);
    f.nilness = here == there ? here : Nilness::Unknown;
    if (!(f.value == g->value)) f.value = {};
    // Not nil, so it is there.
    auto presence = [](Presence p, Nilness n) { return n == Nilness::NonNil ? Presence::Present : p; };
    Presence p = presence(f.presence, here), q = presence(g->presence, there);
    auto was = [](Presence x) { return x == Presence::Present || x == Presence::Stale; };
    f.presence = p == q ? p : was(p) && was(q) ? Presence::Stale : Presence::Unknown;
    if (f.value || f.presence != Presence::Unknown || f.nilness != Nilness::Unknown) entries_[kept++] = f;
  }
  entries_.resize(kept);

  kept = 0;
  for (const ValueFact& f : values_)
    if (uint8_t common = f.bits & o.bits(f.value)) values_[kept++] = {f.value, common};
  values_.resize(kept);
  std::erase_if(complete_, [&](const CompleteMap& c) { return !o.complete(c.map); });

  kept = 0;
  for (KeysFact f : keys_) {
    const KeysFact* g = o.keys(f.source, f.map);
    if (!g) continue;
    if (g->stale && f.stale && !(g->fresh_in == f.fresh_in)) f.fresh_in = {};
    if (g->stale && !f.stale) f = *g;
    keys_[kept++] = f;
  }
  keys_.resize(kept);
}

}  // namespace ptrsafe::flow
