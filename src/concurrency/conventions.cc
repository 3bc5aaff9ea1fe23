#include "concurrency/conventions.h"

#include <algorithm>
#include <string>

#include "base/name_set.h"
#include "concurrency/places.h"
#include "source/source.h"
#include "syntax/node.h"
#include "types/object.h"
#include "types/under.h"

namespace ptrsafe::concurrency {
namespace {

// The lines of the comment right above the declaration, as one, in lower case.
std::string comment_above(const ir::Function& f) {
  std::string out;
  SourceFile* file = f.node ? file_of(start_pos(f.node)) : nullptr;
  if (!file) return out;
  std::string_view text = file->text();
  size_t end = text.rfind('\n', file->offset(start_pos(f.node)));
  while (end != std::string_view::npos && end > 0) {
    size_t begin = text.rfind('\n', end - 1);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    std::string_view line = text.substr(begin, end - begin);
    if (!line.starts_with("//")) break;
    out.insert(0, std::string(line.substr(2)));
    if (begin == 0) break;
    end = begin - 1;
  }
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c); });
  return out;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

// Some sentence of it is such.
template <class F>
bool some_sentence(std::string_view text, F is) {
  while (!text.empty()) {
    size_t end = text.find(". ");
    if (is(text.substr(0, end))) return true;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 2);
  }
  return false;
}

}  // namespace

const ir::Function* outermost(const ir::Function& f) {
  const ir::Function* g = &f;
  while (g->parent) g = g->parent;
  return g;
}

bool says_locked(const ir::Function& f, bool unseen_callers) {
  const ir::Function* g = outermost(f);
  if (!g->object) return false;
  std::string_view name = g->object->name.view();
  if (has_any(name, {"NoLock", "WithLock", "WithoutLock"}) || name.ends_with("Locked") || name.ends_with("locked")) return true;
  return unseen_callers && some_sentence(comment_above(*g), [](std::string_view s) { return has_any(s, {"lock", "mutex"}) && has_any(s, {"be held", "is held", "must hold", "should hold", "caller holds", "while holding", "lock held"}); });
}

// A method that sets each field of its object, whatever it is, but for locks, and takes some of it from its caller: the object begins again.
static bool sets_all_fields(const ir::Function& f) {
  Pointer* p = f.params.empty() || !f.at(f.params[0]).type ? nullptr : as_under<Pointer>(f.at(f.params[0]).type);
  Struct* s = p ? as_under<Struct>(p->elem) : nullptr;
  size_t fields = 0, set = 0;
  bool given = false;
  for (size_t k = 0; s && k < s->fields.size(); k++) {
    const Named* n = named_of(s->fields[k]->type);
    if (n && n->obj->pkg && n->obj->pkg->path.view() == "sync") continue;
    fields++;
    set += std::ranges::any_of(f.with(ir::Opcode::Store), [&](ir::ValueId v) {
      const ir::Instr& to = f.at(f.operand(v, 0));
      if (to.op != ir::Opcode::FieldAddr || to.aux != k || !(f.operand(to, 0) == f.params[0]) || f.at(v).block.v != 0) return false;
      given = given || f.at(f.operand(v, 1)).op == ir::Opcode::Param;
      return true;
    });
  }
  return given && fields > 1 && set == fields;
}

bool says_alone(const ir::Function& f) {
  const ir::Function* g = outermost(f);
  if (!g->object) return false;
  std::string_view name = g->object->name.view();
  bool method = g->signature && g->signature->recv;
  // What sets nothing up is no such method.
  bool sets = !g->with(ir::Opcode::Store).empty() || !g->with(ir::Opcode::MapUpdate).empty();
  static const NameSet begins{"Configure", "Connect", "Open", "Setup", "Start"};
  if (method && sets && (name.starts_with("Init") || name.starts_with("init") || begins.contains(g->object->name) || sets_all_fields(*g))) return true;
  return some_sentence(comment_above(*g), [](std::string_view s) {
    return has_any(s, {"concurren", "goroutine-safe", "thread-safe", "threadsafe", "simultaneous"}) && has_any(s, {" not ", "never ", "n't ", "unsafe"}) && !has_any(s, {"is safe for concurrent", "are safe for concurrent"});
  });
}

bool is_for_tests(const ir::Function& f) {
  const ir::Function* g = outermost(f);
  for (size_t k = 0; g->signature && k < g->signature->param_count(); k++) {
    const Named* n = named_of(g->signature->param(k)->type);
    if (n && n->obj->pkg && n->obj->pkg->path.view() == "testing") return true;
  }
  return false;
}

}  // namespace ptrsafe::concurrency
