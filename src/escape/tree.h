// Tree: a function body as the escape analysis looks at it: the typed syntax tree with all that Go leaves implicit made explicit
// (conversions, addresses, dereferences, embedded fields, temporaries of several results, the slice of variadic arguments).
//
// The compiler decides on such a tree (cmd/compile/internal/ir), not on SSA, and its messages name its nodes; so this tree has the same
// granularity, and src/escape/text.h writes it as the compiler does. Trees live only while their package is analysed, in an Arena.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <span>
#include <vector>

#include "base/name.h"
#include "source/source.h"
#include "types/package.h"

namespace ptrsafe::escape {

struct Callable;
struct Node;

enum class Op : uint8_t {
  // operands
  LocalRef, GlobalRef, FuncRef, Literal, Nil, TypeRef, MethodExpr, DictionaryMethod /* of a type parameter */,
  // parts
  Dot, DotPtr, DotInter, MethodValue, Index, IndexMap, Slice, TypeAssert, Deref, Addr,
  // conversions
  ConvIface, Conv, ConvNop, BytesToString, RunesToString, RuneToString, StringToBytes, StringToRunes, SliceToArray, SliceToArrayPtr,
  // operators
  Unary, Recv, Binary, Logical, AddString,
  // what makes objects
  PtrLit, StructLit, ArrayLit, SliceLit, MapLit, Closure, New, MakeSlice, MakeMap, MakeChan,
  // calls
  CallFunc, CallInter, Append, Copy, Delete, Print, Recover, Panic, Complex, Part /* len, cap, real, imag, close */, MinMax, Clear,
  UnsafePart /* SliceData, StringData */, UnsafeMake /* Add, Slice, String */,
  // statements
  Block, Declare, Label, Goto, Branch, If, For, Range, Switch, TypeSwitch, Select, Clause, Send, Assign, AssignOp, AssignList, AssignCall,
  AssignPair /* v, ok = a type assertion, map element or receive */, Return, Go, Defer,
};

// A variable of a function: declared, or made for a value that has no name.
struct Local {
  enum Class : uint8_t { Auto, Param, Result };
  Class kind = Auto;
  bool address_taken = false;   // somewhere: &x, x[:] of an array, a method with a pointer receiver
  bool assigned_again = false;  // by another statement than `definition`
  Name name;                    // none: `number` says which temporary
  uint32_t number = 0;
  Pos pos;
  Type* type = nullptr;
  Callable* in = nullptr;
  Node* definition = nullptr;   // the assignment, range or switch that declares it; null for `var x T`
  int32_t place = -1;           // in the flow graph
};

struct Node {
  Op op;
  uint8_t sub = 0;          // syntax Op of Unary, Binary, Logical, AssignOp; BuiltinId of Part, MinMax, Print, Unsafe…
  bool implicit = false;    // not written: messages leave it out
  bool spread = false;      // the last argument is xs...
  bool defines = false;     // := or var
  bool per_iteration = false;  // loops whose variables are new in each iteration
  bool in_go_or_defer = false;
  bool pair = false;        // TypeAssert in v, ok
  bool derived = false;     // TypeRef, TypeAssert: the type depends on type parameters
  bool silent = false;      // an object that no message names
  Pos pos;
  Type* type = nullptr;
  Node* x = nullptr;
  Node* y = nullptr;
  Node* z = nullptr;
  std::span<Node*> list;    // elements, arguments, left sides, statements
  std::span<Node*> more;    // right sides, else branch
  std::span<Node*> init;    // statements that run before
  Local* local = nullptr;
  Callable* callable = nullptr;  // Closure: its body; FuncRef, MethodExpr, MethodValue: the function, if it is known
  const Object* object = nullptr;
  Name name;                // selector or label
  Const value;
};

// Allocates what one package needs, and frees it as a whole.
class Arena {
 public:
  template <class T>
  T* make() {
    return new (memory_.allocate(sizeof(T), alignof(T))) T();
  }
  Node* node(Op op, Pos pos, Type* type = nullptr) {
    Node* n = new (memory_.allocate(sizeof(Node), alignof(Node))) Node{op};
    n->pos = pos;
    n->type = type;
    return n;
  }
  std::span<Node*> list(std::span<Node* const> nodes) {
    if (nodes.empty()) return {};
    auto* p = static_cast<Node**>(memory_.allocate(nodes.size() * sizeof(Node*), alignof(Node*)));
    std::copy(nodes.begin(), nodes.end(), p);
    return {p, nodes.size()};
  }

 private:
  std::pmr::monotonic_buffer_resource memory_{1 << 16};
};

// Calls f(Node*) for each node of `list` and below, parents first; f returns false to leave out what is below a node.
template <class F>
void visit(std::span<Node* const> list, F& f) {
  for (Node* n : list) {
    if (!n || !f(n)) continue;
    visit(std::span<Node* const>(n->init), f);
    Node* operands[] = {n->x, n->y, n->z};
    visit(std::span<Node* const>(operands), f);
    visit(std::span<Node* const>(n->list), f);
    visit(std::span<Node* const>(n->more), f);
  }
}

}  // namespace ptrsafe::escape
