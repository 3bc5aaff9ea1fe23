#include <fmt/format.h>

#include "ir/ir.h"
#include "types/constant.h"
#include "types/type_string.h"

namespace ptrsafe::ir {
namespace {

constexpr const char* kNames[] = {
#define OPCODE(name, operands) #name,
#include "ir/opcodes.def"
};

std::string detail(const Function& f, const Instr& i) {
  auto object = [&] {
    Object* o = Ref<Object>::from_raw(i.aux).get();
    return o ? " " + o->name.str() : std::string();
  };
  switch (i.op) {
    case Opcode::Const: return " " + to_string(Const{Ref<ConstData>::from_raw(i.aux)});
    case Opcode::Param:
    case Opcode::FreeVar:
    case Opcode::FieldAddr:
    case Opcode::Field:
    case Opcode::Extract: return fmt::format(" #{}", i.aux);
    case Opcode::Unary:
    case Opcode::Binary: return fmt::format(" {}", op_text(static_cast<Op>(i.sub)));
    case Opcode::Global:
    case Opcode::FuncRef:
    case Opcode::Alloc:
    case Opcode::BoundMethod: return object();
    case Opcode::Call:
    case Opcode::Invoke: {
      const char* modes[] = {"", " go", " defer"};
      return modes[i.sub] + object();
    }
    case Opcode::Builtin: return fmt::format(" #{}", i.aux);
    case Opcode::MakeClosure: return " " + f.closures[i.aux]->name;
    default: return "";
  }
}

}  // namespace

const char* opcode_name(Opcode op) { return kNames[static_cast<int>(op)]; }

std::string print(const Function& f) {
  std::string out = f.name + ":\n";
  for (BlockId b : reverse_post_order(f)) {
    const Block& block = f.blocks[b.v];
    out += fmt::format("b{}:", b.v);
    for (BlockId p : block.preds) out += fmt::format(" <b{}", p.v);
    out += "\n";
    for (ValueId v : block.instrs) {
      const Instr& i = f.at(v);
      out += i.type ? fmt::format("  %{} = {}{}", v.v, opcode_name(i.op), detail(f, i))
                    : fmt::format("  %{} {}{}", v.v, opcode_name(i.op), detail(f, i));
      for (ValueId o : f.operands_of(i)) out += o ? fmt::format(" %{}", o.v) : " -";
      if (i.type) out += " : " + type_string(i.type, Qualifier{});
      for (BlockId s : v == block.instrs.back() ? block.succs : BlockList{}) out += fmt::format(" b{}", s.v);
      out += "\n";
    }
  }
  for (const auto& c : f.closures) out += print(*c);
  return out;
}

}  // namespace ptrsafe::ir
