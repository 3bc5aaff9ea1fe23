#include "flow/skipped_body.h"

#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "parse/parser.h"
#include "source/source.h"

namespace ptrsafe::flow {

SkippedBody skipped_body(const Func* f) {
  if (f->origin) f = f->origin.get();
  const Node* skipped = f->node.get();
  if (!skipped || !skipped->is(NodeKind::FuncDecl)) return {};
  SourceFile* file = file_of(skipped->pos);
  if (!file || (!func_decl(skipped).body && !func_decl(skipped).skipped)) return {};
  // A file is read once more, however many of its functions are asked for. Nodes are never freed, and positions never given to another file.
  static std::mutex mutex;
  static absl::flat_hash_map<uint32_t, SkippedBody> bodies;  // by position
  static std::vector<std::unique_ptr<Tree>> trees;
  std::lock_guard lock(mutex);
  if (!bodies.contains(skipped->pos.v)) {
    trees.push_back(parse_file(file, ParseMode::Full));
    for (const Node* d : trees.back()->decls) bodies.emplace(d->pos.v, SkippedBody{d, trees.back().get()});
  }
  SkippedBody whole = bodies[skipped->pos.v];
  return whole.declaration && whole.declaration->is(NodeKind::FuncDecl) && func_decl(whole.declaration).body ? whole : SkippedBody{};
}

}  // namespace ptrsafe::flow
