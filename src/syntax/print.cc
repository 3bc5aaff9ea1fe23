#include "syntax/print.h"

#include <fmt/format.h>

#include <iterator>

#include "lex/lexer.h"

namespace ptrsafe {
namespace {

// Control characters and quotes as in a Go string.
std::string quoted(std::string_view s) {
  std::string out = "\"";
  for (char c : s) {
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
  return out + '"';
}

void print_errors(const SourceFile* file, const std::vector<Diagnostic>& errors, std::string* out) {
  for (const Diagnostic& d : errors) {
    LineColumn lc = file->line_column(d.pos);
    fmt::format_to(std::back_inserter(*out), "error {}:{}: {}\n", lc.line, lc.column, d.message);
  }
}

class TreePrinter {
 public:
  explicit TreePrinter(const Tree& tree) : tree_(tree) {}
  std::string out;

  void node(const char* role, const Node* n) {
    if (!n) {
      if (*role) line(role) += "-\n";
      return;
    }
    if (depth_ > kMaxDepth) {
      line(role) += "...\n";
      return;
    }
    line(role) += node_kind_name(n->kind);
    position(n->pos);
    depth_++;
    contents(n);
    depth_--;
  }

  void list(const char* role, NodeList l) {
    if (l.absent()) return;
    fmt::format_to(std::back_inserter(line("")), "{} [{}]\n", role, l.size());
    depth_++;
    for (const Node* n : l) node("", n);
    depth_--;
  }

 private:
  static constexpr int kMaxDepth = 3000;

  std::string& line(const char* role) {
    out.append(static_cast<size_t>(depth_) * 2, ' ');
    if (*role) {
      out += role;
      out += ": ";
    }
    return out;
  }
  void position(Pos p) {
    LineColumn lc = tree_.file->line_column(p);
    fmt::format_to(std::back_inserter(out), " {}:{}", lc.line, lc.column);
  }
  // Second positions and the like, on the node's own line.
  void second(const char* role, Pos p) {
    if (!p) return;
    out += ' ';
    out += role;
    position(p);
  }
  void end_line() { out += '\n'; }
  void text(std::string_view s) {
    out += ' ';
    out += s;
  }

  void contents(const Node* n) {
    switch (n->kind) {
      case NodeKind::BadExpr: case NodeKind::BadStmt: end_line(); break;
      case NodeKind::Ident:
        text(n->name().view());
        end_line();
        break;
      case NodeKind::BasicLit: {
        static constexpr const char* kKinds[] = {"int", "float", "imag", "char", "string"};
        text(kKinds[n->op]);
        text(quoted(tree_.file->text().substr(tree_.file->offset(n->pos), n->a)));
        end_line();
        break;
      }
      case NodeKind::CompositeLit:
        second("}", n->aux_pos());
        end_line();
        if (n->a) node("type", n->na());
        list("elements", n->lb());
        break;
      case NodeKind::KeyValue:
        end_line();
        node("key", n->na());
        node("value", n->nb());
        break;
      case NodeKind::FuncLit:
        second("}", n->aux_pos());
        end_line();
        node("type", n->na());
        node("body", n->nb());
        break;
      case NodeKind::Paren:
        second(")", n->aux_pos());
        end_line();
        node("", n->na());
        break;
      case NodeKind::Selector:
        end_line();
        node("x", n->na());
        node("name", n->nb());
        break;
      case NodeKind::Index:
        second("]", n->aux_pos());
        end_line();
        node("x", n->na());
        list("indices", n->lb());
        break;
      case NodeKind::Slice: {
        SliceView s = slice_expr(n);
        if (s.three) text("three");
        second("]", n->aux_pos());
        end_line();
        node("x", s.x);
        node("low", s.low);
        node("high", s.high);
        if (s.three) node("max", s.max);
        break;
      }
      case NodeKind::TypeAssert:
        second(")", n->aux_pos());
        end_line();
        node("x", n->na());
        node("type", n->nb());
        break;
      case NodeKind::Call:
        if (n->op) text("...");
        second(")", n->aux_pos());
        end_line();
        node("function", n->na());
        list("arguments", n->lb());
        break;
      case NodeKind::Star: case NodeKind::StructType: case NodeKind::InterfaceType: case NodeKind::DeclStmt:
      case NodeKind::ExprStmt: case NodeKind::GoStmt: case NodeKind::DeferStmt: case NodeKind::SelectStmt:
        end_line();
        node("", n->na());
        break;
      case NodeKind::Unary: case NodeKind::IncDecStmt:
        text(op_text(n->oper()));
        end_line();
        node("", n->na());
        break;
      case NodeKind::Binary:
        text(op_text(n->oper()));
        end_line();
        node("", n->na());
        node("", n->nb());
        break;
      case NodeKind::ArrayType:
        end_line();
        node("length", n->na());
        node("element", n->nb());
        break;
      case NodeKind::Ellipsis:
        end_line();
        if (n->a) node("", n->na());
        break;
      case NodeKind::FuncType: {
        FuncTypeView f = func_type(n);
        end_line();
        if (f.type_params) node("type parameters", f.type_params);
        node("parameters", f.params);
        if (f.results) node("results", f.results);
        break;
      }
      case NodeKind::MapType:
        end_line();
        node("key", n->na());
        node("value", n->nb());
        break;
      case NodeKind::ChanType: {
        static constexpr const char* kDirs[] = {"both", "send", "receive"};
        text(kDirs[n->op]);
        second("<-", n->aux_pos());
        end_line();
        node("element", n->na());
        break;
      }
      case NodeKind::Field: {
        FieldView f = field(n);
        end_line();
        list("names", f.names);
        node("type", f.type);
        if (f.tag) node("tag", f.tag);
        break;
      }
      case NodeKind::FieldList:
        second("close", n->aux_pos());
        end_line();
        for (const Node* f : n->la()) node("", f);
        break;
      case NodeKind::EmptyStmt:
        if (n->op) text("implied");
        end_line();
        break;
      case NodeKind::LabeledStmt:
        second(":", n->aux_pos());
        end_line();
        node("label", n->na());
        node("", n->nb());
        break;
      case NodeKind::SendStmt:
        end_line();
        node("channel", n->na());
        node("value", n->nb());
        break;
      case NodeKind::AssignStmt:
        text(n->oper() == Op::None ? "=" : op_text(n->oper()));
        end_line();
        list("left", n->la());
        list("right", n->lb());
        break;
      case NodeKind::ReturnStmt:
        end_line();
        list("results", n->la());
        break;
      case NodeKind::BranchStmt: {
        static constexpr const char* kKinds[] = {"break", "continue", "goto", "fallthrough"};
        text(kKinds[n->op]);
        end_line();
        if (n->a) node("label", n->na());
        break;
      }
      case NodeKind::BlockStmt:
        second("}", n->aux_pos());
        end_line();
        for (const Node* s : n->la()) node("", s);
        break;
      case NodeKind::IfStmt: {
        IfView v = if_stmt(n);
        end_line();
        if (v.init) node("init", v.init);
        node("condition", v.cond);
        node("then", v.then);
        if (v.els) node("else", v.els);
        break;
      }
      case NodeKind::CaseClause:
        if (n->la().absent()) text("default");
        second(":", n->aux_pos());
        end_line();
        list("expressions", n->la());
        list("body", n->lb());
        break;
      case NodeKind::SwitchStmt: case NodeKind::TypeSwitchStmt: {
        SwitchView v = switch_stmt(n);
        end_line();
        if (v.init) node("init", v.init);
        node(n->is(NodeKind::SwitchStmt) ? "tag" : "guard", v.tag);
        node("body", v.body);
        break;
      }
      case NodeKind::CommClause:
        if (!n->a) text("default");
        second(":", n->aux_pos());
        end_line();
        if (n->a) node("communication", n->na());
        list("body", n->lb());
        break;
      case NodeKind::ForStmt: {
        ForView v = for_stmt(n);
        end_line();
        if (v.init) node("init", v.init);
        if (v.cond) node("condition", v.cond);
        if (v.post) node("post", v.post);
        node("body", v.body);
        break;
      }
      case NodeKind::RangeStmt: {
        RangeView v = range_stmt(n);
        if (n->oper() != Op::None) text(op_text(n->oper()));
        second("operator", n->aux_pos());
        second("range", Pos{n->b});
        end_line();
        if (v.key) node("key", v.key);
        if (v.value) node("value", v.value);
        node("x", v.x);
        node("body", v.body);
        break;
      }
      case NodeKind::ImportSpec:
        end_line();
        if (n->a) node("name", n->na());
        node("path", n->nb());
        break;
      case NodeKind::ValueSpec: {
        ValueSpecView v = value_spec(n);
        if (v.inherited) text("inherited");
        end_line();
        list("names", v.names);
        if (v.inherited) break;
        if (v.type) node("type", v.type);
        list("values", v.values);
        break;
      }
      case NodeKind::TypeSpec: {
        TypeSpecView v = type_spec(n);
        if (v.alias) text("alias");
        second("=", n->aux_pos());
        end_line();
        node("name", v.name);
        if (v.type_params) node("type parameters", v.type_params);
        node("type", v.type);
        break;
      }
      case NodeKind::GenDecl: {
        static constexpr const char* kKinds[] = {"import", "const", "type", "var"};
        text(kKinds[n->op]);
        second(")", n->aux_pos());
        end_line();
        for (const Node* s : n->la()) node("", s);
        break;
      }
      case NodeKind::FuncDecl: {
        FuncDeclView v = func_decl(n);
        if (v.skipped) text("skipped");
        second("}", n->aux_pos());
        end_line();
        if (v.recv) node("receiver", v.recv);
        node("name", v.name);
        node("type", v.type);
        if (v.body) node("body", v.body);
        break;
      }
    }
  }

  const Tree& tree_;
  int depth_ = 0;
};

}  // namespace

std::string print_tokens(SourceFile* file) {
  std::string out;
  Tree tree;
  tree.file = file;
  Lexer lexer(file, &tree);
  do {
    lexer.next();
    LineColumn lc = file->line_column(file->pos(lexer.offset));
    fmt::format_to(std::back_inserter(out), "{} {}:{} {}", lexer.offset, lc.line, lc.column, token_text(lexer.tok));
    if (lexer.implied) {
      out += " newline";
    } else if (lexer.tok == Tok::Ident || is_literal(lexer.tok) || lexer.tok == Tok::Illegal) {
      out += ' ';
      out += quoted(lexer.text());
    }
    out += '\n';
  } while (lexer.tok != Tok::EndOfFile);
  lexer.report_encoding();
  print_errors(file, tree.errors, &out);
  return out;
}

std::string print_tree(const Tree& tree) {
  TreePrinter p(tree);
  p.node("package", tree.package_name);
  if (!tree.go_version.empty()) p.out += fmt::format("go version {}\n", tree.go_version);
  for (const Directive& d : tree.directives) {
    LineColumn lc = tree.file->line_column(d.pos);
    p.out += fmt::format("directive {}:{} {}\n", lc.line, lc.column, quoted(d.text));
  }
  for (const Node* d : tree.decls) p.node("", d);
  print_errors(tree.file, tree.errors, &p.out);
  return std::move(p.out);
}

}  // namespace ptrsafe
