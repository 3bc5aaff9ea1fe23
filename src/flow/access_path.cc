#include "flow/access_path.h"

#include <algorithm>

#include "types/constant.h"
#include "types/predicates.h"

namespace ptrsafe::flow {

using ir::Instr;
using ir::Opcode;
using ir::ValueId;

bool AccessPath::contains(const AccessPath& o) const {
  if (!same_root(o) || steps.size() > o.steps.size() || !std::equal(steps.begin(), steps.end(), o.steps.begin()))
    return false;
  return std::find(o.steps.begin() + static_cast<ptrdiff_t>(steps.size()), o.steps.end(), kDeref) == o.steps.end();
}

AccessPath AccessPath::prefix(size_t n) const {
  AccessPath p = *this;
  p.steps.resize(n);
  return p;
}

ValueId only_value(const Body& body, ValueId address) {
  if (body.at(address).op != Opcode::Alloc) return {};
  ValueId value;
  for (ValueId user : body.users(address)) {
    Opcode op = body.at(user).op;
    if (op == Opcode::Load) continue;
    if (op != Opcode::Store || value || !(body.operand(user, 0) == address)) return {};
    value = body.operand(user, 1);
  }
  return value;
}

AccessPath access_path(const Body& body, ValueId v) {
  AccessPath path;
  for (bool more = true; more;) {
    const Instr& i = body.at(v);
    ValueId base = body.operand(v, 0);
    switch (i.op) {
      case Opcode::FieldAddr: path.steps.push_back(i.aux); break;
      case Opcode::IndexAddr: {
        const Instr& index = body.at(body.operand(v, 1));
        int64_t n = 0;
        Type* t = body.at(base).type;
        bool known = index.op == Opcode::Const && Const{Ref<ConstData>::from_raw(index.aux)}.int64_value(&n) && n >= 0;
        if (known && t && as_under<Pointer>(t)) {
          path.steps.push_back(AccessPath::kElement - n);
        } else {
          more = false;
        }
        break;
      }
      case Opcode::SliceOf:
        more = body.at(base).type && as_under<Pointer>(body.at(base).type);
        break;
      case Opcode::Convert:
      case Opcode::MakeInterface:
      case Opcode::TypeAssert: break;
      case Opcode::Load:
        if (ValueId value = only_value(body, base)) {
          base = value;
        } else {
          path.steps.push_back(AccessPath::kDeref);
        }
        break;
      case Opcode::Global:
        path.global = i.aux;
        std::reverse(path.steps.begin(), path.steps.end());
        return path;
      default: more = false;
    }
    if (more) v = base;
  }
  path.root = v;
  std::reverse(path.steps.begin(), path.steps.end());
  return path;
}

}  // namespace ptrsafe::flow
