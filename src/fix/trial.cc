#include "fix/trial.h"

#include <algorithm>

namespace ptrsafe::fix {
namespace {

const std::string& path_of(const Finding& f) { return file_of(f.begin)->path(); }
uint32_t offset_of(const Finding& f) { return file_of(f.begin)->offset(f.begin); }

}  // namespace

Trial::Trial(const Outcome& before, Confidence weakest, Analyse analyse) : before_(before), weakest_(weakest), analyse_(std::move(analyse)) {}

Trial::Verdict Trial::judge(const std::vector<Candidate>& all, const std::vector<size_t>& some) {
  Edits edits;
  for (size_t c : some) edits.add(all[c].fix);
  analyses_++;
  Outcome after = analyse_(edits.texts());
  Verdict v{true, {}, {}};
  std::vector<std::string> errors = before_.errors;
  for (const std::string& e : after.errors) {
    auto there = std::find(errors.begin(), errors.end(), e);
    if (there == errors.end()) v.clean = false;
    else errors.erase(there);
  }
  // Each finding of the new text is one of the old: of the same rule, at the same place; or else with the same fingerprint.
  std::vector<bool> still(before_.findings.size());
  auto match = [&](const Finding& f, auto same) {
    for (size_t i = 0; i < before_.findings.size(); i++) {
      const Finding& old = before_.findings[i];
      if (still[i] || old.rule != f.rule || path_of(old) != path_of(f) || !same(old)) continue;
      still[i] = true;
      return old.confidence >= f.confidence || f.confidence < weakest_;
    }
    return false;
  };
  std::vector<const Finding*> moved;
  for (const Finding& f : after.findings) {
    Edits::Range r = edits.before(path_of(f), offset_of(f));
    if (r.begin != r.end || !match(f, [&](const Finding& old) { return offset_of(old) == r.begin; })) moved.push_back(&f);
  }
  for (const Finding* f : moved) {
    if (match(*f, [&](const Finding& old) { return old.fingerprint == f->fingerprint; })) continue;
    v.clean = false;
    v.where.push_back(path_of(*f));
  }
  for (size_t c : some)
    if (std::none_of(all[c].findings.begin(), all[c].findings.end(), [&](size_t i) { return still[i]; })) v.solved.push_back(c);
  return v;
}

std::vector<size_t> Trial::good_of(const std::vector<Candidate>& all, std::vector<size_t> some) {
  while (!some.empty() && analyses_ < limit) {
    Verdict v = judge(all, some);
    if (v.clean && v.solved.size() == some.size()) return some;
    if (v.clean) {
      some = v.solved;
      continue;
    }
    if (some.size() == 1) return {};
    // Those in the files with something new are to blame; or one half is.
    auto blamed = [&](size_t c) {
      return std::any_of(all[c].fix.edits.begin(), all[c].fix.edits.end(), [&](const Edit& e) { return std::find(v.where.begin(), v.where.end(), e.file->path()) != v.where.end(); });
    };
    auto middle = std::stable_partition(some.begin(), some.end(), [&](size_t c) { return !blamed(c); });
    if (middle == some.begin() || middle == some.end()) middle = some.begin() + static_cast<ptrdiff_t>(some.size() / 2);
    std::vector<size_t> one = good_of(all, {some.begin(), middle}), two = good_of(all, {middle, some.end()});
    if (one.empty() || two.empty()) return one.empty() ? two : one;
    some = std::move(one);
    some.insert(some.end(), two.begin(), two.end());
    Verdict both = analyses_ < limit ? judge(all, some) : Verdict{false, {}, {}};
    if (both.clean && both.solved.size() == some.size()) return some;
    some.resize(some.size() - two.size());
    return some;
  }
  return {};
}

std::vector<size_t> Trial::good(const std::vector<Candidate>& all, std::vector<size_t>* later) {
  Edits edits;
  std::vector<size_t> some;
  for (size_t c = 0; c < all.size(); c++) (edits.add(all[c].fix) ? some : *later).push_back(c);
  std::vector<size_t> result = good_of(all, std::move(some));
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace ptrsafe::fix
