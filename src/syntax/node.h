// Node: the syntax tree. Immutable after parsing; what later phases learn about a node stands in side
// tables indexed by node_index().
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/name.h"
#include "base/region.h"
#include "diag/diagnostic.h"
#include "source/source.h"

namespace ptrsafe {

enum class NodeKind : uint8_t {
#define NODE(kind) kind,
#include "syntax/node_kinds.def"
};

// Operators. The binary ones come in the order of the precedence groups of the Go spec.
enum class Op : uint8_t {
  None,
  OrOr,                               // precedence 1
  AndAnd,                             // 2
  Eql, Neq, Lss, Leq, Gtr, Geq,       // 3
  Add, Sub, Or, Xor,                  // 4
  Mul, Div, Rem, And, AndNot, Shl, Shr,  // 5
  Not, Arrow, Tilde,                  // unary only; unary + - ^ & use Add, Sub, Xor, And
  Assign, Define,                     // range clauses and assignments
};
const char* op_text(Op op);  // "&&", "<-", …
constexpr bool is_comparison(Op op) { return op >= Op::Eql && op <= Op::Geq; }
constexpr bool is_shift(Op op) { return op == Op::Shl || op == Op::Shr; }

enum class LitKind : uint8_t { Int, Float, Imag, Char, String };
enum class ChanDir : uint8_t { Both, Send, Recv };
enum class BranchKind : uint8_t { Break, Continue, Goto, Fallthrough };
enum class DeclKind : uint8_t { Import, Const, Type, Var };

struct Node;
// A list of nodes in the Region: a count, then the references. Null is an absent list, which differs
// from an empty one only where node_kinds.def says so.
struct NodeListData {
  uint32_t count;
  Ref<Node> items[1];
};
struct NodeList {
  Ref<NodeListData> data;
  size_t size() const { return data ? data->count : 0; }
  bool empty() const { return size() == 0; }
  bool absent() const { return data.v == 0; }
  const Ref<Node>* begin() const { return data ? data->items : nullptr; }
  const Ref<Node>* end() const { return begin() + size(); }
  Node* operator[](size_t i) const { return data->items[i]; }
};

struct Node {
  NodeKind kind;
  uint8_t op = 0;
  uint16_t reserved = 0;
  Pos pos;
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t aux = 0;  // mostly a second position

  Op oper() const { return static_cast<Op>(op); }
  Node* na() const { return Ref<Node>::from_raw(a); }
  Node* nb() const { return Ref<Node>::from_raw(b); }
  NodeList la() const { return {Ref<NodeListData>::from_raw(a)}; }
  NodeList lb() const { return {Ref<NodeListData>::from_raw(b)}; }
  Pos aux_pos() const { return Pos{aux}; }
  Node* naux() const { return Ref<Node>::from_raw(aux); }
  Name name() const { return Name{Ref<NameData>::from_raw(a)}; }  // of an Ident
  bool is(NodeKind k) const { return kind == k; }
};
static_assert(sizeof(Node) == 20);

// True if `kind` lies in the group.
#define NODE(kind)
#define NODE_GROUP(name, first, last) \
  constexpr bool is_##name(NodeKind k) { return k >= NodeKind::first && k <= NodeKind::last; }
#include "syntax/node_kinds.def"

const char* node_kind_name(NodeKind k);

// First byte of the node, and the byte after its last (both as go/ast's Pos and End).
Pos start_pos(const Node* n);
Pos end_pos(const Node* n);

// Inner expression without parentheses.
Node* unparen(Node* e);

// Source form of an expression as go/types prints it in messages (types.ExprString): comments
// dropped, function bodies as (func() literal).
std::string expr_string(const Node* e);

// Views: one struct a kind with structured children, so that nobody counts list positions.
struct FuncTypeView { Node *type_params, *params, *results; };
inline FuncTypeView func_type(const Node* n) { auto l = n->la(); return {l[0], l[1], l[2]}; }
struct IfView { Node *init, *cond, *then, *els; };
inline IfView if_stmt(const Node* n) { auto l = n->la(); return {l[0], l[1], l[2], l[3]}; }
struct SwitchView { Node *init, *tag, *body; };  // type switches: tag is the guard
inline SwitchView switch_stmt(const Node* n) { auto l = n->la(); return {l[0], l[1], l[2]}; }
struct ForView { Node *init, *cond, *post, *body; };
inline ForView for_stmt(const Node* n) { auto l = n->la(); return {l[0], l[1], l[2], l[3]}; }
struct RangeView { Node *key, *value, *x, *body; };
inline RangeView range_stmt(const Node* n) { auto l = n->la(); return {l[0], l[1], l[2], l[3]}; }
struct TypeSpecView { Node *name, *type_params, *type; bool alias; };
inline TypeSpecView type_spec(const Node* n) { auto l = n->la(); return {l[0], l[1], l[2], n->op == 1}; }
struct ValueSpecView { NodeList names; Node* type; NodeList values; bool inherited; };
inline ValueSpecView value_spec(const Node* n) { return {n->la(), n->naux(), n->lb(), n->op == 1}; }
struct FuncDeclView { Node *recv, *name, *type, *body; bool skipped; };
inline FuncDeclView func_decl(const Node* n) { auto l = n->la(); return {l[0], l[1], l[2], l[3], n->op == 1}; }
struct FieldView { NodeList names; Node* type; Node* tag; };
inline FieldView field(const Node* n) { return {n->lb(), n->na(), n->naux()}; }
struct SliceView { Node *x, *low, *high, *max; bool three; };
inline SliceView slice_expr(const Node* n) { auto l = n->lb(); return {n->na(), l[0], l[1], l[2], n->op == 1}; }

// What a file's header comments and body declare that later phases need.
struct Directive {
  Pos pos;                // of the comment
  std::string_view text;  // the whole comment, with its //, in the file's text: //go:…, //export …, //ptrsafe:…, //nolint… (those two also with a blank behind //), /*ptrsafe:…*/
};

// One parsed file. Owned by whoever parsed it; nodes live in the Region.
struct Tree {
  SourceFile* file = nullptr;
  Node* package_name = nullptr;      // Ident; null if the package clause is missing
  std::vector<Node*> decls;          // GenDecl and FuncDecl, in order
  std::vector<Node*> imports;        // all ImportSpecs
  Node* first = nullptr;             // nodes of this file are first[0 .. count)
  uint32_t count = 0;
  std::vector<Diagnostic> errors;    // syntax errors, in order
  std::vector<Directive> directives;
  std::string_view go_version;       // "go1.21" of a //go:build line that implies one; empty if none
  bool bodies_skipped = false;

  uint32_t index(const Node* n) const { return static_cast<uint32_t>(n - first); }
};

}  // namespace ptrsafe
