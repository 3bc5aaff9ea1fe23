// TestedKeys: for which keys a function asks whether they are present: who does knows that one may be absent, and what it hands the
// key on to may rely on the answer.
#pragma once

#include "flow/package_flow.h"

namespace ptrsafe::flow {

class TestedKeys {
 public:
  explicit TestedKeys(const Examined& body);
  // It has asked for `key` on every way to the instruction `at`.
  bool before(ValueId key, ValueId at) const;

 private:
  struct Test {
    ValueId key;
    BlockId block;
  };
  void add(ValueId key, const Instr& by);

  const Examined& body_;
  std::vector<Test> tests_;
};

// The same for one question.
inline bool key_is_tested(const Examined& body, ValueId key, ValueId at) { return TestedKeys(body).before(key, at); }

}  // namespace ptrsafe::flow
