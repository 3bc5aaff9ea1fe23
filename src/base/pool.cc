#include "base/pool.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "base/os/memory.h"
#include "base/os/process.h"

namespace ptrsafe {

struct Pool::State {
  std::mutex lock;
  std::condition_variable work;
  std::condition_variable idle;
  std::deque<std::function<void()>> queue;
  size_t pending = 0;  // queued or running
  bool stop = false;
  std::vector<pthread_t> threads;

  void run() {
    std::unique_lock guard(lock);
    for (;;) {
      work.wait(guard, [&] { return stop || !queue.empty(); });
      if (queue.empty()) return;
      auto task = std::move(queue.front());
      queue.pop_front();
      guard.unlock();
      task();
      task = nullptr;
      guard.lock();
      if (--pending == 0) idle.notify_all();
    }
  }
};

Pool::Pool(unsigned threads) : state_(std::make_unique<State>()) {
  // As large as the system grants: less, and fewer of them, where address space is limited. A quarter of it is for stacks.
  constexpr uint64_t kLargest = uint64_t{1} << 30, kSmallest = uint64_t{8} << 20;
  uint64_t share = os::address_space_limit() / 4;
  threads = std::max(1u, static_cast<unsigned>(std::min<uint64_t>(threads, share / kSmallest)));
  uint64_t largest = std::clamp(share / threads & ~uint64_t{0xfff}, kSmallest, kLargest);
  for (unsigned i = 0; i < threads; i++) {
    pthread_t t;
    auto entry = [](void* s) -> void* {
      static_cast<State*>(s)->run();
      return nullptr;
    };
    int err = -1;
    for (uint64_t stack = largest; stack >= kSmallest && err != 0; stack = stack / 2 & ~uint64_t{0xfff}) {
      pthread_attr_t attr;
      pthread_attr_init(&attr);
      pthread_attr_setstacksize(&attr, stack);
      err = pthread_create(&t, &attr, entry, state_.get());
      pthread_attr_destroy(&attr);
    }
    if (err == 0) {
      state_->threads.push_back(t);
    } else if (state_->threads.empty()) {
      os::end_for_lack_of("cannot start a thread; raise `ulimit -u` or `ulimit -v`");
    }
  }
}

Pool::~Pool() {
  {
    std::lock_guard guard(state_->lock);
    state_->stop = true;
  }
  state_->work.notify_all();
  for (pthread_t t : state_->threads) pthread_join(t, nullptr);
}

unsigned Pool::size() const { return static_cast<unsigned>(state_->threads.size()); }

void Pool::submit(std::function<void()> task, bool urgent) {
  {
    std::lock_guard guard(state_->lock);
    if (urgent) {
      state_->queue.push_front(std::move(task));
    } else {
      state_->queue.push_back(std::move(task));
    }
    state_->pending++;
  }
  state_->work.notify_one();
}

void Pool::wait() {
  std::unique_lock guard(state_->lock);
  state_->idle.wait(guard, [&] { return state_->pending == 0; });
}

void Pool::for_each(size_t n, const std::function<void(size_t)>& body) {
  std::atomic<size_t> next{0};
  size_t workers = std::min<size_t>(n, size());
  for (size_t w = 0; w < workers; w++) {
    submit([&] {
      for (size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < n;) body(i);
    });
  }
  wait();
}

}  // namespace ptrsafe
