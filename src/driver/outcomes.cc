#include "driver/outcomes.h"

#include "base/hash.h"
#include "base/os/file_log.h"
#include "base/os/process.h"
#include "cache/archive.h"

namespace ptrsafe {
namespace os {

template <class A>
void archive(A& a, Stamp& s) { a(s.type, s.size, s.inode, s.modified, s.changed); }

template <class A>
void archive(A& a, Look& l) { a(l.kind, l.path, l.stamp, l.seen); }

}  // namespace os

namespace {

struct Record {
  int64_t since = 0;
  std::vector<os::Look> looks;
  Report report;
};

template <class A>
void archive(A& a, Record& r) {
  Stats& s = r.report.stats;
  a(r.since, r.looks, r.report.messages, r.report.result, r.report.baseline, r.report.when_written, r.report.status, s.packages, s.named, s.files, s.lines, s.bytes);
}

// All that an outcome depends on, but for files.
uint64_t key_of(const Options& o) {
  cache::Writer w;
  uint64_t build = os::build_id(), user = os::user_id();
  w(build, user, o.arguments, o.build.dir, o.color, o.cache);
  for (const auto& [name, value] : o.build.environment) w(name, value);
  return hash_bytes(w.bytes());
}

}  // namespace

Outcomes::Outcomes(const Options& options) {
  if (options.cache.empty() || options.print != Print::Nothing || options.fix || !options.diff.empty() || !os::build_id()) return;
  store_ = std::make_unique<cache::Store>(options.cache);
  key_ = key_of(options);
}

bool Outcomes::recall(Report* report) {
  if (!store_) return false;
  since_ = os::wall_clock();
  std::string bytes;
  Record record;
  bool same = store_->get("run", key_, &bytes);
  if (same) {
    cache::Reader reader(bytes);
    reader(record);
    same = reader.at_end();
  }
  bool read = false;
  for (size_t i = 0; same && i < record.looks.size(); i++) same = os::sees_the_same(record.looks[i], record.since, &read);
  if (!same) {
    os::start_file_log();
    return false;
  }
  *report = std::move(record.report);
  report->stats.replayed = true;
  if (!read) return true;
  // Touched, or checked out anew: not to be read again.
  record.since = since_;
  record.report = *report;
  cache::Writer w;
  w(record);
  store_->put("run", key_, w.bytes());
  return true;
}

void Outcomes::keep(const Report& report) {
  if (!store_) return;
  Record record;
  if (!os::take_file_log(&record.looks)) return;
  record.since = since_;
  record.report = report;
  cache::Writer w;
  w(record);
  store_->put("run", key_, w.bytes());
  store_->trim();
}

}  // namespace ptrsafe
