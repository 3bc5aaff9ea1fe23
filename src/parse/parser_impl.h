// Parser: the state that the parts of the parser share. Each part (declarations, types, parameters,
// statements, expressions) is a file of its own.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "lex/lexer.h"
#include "parse/parser.h"
#include "syntax/node.h"

namespace ptrsafe {

// Where nodes and lists are put: address space that a thread's files fill one after the other, so that
// small files share pages.
struct NodeSlab {
  char* next = nullptr;
  char* end = nullptr;
  char* populated = nullptr;  // memory is there up to here, and perhaps beyond
  void populate_to(char* at);
  char* list_next = nullptr;
  char* list_end = nullptr;
};

class Parser {
 public:
  // `node_room`: bytes reserved for the nodes. exhausted() tells that they did not suffice; the file
  // is then parsed again with more.
  Parser(SourceFile* file, ParseMode mode, Tree* tree, NodeSlab* slab, size_t node_room);
  void read_generic_bodies(bool wanted) { generic_bodies_ = wanted; }
  void parse_file();
  bool exhausted() const { return exhausted_; }

 private:
  static constexpr int kMaxDepth = 10'000;
  static constexpr int kMaxChain = 100'000;

  // One level of nesting for as long as it lives.
  class Level {
   public:
    explicit Level(Parser* p) : p_(p) {
      if (++p->depth_ > kMaxDepth) p->too_deep();
    }
    ~Level() { p_->depth_--; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser* p_;
  };

  // --- tokens
  Tok tok() const { return lex_.tok; }
  bool at(Tok t) const { return lex_.tok == t; }
  uint32_t offset() const { return lex_.offset; }
  Pos pos() const { return Pos{base_ + lex_.offset}; }
  Pos pos(uint32_t offset) const { return Pos{base_ + offset}; }
  void next() { lex_.next(); }
  bool got(Tok t) {
    if (!at(t)) return false;
    next();
    return true;
  }
  // Consumes `t`, or whatever stands there with an error. The position of what was consumed.
  Pos expect(Tok t);
  // As expect(), but none where it was another token.
  Pos expect_or_none(Tok t);
  // As expect() of a closing bracket, with a better message if only the comma before a newline is missing.
  Pos expect_closing(Tok t, const char* context);
  // The semicolon after a statement or declaration.
  void expect_semicolon();
  // Whether a comma follows, or is missing where the list does not end with `close`.
  bool at_comma(const char* context, Tok close);
  // Skips to a token with the flag; makes progress if called again and again at the same place.
  void advance(uint8_t flag);

  // --- errors
  void error(Pos at, std::string message);
  void error_expected(Pos at, const char* what);
  void error_expected(Pos at, Tok what);
  void too_deep();
  // Nothing more is read or reported.
  void give_up();

  // --- nodes
  Node* make(NodeKind kind, Pos pos, uint32_t a = 0, uint32_t b = 0, uint32_t aux = 0, uint8_t op = 0) {
    if (node_next_ == node_end_) out_of_nodes();
    Node* n = node_next_++;
    n->kind = kind;
    n->op = op;
    n->reserved = 0;
    n->pos = pos;
    n->a = a;
    n->b = b;
    n->aux = aux;
    return n;
  }
  static uint32_t raw(const Node* n) { return Ref<Node>(n).v; }
  static uint32_t raw(NodeList l) { return l.data.v; }
  void out_of_nodes();

  // A list under construction: what was pushed on the stack since the mark.
  size_t mark() const { return stack_.size(); }
  void push(Node* n) { stack_.push_back(raw(n)); }
  NodeList pop_list(size_t mark);  // never absent
  NodeList list(std::initializer_list<Node*> nodes);
  NodeListData* new_list(size_t count);

  // --- identifiers
  Node* identifier();
  Node* blank(Pos at);
  NodeList identifier_list();

  // --- expressions
  Node* expression() { return binary(nullptr, 1); }
  Node* binary(Node* x, int min_precedence);
  Node* unary();
  Node* arrow_operand(Pos arrow);
  Node* primary(Node* x);
  Node* operand();
  Node* right_side();  // where `=` cannot follow
  void expression_list(bool right);  // pushes
  Node* selector_or_assertion(Node* x);
  Node* index_or_slice(Node* x);
  Node* slice(Node* x, Pos bracket, Node* low, Pos first_colon);
  Node* call(Node* x);
  bool literal_type(Node* x);
  Node* literal_value(Node* type);
  Node* skipped_literal(Node* type);
  bool count_elements(uint32_t* count);
  Node* element();
  Node* element_part();
  // From `at` to the current token.
  Node* bad_expression(Pos at) { return make(NodeKind::BadExpr, at, 0, 0, pos().v); }

  // --- types
  Node* type();
  Node* try_type();
  Node* type_name(Node* first);
  Node* qualified_type(Node* first);
  Node* type_arguments(Node* generic);
  Node* array_type(Pos bracket, Node* length);
  Node* array_or_arguments(Node** name);
  Node* struct_type();
  Node* struct_field();
  Node* embedded_field_type();
  Node* interface_type();
  Node* interface_element();
  Node* union_type(Node* first);
  Node* union_term();
  Node* function_type();
  Node* function_type_or_literal();
  Node* map_type();
  Node* channel_type();

  // --- parameters
  struct Parameter {
    Node* name;
    Node* type;
  };
  Parameter parameter(bool type_parameters);
  // Fields up to `close`, which is not consumed. name and type: what was read of the first one.
  NodeList parameter_list(Node* name, Node* type, Tok close, bool dots_allowed);
  NodeList group_parameters(size_t first);
  void complete_parameters(size_t first, Tok close, Pos start, size_t named, size_t typed);
  void check_dots(size_t first, bool allowed);
  Node* type_parameters();
  Node* parameters(bool result);
  Node* results();

  // --- statements
  Node* block();
  Node* function_body();
  NodeList statement_list();
  Node* statement();
  enum class Simple : uint8_t { Basic, LabelAllowed, RangeAllowed };
  // *range: the statement is a RangeStmt whose body is still missing.
  Node* simple_statement(Simple mode, bool* range = nullptr);
  Node* assignment(size_t left, Simple mode, bool* range);
  Node* labeled(Node* label, Pos colon);
  Node* range_header(size_t left, Op op, Pos op_pos);
  Node* if_statement();
  void if_header(Node** init, Node** condition);
  Node* switch_statement();
  Node* case_clause();
  Node* select_statement();
  Node* communication_clause();
  Node* for_statement();
  Node* go_or_defer();
  Node* return_statement();
  Node* branch_statement();
  Node* condition_of(Node* statement, const char* wanted);
  bool is_type_switch_guard(const Node* statement);

  // --- declarations
  void import_declarations();
  void declaration_into_tree();
  Node* declaration(uint8_t sync);
  Node* general_declaration(DeclKind kind);
  Node* import_spec();
  Node* value_spec(bool constant, Node** previous);
  Node* type_spec();
  Node* generic_type_spec(Node* name, Pos bracket, Node* parameter, Node* constraint);
  Node* split_parameter(Node* x, bool force, Node** constraint);
  Node* function_declaration();
  static bool generic_receiver(const Node* receiver);

  Lexer lex_;
  uint32_t base_;  // of the file's positions
  ParseMode mode_;
  bool generic_bodies_ = false;
  bool in_right_side_ = false;
  bool exhausted_ = false;
  bool gave_up_ = false;
  bool late_import_ = false;  // the last declaration was an import
  int expr_level_ = 0;  // below 0: in a control clause, where `{` begins a block
  int depth_ = 0;
  Node* node_next_;
  Node* node_end_;
  NodeSlab* slab_;
  std::vector<uint32_t> stack_;
  std::vector<Parameter> parameters_;
  Tree* tree_;
  uint32_t sync_offset_ = 0;
  int sync_count_ = 0;
};

}  // namespace ptrsafe
