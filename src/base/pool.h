// Pool: a fixed set of worker threads with large stacks that run tasks. Nothing that a user sees may depend on the order in which tasks run.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace ptrsafe {

class Pool {
 public:
  // `threads` workers, at least 1. Their stacks are large (checkers recurse over deep trees);
  // untouched stack costs nothing.
  explicit Pool(unsigned threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  unsigned size() const;

  // Queues `task`, ahead of the others if `urgent` (more work waits for it). May be called from tasks.
  void submit(std::function<void()> task, bool urgent = false);

  // Returns when all submitted tasks, and those that they submitted, have run. Not from a task.
  void wait();

  // Runs body(0) … body(n-1) on the workers and waits. Not from a task.
  void for_each(size_t n, const std::function<void(size_t)>& body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ptrsafe
