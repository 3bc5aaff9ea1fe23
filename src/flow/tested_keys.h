// TestedKeys: for which keys a function asks whether they are present: who does knows that one may be absent, and what it hands the
// key on to may rely on the answer.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

// The same value, or what is read twice from one place, though something may have been stored there in between: args[0], r.name.
bool alike(const Examined& body, ValueId a, ValueId b, int depth = 0);

// On every way to the instruction `at` stands `answer`, a test or call, and a branch on what it gives (or a helper that returns for some of it
// only): a test whose answer is just written down decides nothing.
bool answer_decides(const Examined& body, ValueId answer, ValueId at);

class TestedKeys {
 public:
  explicit TestedKeys(const Examined& body);
  // It has asked for `key` on every way to the instruction `at`, which is reached by some of the answers only.
  bool before(ValueId key, ValueId at) const;

 private:
  struct Test {
    ValueId key, by;
  };
  void add(ValueId key, ValueId by);

  const Examined& body_;
  std::vector<Test> tests_;
};

// On some way to the lookup `at` the key is entered in a map, behind a question about it: a get-or-create by helpers, or in a map beside.
bool asked_and_entered(const Examined& body, ValueId key, ValueId at);

// The same for one question.
inline bool key_is_tested(const Examined& body, ValueId key, ValueId at) { return TestedKeys(body).before(key, at); }

}  // namespace ptrsafe::flow
