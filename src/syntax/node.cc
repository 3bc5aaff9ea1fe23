#include "syntax/node.h"

#include "source/source.h"
#include "syntax/expr_names.h"

namespace ptrsafe {

const char* op_text(Op op) {
  switch (op) {
    case Op::None: return "";
    case Op::OrOr: return "||";
    case Op::AndAnd: return "&&";
    case Op::Eql: return "==";
    case Op::Neq: return "!=";
    case Op::Lss: return "<";
    case Op::Leq: return "<=";
    case Op::Gtr: return ">";
    case Op::Geq: return ">=";
    case Op::Add: return "+";
    case Op::Sub: return "-";
    case Op::Or: return "|";
    case Op::Xor: return "^";
    case Op::Mul: return "*";
    case Op::Div: return "/";
    case Op::Rem: return "%";
    case Op::And: return "&";
    case Op::AndNot: return "&^";
    case Op::Shl: return "<<";
    case Op::Shr: return ">>";
    case Op::Not: return "!";
    case Op::Arrow: return "<-";
    case Op::Tilde: return "~";
    case Op::Assign: return "=";
    case Op::Define: return ":=";
  }
  return "";
}

const char* node_kind_name(NodeKind k) {
  static constexpr const char* kNames[] = {
#define NODE(kind) #kind,
#include "syntax/node_kinds.def"
  };
  return kNames[static_cast<size_t>(k)];
}

// Both loop instead of recursing: chains of operators and selectors may be very long.
Pos start_pos(const Node* n) {
  while (n) {
    switch (n->kind) {
      case NodeKind::CompositeLit:
        if (!n->a) return n->pos;
        n = n->na();
        break;
      case NodeKind::KeyValue: case NodeKind::Selector: case NodeKind::Index: case NodeKind::Slice:
      case NodeKind::TypeAssert: case NodeKind::Call: case NodeKind::Binary: case NodeKind::SendStmt:
      case NodeKind::IncDecStmt: case NodeKind::LabeledStmt: case NodeKind::ExprStmt:
        n = n->na();
        break;
      case NodeKind::AssignStmt:
        if (n->la().empty()) return n->pos;
        n = n->la()[0];
        break;
      case NodeKind::FuncType:
        // Of a method in an interface, whose position is its name.
        if (n->op != 1) return n->pos;
        n = func_type(n).params;
        break;
      case NodeKind::FuncLit: return n->pos;
      default: return n->pos;
    }
  }
  return Pos{};
}

namespace {

Pos after(Pos p, uint32_t length = 1) { return p ? p + length : Pos{}; }

// The last node of a list that has one.
Node* last_of(NodeList l) { return l.empty() ? nullptr : l[l.size() - 1]; }

}  // namespace

Pos end_pos(const Node* n) {
  while (n) {
    switch (n->kind) {
      case NodeKind::BadExpr: case NodeKind::BadStmt: return n->aux ? n->aux_pos() : n->pos;
      case NodeKind::Ident: return after(n->pos, static_cast<uint32_t>(n->name().view().size()));
      case NodeKind::BasicLit: return after(n->pos, n->a);
      case NodeKind::CompositeLit: case NodeKind::Paren: case NodeKind::Index: case NodeKind::Slice:
      case NodeKind::TypeAssert: case NodeKind::Call:
        return after(n->aux_pos());
      case NodeKind::FuncLit:
        if (!n->b) return after(n->aux_pos());
        n = n->nb();
        break;
      case NodeKind::KeyValue: case NodeKind::Selector: case NodeKind::Binary: case NodeKind::ArrayType:
      case NodeKind::MapType: case NodeKind::SendStmt: case NodeKind::ImportSpec:
        n = n->nb();
        break;
      case NodeKind::LabeledStmt:
        if (!n->b) return after(n->aux_pos());
        n = n->nb();
        break;
      case NodeKind::Star: case NodeKind::Unary: case NodeKind::StructType: case NodeKind::InterfaceType:
      case NodeKind::ChanType: case NodeKind::DeclStmt: case NodeKind::ExprStmt: case NodeKind::GoStmt:
      case NodeKind::DeferStmt: case NodeKind::SelectStmt:
        n = n->na();
        break;
      case NodeKind::Ellipsis:
        if (!n->a) return after(n->pos, 3);
        n = n->na();
        break;
      case NodeKind::FuncType: {
        FuncTypeView f = func_type(n);
        n = f.results ? f.results : f.params;
        break;
      }
      case NodeKind::Field: {
        FieldView f = field(n);
        n = f.tag ? f.tag : f.type ? f.type : last_of(f.names);
        break;
      }
      case NodeKind::FieldList:
        if (n->aux) return after(n->aux_pos());
        n = last_of(n->la());
        break;
      case NodeKind::EmptyStmt: return n->op == 1 ? n->pos : after(n->pos);
      case NodeKind::IncDecStmt: return after(n->pos, 2);
      case NodeKind::AssignStmt: n = last_of(n->lb()); break;
      case NodeKind::ReturnStmt:
        if (n->la().empty()) return after(n->pos, 6);
        n = last_of(n->la());
        break;
      case NodeKind::BranchStmt: {
        static constexpr uint32_t kLengths[] = {5, 8, 4, 11};
        if (!n->a) return after(n->pos, kLengths[n->op]);
        n = n->na();
        break;
      }
      case NodeKind::BlockStmt:
        if (n->aux) return after(n->aux_pos());
        if (n->la().empty()) return after(n->pos);
        n = last_of(n->la());
        break;
      case NodeKind::IfStmt: {
        IfView v = if_stmt(n);
        n = v.els ? v.els : v.then;
        break;
      }
      case NodeKind::CaseClause: case NodeKind::CommClause:
        if (n->lb().empty()) return after(n->aux_pos());
        n = last_of(n->lb());
        break;
      case NodeKind::SwitchStmt: case NodeKind::TypeSwitchStmt: n = switch_stmt(n).body; break;
      case NodeKind::ForStmt: n = for_stmt(n).body; break;
      case NodeKind::RangeStmt: n = range_stmt(n).body; break;
      case NodeKind::ValueSpec: {
        ValueSpecView v = value_spec(n);
        n = v.inherited ? last_of(v.names)
            : !v.values.empty() ? last_of(v.values)
            : v.type            ? v.type
                                : last_of(v.names);
        break;
      }
      case NodeKind::TypeSpec: n = type_spec(n).type; break;
      case NodeKind::GenDecl:
        if (n->aux) return after(n->aux_pos());
        n = last_of(n->la());
        break;
      case NodeKind::FuncDecl: {
        FuncDeclView v = func_decl(n);
        if (n->aux) return after(n->aux_pos());
        n = v.body ? v.body : v.type;
        break;
      }
    }
  }
  return Pos{};
}

Node* unparen(Node* e) {
  while (e && e->is(NodeKind::Paren)) e = e->na();
  return e;
}

namespace {

class ExprWriter {
 public:
  std::string out;
  const std::function<std::string(const Node*)>* name_of = nullptr;

  void expr(const Node* e) {
    if (depth_ >= kMaxDepth) {
      out += "…";
      return;
    }
    depth_++;
    write(e);
    depth_--;
  }

 private:
  static constexpr int kMaxDepth = 2000;

  void write(const Node* e) {
    if (!e) return;
    switch (e->kind) {
      case NodeKind::BadExpr: out += "BadExpr"; break;
      case NodeKind::Ident:
        if (name_of) out += (*name_of)(e);
        else out += e->name().view();
        break;
      case NodeKind::BasicLit: literal(e); break;
      case NodeKind::CompositeLit:
        expr(e->na());
        out += e->lb().empty() ? "{}" : "{…}";
        break;
      case NodeKind::KeyValue:
        expr(e->na());
        out += ": ";
        expr(e->nb());
        break;
      case NodeKind::FuncLit:
        out += '(';
        expr(e->na());
        out += " literal)";
        break;
      case NodeKind::Paren:
        out += '(';
        expr(e->na());
        out += ')';
        break;
      case NodeKind::Selector:
        expr(e->na());
        out += '.';
        expr(e->nb());
        break;
      case NodeKind::Index:
        expr(e->na());
        out += '[';
        list(e->lb());
        out += ']';
        break;
      case NodeKind::Slice: {
        SliceView s = slice_expr(e);
        expr(s.x);
        out += '[';
        expr(s.low);
        out += ':';
        expr(s.high);
        if (s.three) {
          out += ':';
          expr(s.max);
        }
        out += ']';
        break;
      }
      case NodeKind::TypeAssert:
        expr(e->na());
        out += ".(";
        if (e->b) {
          expr(e->nb());
        } else {
          out += "type";
        }
        out += ')';
        break;
      case NodeKind::Call:
        expr(e->na());
        out += '(';
        list(e->lb());
        out += e->op ? "...)" : ")";
        break;
      case NodeKind::Star:
        out += '*';
        expr(e->na());
        break;
      case NodeKind::Unary:
        out += op_text(e->oper());
        expr(e->na());
        break;
      case NodeKind::Binary:
        expr(e->na());
        out += ' ';
        out += op_text(e->oper());
        out += ' ';
        expr(e->nb());
        break;
      case NodeKind::ArrayType:
        out += '[';
        expr(e->na());
        out += ']';
        expr(e->nb());
        break;
      case NodeKind::Ellipsis:
        out += "...";
        expr(e->na());
        break;
      case NodeKind::StructType:
        out += "struct{";
        fields(e->na(), "; ", false);
        out += '}';
        break;
      case NodeKind::InterfaceType:
        out += "interface{";
        fields(e->na(), "; ", true);
        out += '}';
        break;
      case NodeKind::FuncType:
        out += "func";
        signature(e);
        break;
      case NodeKind::MapType:
        out += "map[";
        expr(e->na());
        out += ']';
        expr(e->nb());
        break;
      case NodeKind::ChanType: channel(e); break;
      default: out += node_kind_name(e->kind);
    }
  }

  void literal(const Node* e) {
    if (const SourceFile* f = file_of(e->pos)) out += f->text().substr(f->offset(e->pos), e->a);
  }

  void list(NodeList l) {
    for (size_t i = 0; i < l.size(); i++) {
      if (i > 0) out += ", ";
      expr(l[i]);
    }
  }

  void channel(const Node* e) {
    auto dir = static_cast<ChanDir>(e->op);
    out += dir == ChanDir::Send ? "chan<- " : dir == ChanDir::Recv ? "<-chan " : "chan ";
    const Node* element = e->na();
    bool parens = dir != ChanDir::Send && element->is(NodeKind::ChanType) &&
                  static_cast<ChanDir>(element->op) == ChanDir::Recv;
    if (parens) out += '(';
    expr(element);
    if (parens) out += ')';
  }

  void signature(const Node* e) {
    FuncTypeView f = func_type(e);
    out += '(';
    fields(f.params, ", ", false);
    out += ')';
    if (!f.results || f.results->la().empty()) return;
    NodeList l = f.results->la();
    out += ' ';
    if (l.size() == 1 && field(l[0]).names.empty()) {
      expr(field(l[0]).type);
      return;
    }
    out += '(';
    fields(f.results, ", ", false);
    out += ')';
  }

  void fields(const Node* field_list, const char* separator, bool interface) {
    if (!field_list) return;
    bool first = true;
    for (const Node* n : field_list->la()) {
      if (!first) out += separator;
      first = false;
      FieldView f = field(n);
      list(f.names);
      if (interface && !f.names.empty() && f.type->is(NodeKind::FuncType)) {
        signature(f.type);
        continue;
      }
      if (!f.names.empty()) out += ' ';
      expr(f.type);
    }
  }

  int depth_ = 0;
};

}  // namespace

std::string expr_string(const Node* e) {
  ExprWriter w;
  w.expr(e);
  return std::move(w.out);
}

std::string expr_string(const Node* e, const std::function<std::string(const Node* ident)>& name_of) {
  ExprWriter w;
  w.name_of = &name_of;
  w.expr(e);
  return std::move(w.out);
}

}  // namespace ptrsafe
