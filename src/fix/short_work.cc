#include "fix/short_work.h"

#include <algorithm>
#include <set>

#include "fix/site.h"
#include "syntax/children.h"
#include "types/type_set.h"
#include "types/under.h"

namespace ptrsafe::fix {
namespace {

// Packages whose functions and methods neither wait nor know anything of the program, but for the functions named below.
constexpr std::string_view kHarmless[] = {"bytes", "cmp", "errors", "fmt", "maps", "math", "math/bits", "path", "path/filepath", "slices", "sort", "strconv", "strings", "time", "unicode", "unicode/utf8"};
constexpr std::string_view kHarmful[] = {"Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Walk", "WalkDir", "Glob", "Abs", "EvalSymlinks",
                                         "Print", "Printf", "Println", "Fprint", "Fprintf", "Fprintln", "Scan", "Scanf", "Scanln", "Fscan", "Fscanf", "Fscanln", "LoadLocation"};

bool among(const auto& list, std::string_view s) { return std::find(std::begin(list), std::end(list), s) != std::end(list); }

bool is_shared(const Var* v) { return !v || (v->bits & (Var::kField | Var::kPackageVar | Var::kCaptured)); }

class Body {
 public:
  explicit Body(const Bodies& bodies) : bodies_(bodies) {}

  Work work(Root code) {
    todo_.push_back(code);
    known_.insert(code.node->pos.v);
    while (!todo_.empty() && !unknown_) {
      Root r = todo_.back();
      todo_.pop_back();
      info_ = r.info;
      if (!r.node->is(NodeKind::FuncDecl)) visit(r.node);
      else if (const Node* body = func_decl(r.node).body; body && !func_decl(r.node).skipped) visit(body);
      else unknown_ = true;
    }
    return unknown_ ? Work::Unknown : writes_ ? Work::Writes : Work::Reads;
  }

 private:
  void visit(const Node* n) {
    if (unknown_) return;
    switch (n->kind) {
      case NodeKind::FuncLit:
      case NodeKind::GoStmt:
      case NodeKind::SendStmt:
      case NodeKind::SelectStmt: unknown_ = true; return;
      case NodeKind::Unary: unknown_ = unknown_ || n->oper() == Op::Arrow; break;
      case NodeKind::ForStmt: unknown_ = unknown_ || !for_stmt(n).cond; break;
      case NodeKind::RangeStmt: {
        Type* u = under(info_->type_of(range_stmt(n).x));
        unknown_ = unknown_ || !u || u->kind == TypeKind::Chan || u->kind == TypeKind::Signature;
        if (n->oper() == Op::Assign) {
          for (const Node* to : {range_stmt(n).key, range_stmt(n).value})
            if (to) write(to);
        }
        break;
      }
      case NodeKind::AssignStmt:
        if (n->oper() != Op::Define)
          for (const Node* to : n->la()) write(to);
        break;
      case NodeKind::IncDecStmt: write(n->na()); break;
      case NodeKind::Call: call(n); break;
      default: break;
    }
    for_each_child(n, [&](const Node* c) { visit(c); });
  }

  void write(const Node* to) {
    to = unparen(const_cast<Node*>(to));
    bool local = to->is(NodeKind::Ident) && (to->name().view() == "_" || !is_shared(as_object<Var>(info_->object_of(to))));
    writes_ = writes_ || !local;
  }

  void call(const Node* n) {
    const Node* f = unparen(n->na());
    Mode mode = info_->mode_of(f);
    if (mode == Mode::TypeExpr) return;
    if (mode == Mode::Builtin) {
      std::string_view name = f->is(NodeKind::Ident) ? f->name().view() : "";
      if (name == "append") write(n->lb()[0]);  // what it appends to may have room
      else writes_ = writes_ || !(name == "len" || name == "cap" || name == "make" || name == "new" || name == "min" || name == "max" || name == "panic");
      return;
    }
    const Func* callee = function_called(*info_, n);
    if (!callee || (callee->bits & Func::kInterfaceMethod)) {
      unknown_ = true;
      return;
    }
    if (Root r = bodies_.of(callee); r.node) {
      if (known_.insert(r.node->pos.v).second) todo_.push_back(r);
      return;
    }
    bool method = callee->signature() && callee->signature()->recv;
    bool harmless = callee->pkg && among(kHarmless, callee->pkg->path.view()) && (method || !among(kHarmful, callee->name.view())) &&
                    std::all_of(n->lb().begin(), n->lb().end(), [&](const Ref<Node>& a) { return is_plain(info_->type_of(a.get())); });
    unknown_ = unknown_ || !harmless;
    writes_ = writes_ || (callee->bits & Func::kPointerReceiver) || !changes_nothing(callee->pkg ? callee->pkg->path.view() : "");
  }

  // Functions of the others may sort or fill what they are given.
  static bool changes_nothing(std::string_view package) { return package != "slices" && package != "sort" && package != "maps" && package != "bytes" && package != "strconv"; }

  // Nothing of it has methods that a library function might call, and none of it is a function.
  static bool is_plain(Type* t, int depth = 0) {
    t = unalias(t);
    if (!t || depth > 4) return false;
    switch (t->kind) {
      case TypeKind::Basic: return true;
      case TypeKind::Array: return is_plain(static_cast<Array*>(t)->elem, depth + 1);
      case TypeKind::Slice: return is_plain(static_cast<Slice*>(t)->elem, depth + 1);
      case TypeKind::Map: return is_plain(static_cast<Map*>(t)->key, depth + 1) && is_plain(static_cast<Map*>(t)->elem, depth + 1);
      case TypeKind::Named: {
        auto* n = static_cast<Named*>(t);
        if (n->obj->pkg && n->obj->pkg->path.view() == "time") return true;
        return n->origin->methods.empty() && is_plain(under(n), depth + 1);
      }
      default: return false;
    }
  }

  const Bodies& bodies_;
  const FileInfo* info_ = nullptr;
  std::vector<Root> todo_;
  std::set<uint32_t> known_;
  bool unknown_ = false, writes_ = false;
};

}  // namespace

Work work_of(const Bodies& bodies, Root code) { return Body(bodies).work(code); }

}  // namespace ptrsafe::fix
