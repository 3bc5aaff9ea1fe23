#include "base/pool.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <vector>

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
  threads = std::max(1u, threads);
  for (unsigned i = 0; i < threads; i++) {
    pthread_t t;
    auto entry = [](void* s) -> void* {
      static_cast<State*>(s)->run();
      return nullptr;
    };
    // As large as the system grants: less where address space is limited.
    int err = -1;
    for (size_t stack = size_t{1} << 30; stack >= (size_t{8} << 20) && err != 0; stack >>= 1) {
      pthread_attr_t attr;
      pthread_attr_init(&attr);
      pthread_attr_setstacksize(&attr, stack);
      err = pthread_create(&t, &attr, entry, state_.get());
      pthread_attr_destroy(&attr);
    }
    if (err == 0) {
      state_->threads.push_back(t);
    } else if (state_->threads.empty()) {
      std::fprintf(stderr, "ptrsafe: cannot start a thread\n");
      std::exit(4);
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
