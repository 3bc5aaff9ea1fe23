// slice-header-write: the words of a slice or string written by hand so that it may leave its array, headers built as
// plain values, and unsafe.Slice, String and Add beyond their object. See docs/rules/slice-header-write.md.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "flow/bounds.h"
#include "flow/header_cast.h"
#include "flow/raw_address.h"
#include "flow/read_length.h"
#include "flow/unsafe_extent.h"
#include "rules/rule.h"
#include "types/predicates.h"

namespace ptrsafe {
namespace {

using flow::AccessPath;
using flow::HeaderWord;
using ir::Instr;
using ir::Opcode;
using ir::ValueId;

struct WordWrite {
  HeaderWord word;
  AccessPath target;
  ValueId at, value;
  const Node* node;
};

// The array that a Data word is made to point to.
struct Source {
  bool null = false;
  AccessPath place;  // of the slice or string whose array it is …
  ValueId slice;     // … or its value
  bool known = false;
};

class SliceHeaderWrite {
 public:
  SliceHeaderWrite(const flow::PackageFlow& package, const Subject& s, Reporter& out) : package_(package), s_(s), out_(out), body_(s.function) {}

  void run() {
    for (ir::BlockId b : body_.dominators.order()) {
      for (ValueId v : body_.f.blocks[b.v].instrs) {
        const Instr& i = body_.at(v);
        if (i.op == Opcode::Store) {
          store(v);
        } else if (i.op == Opcode::Load) {
          if (auto cast = flow::header_cast(body_, s_.sizes, v)) casts_.push_back({v, *cast});
        } else if (i.op == Opcode::StructLit && flow::is_reflect_header(i.type)) {
          literal(v);
        } else if (i.op == Opcode::Call) {
          passed(v);
        } else if (i.op == Opcode::Builtin) {
          if (auto f = flow::beyond_object(body_, s_.sizes, v))
            report(f->certain ? Confidence::Proven : Confidence::Likely, i.node,
                   fmt::format("`{}` reaches beyond its object: {}; keep the length within it", call_name(i), f->reason), {});
          else if (const Node* read = flow::unasked_read_length(package_, s_.function, v))
            report(Confidence::Likely, i.node,
                   fmt::format("the length of `{}` is what some bytes say, and nothing sets it against how many there are; test it first, or slice and convert", call_name(i)),
                   {{start_pos(read), "read here"}, {start_pos(i.node), "used as a length here"}});
        }
      }
    }
    for (const WordWrite& w : writes_)
      if (std::find(unknown_.begin(), unknown_.end(), w.target) == unknown_.end()) examine(w);
    for (const auto& [load, cast] : casts_)
      if (!repaired(load, cast)) report_cast(load, cast);
  }

 private:
  static std::string_view call_name(const Instr& i) {
    switch (static_cast<BuiltinId>(i.aux)) {
      case BuiltinId::UnsafeSlice: return "unsafe.Slice";
      case BuiltinId::UnsafeString: return "unsafe.String";
      default: return "unsafe.Add";
    }
  }

  void report(Confidence c, const Node* node, std::string message, std::vector<WitnessStep> witness) {
    if (!node) return;
    if (witness.empty()) witness.push_back({start_pos(node), "here"});
    out_.add(RuleId::SliceHeaderWrite, c, node, std::move(message), std::move(witness));
  }

  // The wrong word is written, and examined, where the result has been assigned to.
  bool repaired(ValueId load, const flow::HeaderCast& cast) const {
    return std::any_of(writes_.begin(), writes_.end(), [&](const WordWrite& w) {
      ValueId variable = w.word.header;
      while (body_.at(variable).op == Opcode::Convert) variable = body_.operand(variable, 0);
      return w.word.index == cast.wrong &&
             std::any_of(body_.users(load).begin(), body_.users(load).end(),
                         [&](ValueId u) { return body_.at(u).op == Opcode::Store && body_.operand(u, 0) == variable; });
    });
  }

  void report_cast(ValueId load, const flow::HeaderCast& cast) {
    const Node* node = body_.at(load).node;
    report(cast.certain ? Confidence::Proven : Confidence::Likely, node,
           cast.wrong == HeaderWord::Cap
               ? std::string("a string has no capacity: that of the slice is whatever lies behind it in memory, so that the slice may leave its array; use "
                             "`unsafe.Slice(unsafe.StringData(s), len(s))`")
               : fmt::format("a slice of elements of {} bytes is read as one of elements of {}, and keeps its length and capacity, so that it leaves its "
                             "array; use `unsafe.Slice` with the length that fits",
                             cast.from, cast.to),
           {});
  }

  void store(ValueId v) {
    ValueId address = body_.operand(v, 0), value = body_.operand(v, 1);
    if (auto word = flow::header_word(body_, s_.sizes, address)) {
      // A whole header is no word: its literal is looked at, and a copy keeps what belongs together.
      Type* t = body_.at(value).type;
      if (t && (as_under<Slice>(t) || is_string(t))) return;
      if (t && (as_under<Struct>(t) || as_under<Array>(t))) {
        if (body_.at(value).op == Opcode::Load && body_.at(address).op == Opcode::Alloc) copied_header(v, address, value);
        else whole(v, value);
      } else {
        writes_.push_back({*word, flow::access_path(body_, word->header), v, value, body_.at(v).node});
      }
      return;
    }
    plain_words(v, address, value);
  }

  // A function that is given the address of the Data word may write it, with what goes with the other words.
  void passed(ValueId call) {
    for (ValueId o : body_.f.operands_of(body_.at(call))) {
      Opcode op = o ? body_.at(o).op : Opcode::None;
      if (op != Opcode::Convert && op != Opcode::FieldAddr && op != Opcode::IndexAddr) continue;
      auto word = flow::header_word(body_, s_.sizes, o);
      if (word && word->index == HeaderWord::Data) unknown_.push_back(flow::access_path(body_, word->header));
    }
  }

  // ---- headers as plain values ----

  // The address of a variable is turned into a pointer to a slice or string, or leaves the function as unsafe.Pointer.
  // (A number that is handed on may be anything, unless it stands in a reflect header.)
  bool becomes_slice(ValueId address, bool reflect = true, int depth = 0) const {
    if (depth > 4) return false;
    for (ValueId user : body_.users(address)) {
      const Instr& i = body_.at(user);
      if (i.op == Opcode::Convert) {
        if (flow::points_to_slice(i.type) || flow::points_to_string(i.type)) return true;
        if (becomes_slice(user, reflect, depth + 1)) return true;
      } else if (reflect && depth > 0 && (i.op == Opcode::Return || i.op == Opcode::Call)) {
        return true;
      }
    }
    return false;
  }

  static bool is_reflect_pointer(Type* t) {
    Pointer* p = t ? as_under<Pointer>(t) : nullptr;
    return p && flow::is_reflect_header(p->elem);
  }

  // A number that was made from a pointer.
  bool hidden_pointer(ValueId v) const {
    while (body_.at(v).op == Opcode::Convert || body_.at(v).op == Opcode::Binary) {
      if (is_uintptr(body_.at(v).type) && body_.at(v).op == Opcode::Convert &&
          is_unsafe_pointer(body_.at(body_.operand(v, 0)).type))
        return true;
      v = body_.operand(v, 0);
    }
    return false;
  }

  void plain(const Node* node, Confidence c) {
    report(c, node,
           "a slice or string header built as a plain value does not keep its array alive: the collector sees a number, no "
           "pointer; use `unsafe.Slice` or `unsafe.String`", {});
  }

  // reflect.SliceHeader{…}
  void literal(ValueId v) {
    ValueId data = body_.operand(v, 0);
    if (body_.at(data).op == Opcode::Zero || flow::constant_int(body_, data)) return;
    bool used = false;
    for (ValueId user : body_.users(v)) {
      const Instr& i = body_.at(user);
      if (i.op == Opcode::Store && body_.operand(user, 1) == v) {
        ValueId to = body_.operand(user, 0);
        used = used || body_.at(to).op != Opcode::Alloc || becomes_slice(to);
      }
      used = used || i.op == Opcode::Return;
    }
    if (used) plain(body_.at(v).node, Confidence::Proven);
  }

  // A header, or an array or struct with the same words, stored over a slice.
  void whole(ValueId at, ValueId value) {
    const Instr& i = body_.at(value);
    if (i.op != Opcode::StructLit && i.op != Opcode::ArrayLit) return;
    if (flow::is_reflect_header(i.type)) return;  // literal()
    if (i.count > 0 && hidden_pointer(body_.operand(value, 0))) plain(body_.at(at).node, Confidence::Likely);
  }

  // Words of a local variable that is read as a slice later.
  void plain_words(ValueId v, ValueId address, ValueId value) {
    ValueId base = address;
    bool first_word = true;
    while (body_.at(base).op == Opcode::FieldAddr || body_.at(base).op == Opcode::IndexAddr) {
      if (body_.at(base).op == Opcode::FieldAddr) {
        first_word = first_word && body_.at(base).aux == 0;
      } else {
        auto n = flow::constant_int(body_, body_.operand(base, 1));
        first_word = first_word && n && *n == 0;
      }
      base = body_.operand(base, 0);
    }
    if (body_.at(base).op != Opcode::Alloc || !first_word) return;
    const Instr& i = body_.at(value);
    bool built = base == address && (i.op == Opcode::StructLit || i.op == Opcode::ArrayLit);
    if (base == address && !built) return copied_header(v, base, value);
    if (built && flow::is_reflect_header(i.type)) return;  // literal()
    ValueId data = built ? (i.count ? body_.operand(value, 0) : ValueId{}) : value;
    if (data && hidden_pointer(data) && becomes_slice(base, is_reflect_pointer(body_.at(base).type)))
      plain(built ? i.node : body_.at(v).node, Confidence::Proven);
  }

  // h := *(*reflect.SliceHeader)(unsafe.Pointer(&s)): the copy's Data is a number.
  void copied_header(ValueId v, ValueId variable, ValueId value) {
    if (!is_reflect_pointer(body_.at(variable).type) || body_.at(value).op != Opcode::Load) return;
    if (becomes_slice(variable)) plain(body_.at(v).node, Confidence::Likely);
  }

  // ---- words of slices ----

  bool is_plain(const WordWrite& w) const {
    return is_reflect_pointer(body_.at(w.word.header).type) && body_.at(w.word.header).op == Opcode::Alloc;
  }

  const WordWrite* other(const WordWrite& w, HeaderWord::Index index) const {
    for (const WordWrite& o : writes_)
      if (o.word.index == index && o.target == w.target) return &o;
    return nullptr;
  }

  // The slice has no elements yet: a variable that nothing was assigned to.
  bool is_empty_variable(const WordWrite& w) const {
    if (body_.at(w.word.header).op != Opcode::Alloc) return false;
    for (ValueId user : body_.users(w.word.header))
      if (body_.at(user).op == Opcode::Store && body_.operand(user, 0) == w.word.header &&
          body_.at(body_.operand(user, 1)).op != Opcode::Zero)
        return false;
    return true;
  }

  Source source_of(ValueId data) const {
    Source s;
    if (auto n = flow::constant_int(body_, data)) {
      s.null = *n == 0;
      return s;
    }
    for (ValueId v = data;;) {
      const Instr& i = body_.at(v);
      switch (i.op) {
        case Opcode::Convert: v = body_.operand(v, 0); continue;
        case Opcode::Binary: v = body_.operand(v, 0); continue;
        case Opcode::Builtin: {
          auto id = static_cast<BuiltinId>(i.aux);
          if (id == BuiltinId::UnsafeAdd) {
            v = body_.operand(v, 0);
            continue;
          }
          if (id == BuiltinId::UnsafeSliceData || id == BuiltinId::UnsafeStringData) from_slice(s, body_.operand(v, 0));
          return s;
        }
        case Opcode::IndexAddr:
          if (!as_under<Pointer>(body_.at(body_.operand(v, 0)).type)) from_slice(s, body_.operand(v, 0));
          return s;
        case Opcode::Load: {
          auto word = flow::header_word(body_, s_.sizes, body_.operand(v, 0));
          if (word && word->index == HeaderWord::Data) {
            s.known = true;
            s.place = flow::access_path(body_, word->header);
            s.slice = flow::only_value(body_, word->header);
          }
          return s;
        }
        default: return s;
      }
    }
  }

  void from_slice(Source& s, ValueId slice) const {
    s.known = true;
    s.slice = slice;
    s.place = body_.at(slice).op == Opcode::Load ? flow::access_path(body_, body_.operand(slice, 0))
                                                 : AccessPath{slice, 0, {AccessPath::kDeref}};
  }

  int64_t element_size(Type* slice_or_string) const {
    Slice* s = slice_or_string ? as_under<Slice>(slice_or_string) : nullptr;
    if (!s) return 1;
    return has_constant_size(s->elem) ? s_.sizes.size_of(s->elem) : 0;
  }

  // b := *(*[]byte)(unsafe.Pointer(&x)): the address of the slice whose words the variable that is written was given; 0 if it is no view of another one.
  ValueId viewed_slice(const WordWrite& w) const {
    ValueId value;
    for (ValueId u : body_.users(w.word.header)) {
      if (body_.at(u).op != Opcode::Store || !(body_.operand(u, 0) == w.word.header)) continue;
      if (value) return {};
      value = body_.operand(u, 1);
    }
    if (!value || body_.at(value).op != Opcode::Load) return {};
    ValueId address = body_.operand(value, 0);
    if (body_.at(address).op != Opcode::Convert || !flow::points_to_slice(body_.at(address).type)) return {};
    while (body_.at(address).op == Opcode::Convert) address = body_.operand(address, 0);
    return flow::points_to_slice(body_.at(address).type) ? address : ValueId{};
  }

  // Elements of the slice that is written against those of the slice whose array it gets. One that is read as a slice
  // of smaller elements has more of them.
  flow::Bounds::Ratio ratio(const WordWrite& w, const Source* from) const {
    Pointer* p = as_under<Pointer>(body_.at(w.word.header).type);
    bool reflect = p && flow::is_reflect_header(p->elem);
    int64_t own = p && !reflect ? element_size(p->elem) : 0;
    if (from && own > 0 && from->slice) {
      int64_t other = element_size(body_.at(from->slice).type);
      return other > 0 ? flow::Bounds::Ratio{own, other} : flow::Bounds::Ratio{};
    }
    flow::Bounds::Ratio r{own, own};
    // A variable that began as a view of another slice, with what the other one has for length and capacity.
    if (ValueId viewed = from ? ValueId{} : viewed_slice(w))
      if (int64_t size = element_size(as_under<Pointer>(body_.at(viewed).type)->elem); size > 0 && own > 0) r.own = size;
    for (const Instr& i : body_.f.instrs) {
      if (from || own <= 0 || i.op != Opcode::Convert || !flow::points_to_slice(i.type)) continue;
      int64_t view = element_size(as_under<Pointer>(i.type)->elem);
      if (view > 0) r.element = std::min(r.element, view);
    }
    return r;
  }

  // hdr.Cap = hdr.Len, after hdr.Len was written.
  ValueId written_value(const WordWrite& w) const {
    const Instr& i = body_.at(w.value);
    if (i.op != Opcode::Load) return w.value;
    auto word = flow::header_word(body_, s_.sizes, body_.operand(w.value, 0));
    if (!word || !(flow::access_path(body_, word->header) == w.target)) return w.value;
    const WordWrite* before = other(w, word->index);
    return before && before->at < w.value ? before->value : w.value;
  }

  void examine(const WordWrite& w) {
    const WordWrite* data = other(w, HeaderWord::Data);
    if (is_plain(w)) {
      if (w.word.index == HeaderWord::Data && !flow::constant_int(body_, w.value) && becomes_slice(w.word.header))
        plain(w.node, Confidence::Proven);
      if (w.word.index == HeaderWord::Data || !becomes_slice(w.word.header)) return;
      // Its length is wrong only if it is known what it should be.
      if (!data) return;
    }
    if (w.word.index == HeaderWord::Data) return examine_data(w);
    Source from;
    if (data) {
      from = source_of(data->value);
      if (!from.known && !from.null) return;
    } else {
      from.place = w.target;
      from.slice = flow::only_value(body_, w.word.header);
    }
    flow::Bounds bounds(body_, s_.sizes, s_.callees, from.place, from.slice);
    const flow::Bounds::Ratio sizes = ratio(w, data ? &from : nullptr);
    if (bounds.within(written_value(w), w.at, sizes)) return;
    if (ValueId viewed = data ? ValueId{} : viewed_slice(w); viewed && sizes.own > 0) {
      flow::Bounds source(body_, s_.sizes, s_.callees, flow::access_path(body_, viewed), {});
      if (source.within(written_value(w), w.at, sizes)) return;
    }
    std::string_view word = w.word.index == HeaderWord::Len ? "Len" : "Cap";
    std::string_view kind = w.word.string ? "string" : "slice";
    std::vector<WitnessStep> witness;
    if (data && data->node) witness.push_back({start_pos(data->node), "it is made to point to another array here"});
    if (w.node) witness.push_back({start_pos(w.node), fmt::format("`{}` is written, and no test keeps it within the array", word)});
    report(certainly_beyond(w, bounds) ? Confidence::Proven : Confidence::Likely, w.node,
           fmt::format("`{}` of a {} header is written with a value that nothing keeps within its array, so that the {} may "
                       "leave it; reslice, or test it against the capacity first", word, kind, kind),
           std::move(witness));
  }

  // The length or capacity itself and something on top.
  bool certainly_beyond(const WordWrite& w, const flow::Bounds& bounds) const {
    const Instr& i = body_.at(w.value);
    if (i.op != Opcode::Binary || static_cast<Op>(i.sub) != Op::Add) return false;
    auto c = flow::constant_int(body_, body_.operand(w.value, 1));
    return w.word.string && c && *c > 0 && bounds.is_length(body_.operand(w.value, 0));
  }

  void examine_data(const WordWrite& w) {
    const WordWrite* length = other(w, HeaderWord::Len);
    Source from = source_of(w.value);
    if (from.null || length || is_empty_variable(w)) return;
    flow::Bounds bounds(body_, s_.sizes, s_.callees, from.place, from.slice);
    if (from.known && bounds.covers(w.target, w.at)) return;
    std::string_view kind = w.word.string ? "string" : "slice";
    std::vector<WitnessStep> witness;
    if (w.node) witness.push_back({start_pos(w.node), "`Data` is written, `Len` stays what it was"});
    report(Confidence::Proven, w.node,
           fmt::format("`Data` of a {} header is written without its length, so that the {} may leave its new array; assign a "
                       "{} instead", kind, kind, kind),
           std::move(witness));
  }

  const flow::PackageFlow& package_;
  const Subject& s_;
  Reporter& out_;
  flow::Body body_;
  std::vector<WordWrite> writes_;
  std::vector<std::pair<ValueId, flow::HeaderCast>> casts_;
  std::vector<AccessPath> unknown_;  // headers that other functions are given
};

// A cheap look first.
bool uses_unsafe(const ir::Function& f) {
  return std::any_of(f.instrs.begin(), f.instrs.end(), [](const Instr& i) {
    if (i.op == Opcode::Convert && i.type && is_unsafe_pointer(i.type)) return true;
    if (i.op == Opcode::StructLit && flow::is_reflect_header(i.type)) return true;
    if (i.op == Opcode::Builtin) return static_cast<BuiltinId>(i.aux) >= BuiltinId::UnsafeAdd;
    Pointer* p = i.op == Opcode::FieldAddr || i.op == Opcode::Param ? as<Pointer>(i.type) : nullptr;
    return p && flow::is_reflect_header(p->elem);
  });
}

}  // namespace

void slice_header_write(const flow::PackageFlow& package, const Subject& s, Reporter& out) {
  if (uses_unsafe(s.function)) SliceHeaderWrite(package, s, out).run();
}

}  // namespace ptrsafe
