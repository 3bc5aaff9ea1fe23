#include "fix/uses.h"

#include <algorithm>
#include <set>

#include "base/os/files.h"
#include "syntax/children.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe::fix {
namespace {

bool has_word(std::string_view text, std::string_view word) {
  auto part = [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; };
  for (size_t at = 0; (at = text.find(word, at)) != text.npos; at++) {
    size_t end = at + word.size();
    if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
  }
  return false;
}

class Finder {
 public:
  Finder(const Sites& sites, const Var* v) : sites_(sites), v_(v) {}

  std::optional<Uses> find() {
    std::string dir;
    std::set<std::string> seen;
    for (const Package* p : sites_.packages()) {
      const build::PackageUnit& unit = *p->details->unit;
      for (size_t i = 0; i < unit.files.size() && i < p->details->files.size(); i++) {
        if (!seen.insert(unit.files[i]->source->path()).second) continue;
        info_ = p->details->files[i].get();
        if (unit.files[i]->source->contains(v_->pos)) dir = unit.dir;
        for (const Node* d : info_->tree->decls) visit(d);
        if (failed_) return {};
      }
    }
    if (!declared_ || dir.empty() || named_in_others(dir, seen)) return {};
    return std::move(uses_);
  }

 private:
  bool is_it(const Object* o) const { return o && o->pos == v_->pos; }

  void keep(std::vector<Site>& out) {
    std::optional<Site> s = site();
    if (s) out.push_back(std::move(*s));
  }

  std::optional<Site> site() {
    std::optional<Site> s = sites_.find(start_pos(path_.front()));
    if (!s) {
      failed_ = true;
      return {};
    }
    s->path = path_;
    return s;
  }

  void visit(const Node* n) {
    if (failed_) return;
    path_.push_back(n);
    bool below = true;
    if (n->is(NodeKind::Ident)) {
      if (n->pos == v_->pos) {
        declared_ = true;
        if (std::optional<Site> s = site()) uses_.declaration = std::move(*s);
      } else if (is_it(as_object<Var>(info_->object_of(n)))) {
        keep(uses_.accesses);
      }
    } else if (n->is(NodeKind::Selector)) {
      const Selection* s = info_->selection_of(n);
      if (s && is_it(s->obj)) {
        failed_ = failed_ || s->index.size() != 1;
        keep(uses_.accesses);
      }
      if (s) {
        visit(n->na());
        below = false;
      }
    } else if (n->is(NodeKind::CompositeLit)) {
      below = !v_->is_field() || !has_field(n);
      if (!below) visit_literal(n);
    }
    if (below) for_each_child(n, [&](const Node* c) { visit(c); });
    path_.pop_back();
  }

  bool has_field(const Node* literal) const {
    Type* t = info_->type_of(literal);
    if (auto* p = t ? as_under<Pointer>(t) : nullptr) t = p->elem;
    Struct* s = t ? as_under<Struct>(t) : nullptr;
    return s && std::any_of(s->fields.begin(), s->fields.end(), [&](const Ref<Var>& f) { return is_it(f.get()); });
  }

  void visit_literal(const Node* literal) {
    if (literal->na()) visit(literal->na());
    for (const Node* e : literal->lb()) {
      if (!e->is(NodeKind::KeyValue) || !e->na()->is(NodeKind::Ident)) {
        failed_ = true;
        return;
      }
      path_.push_back(e);
      if (e->na()->name().view() == v_->name.view()) keep(uses_.elements);
      visit(e->nb());
      path_.pop_back();
    }
  }

  bool named_in_others(const std::string& dir, const std::set<std::string>& seen) const {
    std::vector<os::Entry> entries;
    std::string error, text;
    if (!os::list_directory(dir, &entries, &error)) return true;
    return std::any_of(entries.begin(), entries.end(), [&](const os::Entry& e) {
      std::string path = os::join_path(dir, e.name);
      if (!e.name.ends_with(".go") || seen.contains(path)) return false;
      return !os::read_file(path, &text, &error) || has_word(text, v_->name.view());
    });
  }

  const Sites& sites_;
  const Var* v_;
  const FileInfo* info_ = nullptr;
  std::vector<const Node*> path_;
  Uses uses_;
  bool declared_ = false, failed_ = false;
};

}  // namespace

std::optional<Uses> uses_of(const Sites& sites, const Var* v) { return Finder(sites, v).find(); }

}  // namespace ptrsafe::fix
