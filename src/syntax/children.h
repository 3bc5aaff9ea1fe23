// for_each_child: the nodes directly below a node, in source order as far as node_kinds.def has them so.
#pragma once

#include "syntax/node.h"

namespace ptrsafe {

// Calls f(const Node*) for each child that is there.
template <class F>
void for_each_child(const Node* n, F f) {
  auto one = [&](Node* c) {
    if (c) f(static_cast<const Node*>(c));
  };
  auto list = [&](NodeList l) {
    for (Node* c : l) one(c);
  };
  switch (n->kind) {
    case NodeKind::BadExpr:
    case NodeKind::Ident:
    case NodeKind::BasicLit:
    case NodeKind::BadStmt:
    case NodeKind::EmptyStmt: break;
    case NodeKind::Paren:
    case NodeKind::Star:
    case NodeKind::Unary:
    case NodeKind::Ellipsis:
    case NodeKind::StructType:
    case NodeKind::InterfaceType:
    case NodeKind::ChanType:
    case NodeKind::DeclStmt:
    case NodeKind::ExprStmt:
    case NodeKind::IncDecStmt:
    case NodeKind::GoStmt:
    case NodeKind::DeferStmt:
    case NodeKind::BranchStmt:
    case NodeKind::SelectStmt: one(n->na()); break;
    case NodeKind::KeyValue:
    case NodeKind::FuncLit:
    case NodeKind::Selector:
    case NodeKind::TypeAssert:
    case NodeKind::Binary:
    case NodeKind::ArrayType:
    case NodeKind::MapType:
    case NodeKind::LabeledStmt:
    case NodeKind::SendStmt:
    case NodeKind::ImportSpec:
      one(n->na());
      one(n->nb());
      break;
    case NodeKind::CompositeLit:
    case NodeKind::Index:
    case NodeKind::Slice:
    case NodeKind::Call:
    case NodeKind::CommClause:
      one(n->na());
      list(n->lb());
      break;
    case NodeKind::Field:
      list(n->lb());
      one(n->na());
      one(n->naux());
      break;
    case NodeKind::FuncType:
    case NodeKind::FieldList:
    case NodeKind::ReturnStmt:
    case NodeKind::BlockStmt:
    case NodeKind::IfStmt:
    case NodeKind::SwitchStmt:
    case NodeKind::TypeSwitchStmt:
    case NodeKind::ForStmt:
    case NodeKind::RangeStmt:
    case NodeKind::TypeSpec:
    case NodeKind::GenDecl:
    case NodeKind::FuncDecl: list(n->la()); break;
    case NodeKind::AssignStmt:
    case NodeKind::CaseClause:
      list(n->la());
      list(n->lb());
      break;
    case NodeKind::ValueSpec:
      list(n->la());
      one(n->naux());
      list(n->lb());
      break;
  }
}

}  // namespace ptrsafe
