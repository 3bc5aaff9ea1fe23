// Constants, type identity, the text of types, sizes: the library that the checker stands on.
#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "types/object.h"
#include "types/package.h"
#include "types/pointer_map.h"
#include "types/predicates.h"
#include "types/sizes.h"
#include "types/type_set.h"
#include "types/type_string.h"
#include "types/universe.h"

namespace ptrsafe {
namespace {

class Types : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Region::init();
    init_names();
    init_universe();
  }
};

using Constants = Types;

Const lit(LitKind kind, std::string_view text) { return const_literal(kind, text); }
Const integer(std::string_view text) { return lit(LitKind::Int, text); }
Const floating(std::string_view text) { return lit(LitKind::Float, text); }

struct LiteralCase {
  LitKind kind;
  const char* text;
  const char* shown;
  const char* exact;
};

TEST_F(Constants, Literals) {
  const LiteralCase cases[] = {
      {LitKind::Int, "0", "0", "0"},
      {LitKind::Int, "0x1_0", "16", "16"},
      {LitKind::Int, "0b101", "5", "5"},
      {LitKind::Int, "0O17", "15", "15"},
      {LitKind::Int, "017", "15", "15"},
      {LitKind::Int, "0_7", "7", "7"},
      {LitKind::Int, "0x_1", "1", "1"},
      {LitKind::Int, "9223372036854775807", "9223372036854775807", "9223372036854775807"},
      {LitKind::Int, "9223372036854775808", "9223372036854775808", "9223372036854775808"},
      {LitKind::Int, "0xFFFFFFFFFFFFFFFF", "18446744073709551615", "18446744073709551615"},
      {LitKind::Int, "123456789012345678901234567890", "123456789012345678901234567890",
       "123456789012345678901234567890"},
      {LitKind::Float, "1.0", "1", "1"},
      {LitKind::Float, "1.", "1", "1"},
      {LitKind::Float, ".5", "0.5", "1/2"},
      {LitKind::Float, "0.1", "0.1", "1/10"},
      {LitKind::Float, "1_0.2_5", "10.25", "41/4"},
      {LitKind::Float, "1e5", "100000", "100000"},
      {LitKind::Float, "1e6", "1e+06", "1000000"},
      {LitKind::Float, "0.0001", "0.0001", "1/10000"},
      {LitKind::Float, "0.00001", "1e-05", "1/100000"},
      {LitKind::Float, "1e21", "1e+21", "1000000000000000000000"},
      {LitKind::Float, "1000000.5", "1.0000005e+06", "2000001/2"},
      {LitKind::Float, "123456789.0", "1.23457e+08", "123456789"},
      {LitKind::Float, "0123.5", "123.5", "247/2"},
      {LitKind::Float, "0x1.8p1", "3", "3"},
      {LitKind::Float, "0X.8P-1", "0.25", "1/4"},
      {LitKind::Float, "1e+1000000", "1e+1000000", nullptr},
      {LitKind::Float, "1e-1000000", "1e-1000000", nullptr},
      {LitKind::Float, "0x1p-1000000", "1.01003e-301030", "0x.8p-999999"},
      {LitKind::Float, "0x1p4095", "5.22194e+1232", "0x.8p+4096"},
      {LitKind::Float, "0x1p4096", "1.04439e+1233", "0x.8p+4097"},
      {LitKind::Float, "1e-1000000000", "0", "0"},
      {LitKind::Float, "0e1000000000", "0", "0"},
      {LitKind::Imag, "0123i", "(0 + 123i)", "(0 + 123i)"},
      {LitKind::Imag, "0x10i", "(0 + 16i)", "(0 + 16i)"},
      {LitKind::Imag, "0b11i", "(0 + 3i)", "(0 + 3i)"},
      {LitKind::Imag, "1e3i", "(0 + 1000i)", "(0 + 1000i)"},
      {LitKind::Imag, "2.5i", "(0 + 2.5i)", "(0 + 5/2i)"},
      {LitKind::Char, "'a'", "97", "97"},
      {LitKind::Char, "'\\U0010FFFF'", "1114111", "1114111"},
      {LitKind::String, "\"a\\x00\\n\"", "\"a\\x00\\n\"", "\"a\\x00\\n\""},
      {LitKind::String, "`a\"b`", "\"a\\\"b\"", "\"a\\\"b\""},
  };
  for (const LiteralCase& c : cases) {
    SCOPED_TRACE(c.text);
    Const v = lit(c.kind, c.text);
    EXPECT_EQ(to_string(v), c.shown);
    if (c.exact) {
      EXPECT_EQ(exact_string(v), c.exact);
    }
  }
}

TEST_F(Constants, MalformedLiteralsAreUnknown) {
  for (const char* text : {"08", "1__0", "_1", "1_", "0x", "0b", "0b2", "0o8", "0x1p1", "1e5", "1.5", "", "0xg"})
    EXPECT_EQ(integer(text).kind(), ConstKind::Unknown) << text;
  for (const char* text : {"1e", "1e+", "0x1.8", "1._5", "1_.5", "1e_5", "0b1e5", ".", "1e1000000000",
                           "1e99999999999999999999999999"})
    EXPECT_EQ(floating(text).kind(), ConstKind::Unknown) << text;
  EXPECT_EQ(integer(std::string(10'001, '1')).kind(), ConstKind::Unknown);
  EXPECT_EQ(lit(LitKind::Char, "''").kind(), ConstKind::Unknown);
  EXPECT_EQ(lit(LitKind::String, "\"a").kind(), ConstKind::Unknown);
}

TEST_F(Constants, IntegerArithmeticCrossesInt64) {
  Const max = const_int(std::numeric_limits<int64_t>::max());
  Const min = const_int(std::numeric_limits<int64_t>::min());
  Const one = const_int(1);
  EXPECT_EQ(to_string(binary_op(max, Op::Add, one)), "9223372036854775808");
  EXPECT_EQ(to_string(binary_op(min, Op::Sub, one)), "-9223372036854775809");
  EXPECT_EQ(to_string(binary_op(min, Op::Div, const_int(-1), true)), "9223372036854775808");
  EXPECT_EQ(to_string(binary_op(min, Op::Rem, const_int(-1))), "0");
  EXPECT_EQ(to_string(unary_op(Op::Sub, min)), "9223372036854775808");
  Const back = binary_op(binary_op(max, Op::Add, one), Op::Sub, one);
  EXPECT_TRUE(const_equal(back, max));
  EXPECT_EQ(const_hash(back), const_hash(max));
  EXPECT_EQ(to_string(binary_op(const_int(-7), Op::Div, const_int(2), true)), "-3");
  EXPECT_EQ(to_string(binary_op(const_int(-7), Op::Rem, const_int(2))), "-1");
  EXPECT_EQ(to_string(binary_op(const_int(-2), Op::AndNot, const_int(4))), "-6");
  EXPECT_EQ(binary_op(one, Op::Div, const_int(0), true).kind(), ConstKind::Unknown);
  uint64_t u;
  EXPECT_TRUE(const_uint(std::numeric_limits<uint64_t>::max()).uint64_value(&u));
  EXPECT_EQ(u, std::numeric_limits<uint64_t>::max());
  EXPECT_FALSE(const_int(-1).uint64_value(&u));
}

TEST_F(Constants, DivisionKeepsFractions) {
  Const third = binary_op(const_int(1), Op::Div, const_int(3));
  EXPECT_EQ(third.kind(), ConstKind::Float);
  EXPECT_EQ(exact_string(third), "1/3");
  EXPECT_EQ(to_string(third), "0.333333");
  Const one = binary_op(third, Op::Mul, const_int(3));
  EXPECT_EQ(one.kind(), ConstKind::Float);
  int64_t v;
  EXPECT_TRUE(one.int64_value(&v));
  EXPECT_EQ(v, 1);
  EXPECT_EQ(to_int(one).kind(), ConstKind::Int);
  EXPECT_EQ(to_int(third).kind(), ConstKind::Unknown);
  Const two = binary_op(const_int(4), Op::Div, const_int(2));
  EXPECT_EQ(two.kind(), ConstKind::Float);
  EXPECT_EQ(exact_string(two), "2");
}

TEST_F(Constants, Shifts) {
  Const big = shift(const_int(1), Op::Shl, 100);
  EXPECT_EQ(to_string(big), "1267650600228229401496703205376");
  EXPECT_EQ(big.bit_length(), 101u);
  EXPECT_TRUE(const_equal(shift(big, Op::Shr, 100), const_int(1)));
  EXPECT_EQ(to_string(shift(const_int(-1), Op::Shr, 1000)), "-1");
  EXPECT_EQ(to_string(shift(const_int(-5), Op::Shr, 1)), "-3");
  EXPECT_EQ(to_string(shift(const_int(1), Op::Shl, 63)), "9223372036854775808");
  EXPECT_EQ(to_string(shift(const_int(-1), Op::Shl, 63)), "-9223372036854775808");
  EXPECT_EQ(shift(const_int(1), Op::Shl, std::numeric_limits<uint64_t>::max()).kind(), ConstKind::Unknown);
  EXPECT_EQ(to_string(shift(big, Op::Shr, std::numeric_limits<uint64_t>::max())), "0");
}

TEST_F(Constants, Complement) {
  EXPECT_EQ(to_string(unary_op(Op::Xor, const_int(0))), "-1");
  EXPECT_EQ(to_string(unary_op(Op::Xor, const_int(0), 8)), "255");
  EXPECT_EQ(to_string(unary_op(Op::Xor, const_int(1), 64)), "18446744073709551614");
}

TEST_F(Constants, Rounding) {
  EXPECT_EQ(round_float64(floating("1e400")).kind(), ConstKind::Unknown);
  EXPECT_EQ(round_float32(floating("1e39")).kind(), ConstKind::Unknown);
  EXPECT_EQ(exact_string(round_float64(floating("1e-400"))), "0");
  EXPECT_EQ(exact_string(round_float32(floating("16777217"))), "16777216");
  EXPECT_EQ(exact_string(round_float32(floating("0.1"))), "13421773/134217728");
  EXPECT_EQ(floating("4.9e-324").double_value(), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(floating("0.1").double_value(), 0.1);
  // Above half way between two float32 values, by less than 512 bits can tell.
  Const half = floating("16777217");
  Const tiny = floating("1e-300");
  EXPECT_EQ(exact_string(round_float32(binary_op(half, Op::Add, tiny))), "16777218");
}

TEST_F(Constants, HugeFloatsTurnInexact) {
  Const x = floating("1e1000");
  Const y = binary_op(x, Op::Mul, x);
  EXPECT_EQ(to_string(y), "1e+2000");
  EXPECT_EQ(to_string(binary_op(y, Op::Div, x)), "1e+1000");
  EXPECT_TRUE(compare(x, Op::Lss, y));
  EXPECT_EQ(y.double_value(), std::numeric_limits<double>::infinity());
  for (int i = 0; i < 64; i++) y = binary_op(y, Op::Mul, y);
  EXPECT_EQ(y.kind(), ConstKind::Unknown);
}

TEST_F(Constants, Complex) {
  Const x = make_complex(const_int(1), const_int(2));
  Const y = make_complex(const_int(3), const_int(-1));
  EXPECT_EQ(to_string(binary_op(x, Op::Mul, y)), "(5 + 5i)");
  EXPECT_EQ(to_string(binary_op(x, Op::Add, const_int(1))), "(2 + 2i)");
  EXPECT_EQ(exact_string(binary_op(x, Op::Div, y)), "(1/10 + 7/10i)");
  EXPECT_EQ(to_int(make_complex(const_int(4), const_int(0))).kind(), ConstKind::Int);
  EXPECT_EQ(to_float(x).kind(), ConstKind::Unknown);
  EXPECT_TRUE(compare(x, Op::Eql, make_complex(floating("1.0"), const_int(2))));
  EXPECT_TRUE(compare(x, Op::Neq, y));
  EXPECT_EQ(x.sign() == 0, false);
  EXPECT_EQ(to_complex(const_int(0)).sign(), 0);
}

TEST_F(Constants, Strings) {
  Const s = const_string("");
  std::string expected;
  for (int i = 0; i < 50'000; i++) {
    s = binary_op(s, Op::Add, const_string("abcdefgh"));
    expected += "abcdefgh";
  }
  std::string_view seen[2];
  std::thread other([&] { seen[1] = s.string_value(); });
  seen[0] = s.string_value();
  other.join();
  EXPECT_EQ(seen[0], expected);
  EXPECT_EQ(seen[0].data(), seen[1].data());
  EXPECT_EQ(to_string(const_string(std::string(70, 'x'))).size(), 72u);
  EXPECT_EQ(to_string(const_string(std::string(71, 'x'))), "\"" + std::string(68, 'x') + "...");
  EXPECT_TRUE(compare(const_string("a"), Op::Lss, const_string("b")));
  EXPECT_TRUE(const_equal(binary_op(const_string("a"), Op::Add, const_string("b")), const_string("ab")));
}

TEST_F(Constants, DoublingAStringEndsSomewhere) {
  Const s = const_string("0123456789");
  for (int i = 0; i < 200; i++) s = binary_op(s, Op::Add, s);
  EXPECT_EQ(s.kind(), ConstKind::Unknown);
}

// Types.

Basic* basic(BasicKind k) { return basic_type(k); }
Basic* const& int_type() { return universe.basic[static_cast<int>(BasicKind::Int)]; }
Basic* const& string_type() { return universe.basic[static_cast<int>(BasicKind::String)]; }

Package* package(std::string_view path, std::string_view name) {
  Package* p = make<Package>();
  p->path = intern(path);
  p->name = intern(name);
  p->scope = make<Scope>();
  return p;
}

Var* var(std::string_view name, Type* type, uint16_t bits = 0, Package* pkg = nullptr) {
  Var* v = make<Var>();
  if (!name.empty()) v->name = intern(name);
  v->type = type;
  v->bits = bits;
  v->pkg = pkg;
  v->color = Object::Black;
  return v;
}

Struct* structure(std::initializer_list<Var*> fields, std::initializer_list<const char*> tags = {}) {
  Struct* s = make<Struct>();
  s->fields = List<Ref<Var>>::of_size(fields.size());
  size_t i = 0;
  for (Var* f : fields) s->fields[i++] = f;
  s->tags = List<Name>::of_size(tags.size());
  i = 0;
  for (const char* t : tags) s->tags[i++] = *t ? intern(t) : Name{};
  return s;
}

Signature* func(std::initializer_list<Var*> params, std::initializer_list<Var*> results, bool variadic = false) {
  Signature* s = make<Signature>();
  std::vector<Ref<Var>> p(params.begin(), params.end()), r(results.begin(), results.end());
  s->params = ptrsafe::make_tuple(p);
  s->results = ptrsafe::make_tuple(r);
  s->set_variadic(variadic);
  return s;
}

Interface* interface(std::initializer_list<std::pair<const char*, Type*>> methods,
                     std::initializer_list<Type*> embedded = {}) {
  Interface* t = make<Interface>();
  t->methods = List<Ref<Func>>::of_size(methods.size());
  size_t i = 0;
  for (auto& [name, type] : methods) {
    Func* f = make<Func>();
    f->name = intern(name);
    f->type = type;
    f->color = Object::Black;
    t->methods[i++] = f;
  }
  t->embeddeds = List<Ref<Type>>::of_size(embedded.size());
  i = 0;
  for (Type* e : embedded) t->embeddeds[i++] = e;
  t->flags |= 2;
  return t;
}

TypeName* type_name(std::string_view name, Package* pkg) {
  TypeName* o = make<TypeName>();
  o->name = intern(name);
  o->pkg = pkg;
  o->color = Object::Black;
  return o;
}

Named* named(std::string_view name, Package* pkg, Type* underlying) {
  Named* n = make<Named>(type_name(name, pkg));
  n->obj->type = n;
  n->underlying = underlying;
  n->from_rhs = underlying;
  return n;
}

TypeParam* type_param(std::string_view name, Type* bound) {
  TypeParam* p = make<TypeParam>(type_name(name, nullptr));
  p->obj->type = p;
  p->bound = bound;
  return p;
}

List<Ref<TypeParam>> params(std::initializer_list<TypeParam*> list) {
  auto l = List<Ref<TypeParam>>::of_size(list.size());
  uint32_t i = 0;
  for (TypeParam* p : list) {
    p->index = i;
    l[i++] = p;
  }
  return l;
}

Union* union_of(std::initializer_list<Union::Term> terms) {
  Union* u = make<Union>();
  u->terms = List<Union::Term>::copy_of({terms.begin(), terms.size()});
  return u;
}

std::string text(Type* t, const Package* relative_to = nullptr) {
  Qualifier q;
  q.relative_to = relative_to;
  return type_string(t, q);
}

TEST_F(Types, SharedMakers) {
  EXPECT_EQ(pointer_to(int_type()), pointer_to(int_type()));
  EXPECT_EQ(slice_of(int_type()), slice_of(int_type()));
  EXPECT_NE(static_cast<Type*>(slice_of(universe.byte_type)), static_cast<Type*>(slice_of(basic(BasicKind::Uint8))));
  EXPECT_EQ(array_of(int_type(), 3), array_of(int_type(), 3));
  EXPECT_NE(array_of(int_type(), 3), array_of(int_type(), 4));
  EXPECT_EQ(map_of(int_type(), string_type()), map_of(int_type(), string_type()));
  EXPECT_NE(map_of(int_type(), string_type()), map_of(string_type(), int_type()));
  EXPECT_EQ(chan_of(ChanDir::Send, int_type()), chan_of(ChanDir::Send, int_type()));
  EXPECT_NE(chan_of(ChanDir::Send, int_type()), chan_of(ChanDir::Recv, int_type()));
  // Chains long enough that the tables grow, made by several threads at once.
  std::vector<Type*> ends(4);
  std::vector<std::thread> threads;
  for (Type*& end : ends)
    threads.emplace_back([&end] {
      Type* t = string_type();
      for (int i = 0; i < 20'000; i++) {
        if (i % 3 == 0) t = slice_of(t);
        else if (i % 3 == 1) t = pointer_to(t);
        else t = array_of(t, i);
      }
      end = t;
    });
  for (std::thread& t : threads) t.join();
  for (Type* end : ends) EXPECT_EQ(end, ends[0]);
}

TEST_F(Types, Scopes) {
  Scope* outer = make<Scope>();
  std::vector<Var*> vars;
  for (int i = 0; i < 1000; i++) {
    vars.push_back(var("v" + std::to_string(i), int_type()));
    EXPECT_EQ(outer->insert(vars.back()), nullptr);
  }
  for (int i = 0; i < 1000; i++) EXPECT_EQ(outer->find(vars[i]->name), vars[i]);
  EXPECT_EQ(outer->find(intern("none")), nullptr);
  EXPECT_EQ(outer->insert(var("v7", int_type())), vars[7]);
  EXPECT_EQ(outer->objects().size(), 1000u);
  EXPECT_EQ(outer->objects()[999].get(), vars[999]);
  Scope* inner = make<Scope>();
  inner->parent = outer;
  Var* shadow = var("v7", string_type());
  shadow->scope_pos = Pos{100};
  inner->insert(shadow);
  Scope* where;
  EXPECT_EQ(lookup_parent(inner, shadow->name, Pos{99}, &where), vars[7]);
  EXPECT_EQ(where, outer);
  EXPECT_EQ(lookup_parent(inner, shadow->name, Pos{100}, &where), shadow);
  EXPECT_EQ(where, inner);
  EXPECT_EQ(lookup_parent(inner, shadow->name, Pos{}), shadow);
}

TEST_F(Types, UniverseObjects) {
  auto show = [](Scope* s, const char* name) { return object_string(s->find(intern(name)), Qualifier{}); };
  EXPECT_EQ(show(universe.scope, "any"), "type any = interface{}");
  EXPECT_EQ(show(universe.scope, "error"), "type error interface{Error() string}");
  EXPECT_EQ(show(universe.scope, "comparable"), "type comparable interface{comparable}");
  EXPECT_EQ(show(universe.scope, "byte"), "type byte");
  EXPECT_EQ(show(universe.scope, "iota"), "const iota untyped int");
  EXPECT_EQ(show(universe.scope, "nil"), "nil");
  EXPECT_EQ(show(universe.scope, "append"), "builtin append");
  EXPECT_EQ(show(universe.unsafe->scope, "Pointer"), "type unsafe.Pointer");
  EXPECT_EQ(show(universe.unsafe->scope, "Add"), "builtin unsafe.Add");
  EXPECT_EQ(object_string(universe.error_method, Qualifier{}), "func (error).Error() string");
  auto alias = [](const char* name) { return as_object<TypeName>(universe.scope->find(intern(name)))->is_alias(); };
  EXPECT_TRUE(alias("byte"));
  EXPECT_TRUE(alias("rune"));
  EXPECT_TRUE(alias("any"));
  EXPECT_FALSE(alias("int"));
  EXPECT_FALSE(alias("error"));
  EXPECT_EQ(universe.scope->find(intern("assert")), nullptr);
  EXPECT_EQ(universe.scope->objects().size(), 44u);
}

TEST_F(Types, Text) {
  Package* p = package("x/p", "p");
  Type* i = int_type();
  EXPECT_EQ(text(func({var("a", i), var("b", i), var("c", slice_of(string_type()))}, {var("d", i)}, true)),
            "func(a int, b int, c ...string) (d int)");
  Signature* inner = func({var("", i)}, {var("", string_type())});
  EXPECT_EQ(text(func({var("", inner)}, {var("", i), var("", universe.error_type)})),
            "func(func(int) string) (int, error)");
  EXPECT_EQ(text(func({}, {var("", universe.error_type)})), "func() error");
  EXPECT_EQ(text(chan_of(ChanDir::Both, chan_of(ChanDir::Recv, i))), "chan (<-chan int)");
  EXPECT_EQ(text(chan_of(ChanDir::Recv, chan_of(ChanDir::Both, i))), "<-chan chan int");
  EXPECT_EQ(text(chan_of(ChanDir::Send, chan_of(ChanDir::Recv, i))), "chan<- <-chan int");
  EXPECT_EQ(text(map_of(string_type(), universe.any_type)), "map[string]any");
  EXPECT_EQ(text(interface({})), "interface{}");
  EXPECT_EQ(text(universe.empty_interface), "any");
  EXPECT_EQ(text(array_of(universe.rune_type, 3)), "[3]rune");
  EXPECT_EQ(text(slice_of(universe.byte_type)), "[]byte");
  EXPECT_EQ(text(basic(BasicKind::UnsafePointer)), "unsafe.Pointer");
  EXPECT_EQ(text(basic(BasicKind::UntypedNil)), "untyped nil");
  EXPECT_EQ(text(invalid_type()), "invalid type");
  Named* u = named("U", p, structure({}));
  EXPECT_EQ(text(u), "p.U");
  EXPECT_EQ(text(u, p), "U");
  Qualifier clash;
  clash.ambiguous = [](const Package*) { return true; };
  EXPECT_EQ(type_string(u, clash), "\"x/p\".U");
  Qualifier path;
  path.by_name = false;
  EXPECT_EQ(type_string(u, path), "x/p.U");
  Var* embedded = var("U", pointer_to(u), Var::kEmbedded);
  EXPECT_EQ(text(structure({var("a", i), var("b", string_type()), embedded}, {"", "tag\n", ""}), p),
            "struct{a int; b string \"tag\\n\"; *U}");

  Interface* wrapped = interface({}, {union_of({{i, true}, {string_type(), false}})});
  EXPECT_EQ(text(wrapped), "interface{~int | string}");
  wrapped->set_implicit();
  EXPECT_EQ(text(wrapped), "~int | string");
  EXPECT_EQ(text(interface({{"m", func({}, {})}}, {universe.comparable_type})), "interface{m(); comparable}");

  Named* two = named("Two", p, structure({}));
  TypeParam *a = type_param("A", universe.any_type), *b = type_param("B", universe.any_type);
  two->type_params = params({a, b, type_param("C", wrapped)});
  EXPECT_EQ(text(two, p), "Two[A, B any, C ~int | string]");
  EXPECT_EQ(object_string(two->obj, Qualifier{p}), "type Two[A, B any, C ~int | string] struct{}");
  Named* instance = make<Named>(two->obj);
  instance->origin = two;
  Ref<Type> args[] = {i, u, universe.any_type};
  instance->type_args = List<Ref<Type>>::copy_of(args);
  EXPECT_EQ(text(instance, p), "Two[int, U, any]");

  TypeParam* param = type_param("P", universe.any_type);
  Signature* generic = func({var("x", param)}, {});
  generic->type_params = params({param});
  EXPECT_EQ(text(generic), "func[P any](x P)");
  EXPECT_EQ(object_string(param->obj, Qualifier{}), "type parameter P any");
}

TEST_F(Types, TextIsBounded) {
  Type* t = int_type();
  for (int i = 0; i < 5000; i++) t = func({var("", t), var("", t)}, {});
  EXPECT_LT(text(t).size(), 1u << 20);
}

TEST_F(Types, Identity) {
  Package *p = package("p", "p"), *q = package("q", "q"), *p2 = package("p", "p");
  Type* i = int_type();
  EXPECT_TRUE(identical(universe.byte_type, basic(BasicKind::Uint8)));
  EXPECT_TRUE(identical(universe.rune_type, basic(BasicKind::Int32)));
  EXPECT_FALSE(identical(i, basic(BasicKind::Int64)));
  EXPECT_TRUE(identical(slice_of(universe.byte_type), slice_of(basic(BasicKind::Uint8))));
  EXPECT_FALSE(identical(array_of(i, 2), array_of(i, 3)));
  EXPECT_TRUE(identical(array_of(i, 2), array_of(i, -1)));
  EXPECT_EQ(type_hash(array_of(i, 2)), type_hash(array_of(i, -1)));
  EXPECT_FALSE(identical(chan_of(ChanDir::Both, i), chan_of(ChanDir::Send, i)));
  EXPECT_TRUE(identical(universe.any_type, interface({})));

  // Fields: names, embedding, tags, packages of unexported names.
  EXPECT_TRUE(identical(structure({var("a", i, 0, p)}), structure({var("a", i, 0, p2)})));
  EXPECT_FALSE(identical(structure({var("a", i, 0, p)}), structure({var("a", i, 0, q)})));
  EXPECT_TRUE(identical(structure({var("A", i, 0, p)}), structure({var("A", i, 0, q)})));
  EXPECT_FALSE(identical(structure({var("A", i)}), structure({var("A", i, Var::kEmbedded)})));
  EXPECT_FALSE(identical(structure({var("A", i)}, {"x"}), structure({var("A", i)})));
  EXPECT_TRUE(identical_ignore_tags(structure({var("A", i)}, {"x"}), structure({var("A", i)})));
  EXPECT_FALSE(identical(structure({var("A", i)}), structure({var("A", i), var("B", i)})));

  EXPECT_TRUE(identical(func({var("a", i)}, {}), func({var("b", i)}, {})));
  EXPECT_FALSE(identical(func({var("a", slice_of(i))}, {}, true), func({var("b", slice_of(i))}, {})));
  EXPECT_FALSE(identical(func({}, {var("", i)}), func({}, {})));

  // Generic signatures: parameters may be renamed, constraints must agree.
  auto generic = [&](Type* bound) {
    TypeParam* t = type_param("T", bound);
    Signature* s = func({var("x", slice_of(t))}, {var("", t)});
    s->type_params = params({t});
    return s;
  };
  EXPECT_TRUE(identical(generic(universe.any_type), generic(interface({}))));
  EXPECT_FALSE(identical(generic(universe.any_type), generic(universe.comparable_type)));
  EXPECT_EQ(type_hash(generic(universe.any_type)), type_hash(generic(interface({}))));
  EXPECT_FALSE(identical(type_param("T", universe.any_type), type_param("T", universe.any_type)));

  // Defined types and their instances.
  Named *a = named("A", p, structure({})), *b = named("A", p, structure({}));
  EXPECT_TRUE(identical(a, a));
  EXPECT_FALSE(identical(a, b));
  auto instance = [&](Named* origin, Type* arg) {
    Named* n = make<Named>(origin->obj);
    n->origin = origin;
    Ref<Type> args[] = {arg};
    n->type_args = List<Ref<Type>>::copy_of(args);
    return n;
  };
  EXPECT_TRUE(identical(instance(a, universe.byte_type), instance(a, basic(BasicKind::Uint8))));
  EXPECT_EQ(type_hash(instance(a, universe.byte_type)), type_hash(instance(a, basic(BasicKind::Uint8))));
  EXPECT_FALSE(identical(instance(a, i), instance(a, string_type())));
  EXPECT_FALSE(identical(instance(a, i), instance(b, i)));
  EXPECT_FALSE(identical(instance(a, i), a));
}

TEST_F(Types, IdentityOfInterfaces) {
  Signature* f = func({}, {});
  EXPECT_TRUE(identical(interface({{"A", f}, {"B", f}}), interface({{"B", func({}, {})}, {"A", f}})));
  EXPECT_FALSE(identical(interface({{"A", f}}), interface({{"B", f}})));
  Interface* inner = interface({{"A", f}});
  EXPECT_TRUE(identical(interface({{"A", f}, {"B", f}}), interface({{"B", f}}, {inner})));
  EXPECT_TRUE(identical(interface({}, {union_of({{int_type(), true}, {string_type(), false}})}),
                        interface({}, {union_of({{string_type(), false}, {int_type(), true}})})));
  EXPECT_FALSE(identical(interface({}, {union_of({{int_type(), true}})}),
                         interface({}, {union_of({{int_type(), false}})})));
  EXPECT_FALSE(identical(interface({}), interface({}, {universe.comparable_type})));
  // interface { m(interface{ m(…) }) }, closed to a loop by way of the method's parameter.
  auto loop = [] {
    Interface* t = interface({{"M", nullptr}});
    t->methods[0]->type = func({var("", t)}, {});
    return t;
  };
  EXPECT_TRUE(identical(loop(), loop()));
}

TEST_F(Types, IdentityEndsOnBigTypes) {
  auto chain = [] {
    Type* t = int_type();
    for (int i = 0; i < 60; i++) t = func({var("", t), var("", t)}, {});
    return t;
  };
  identical(chain(), chain());
  Type *x = int_type(), *y = int_type();
  for (int i = 0; i < 100'000; i++) x = func({var("", x)}, {}), y = func({var("", y)}, {});
  identical(x, y);
}

TEST_F(Types, Predicates) {
  Type* i = int_type();
  EXPECT_TRUE(is_integer(i));
  EXPECT_TRUE(is_numeric(basic(BasicKind::UntypedFloat)));
  EXPECT_FALSE(is_numeric(string_type()));
  EXPECT_TRUE(is_untyped(basic(BasicKind::UntypedNil)));
  EXPECT_TRUE(is_unsigned(named("N", nullptr, basic(BasicKind::Uint8))));
  EXPECT_EQ(default_type(basic(BasicKind::UntypedRune)), universe.rune_type);
  EXPECT_EQ(default_type(basic(BasicKind::UntypedNil)), basic(BasicKind::UntypedNil));
  EXPECT_TRUE(has_nil(universe.error_type));
  EXPECT_TRUE(has_nil(basic(BasicKind::UnsafePointer)));
  EXPECT_FALSE(has_nil(i));
  EXPECT_TRUE(is_bytes_or_runes(slice_of(universe.byte_type)));
  EXPECT_FALSE(is_bytes_or_runes(slice_of(i)));
  TypeParam* p = type_param("P", interface({}, {union_of({{i, true}, {basic(BasicKind::Uint8), false}})}));
  EXPECT_TRUE(all_integer(p));
  EXPECT_FALSE(is_integer(p));
  EXPECT_FALSE(all_unsigned(p));
  EXPECT_FALSE(all_integer(type_param("Q", universe.any_type)));
  EXPECT_TRUE(is_interface_type(p));
  EXPECT_FALSE(is_non_type_param_interface(p));
}

TEST_F(Types, Comparability) {
  Type* i = int_type();
  std::string cause;
  EXPECT_TRUE(comparable_type(i, false));
  EXPECT_TRUE(comparable_type(structure({var("a", i)}), false));
  EXPECT_FALSE(comparable_type(structure({var("a", slice_of(i))}), false, &cause));
  EXPECT_EQ(cause, "struct containing []int cannot be compared");
  EXPECT_FALSE(comparable_type(array_of(map_of(i, i), 2), false, &cause));
  EXPECT_EQ(cause, "[2]map[int]int cannot be compared");
  EXPECT_TRUE(comparable_type(universe.any_type, true));
  EXPECT_FALSE(comparable_type(universe.any_type, false, &cause));
  EXPECT_EQ(cause, "incomparable types in type set");
  EXPECT_TRUE(comparable_type(type_param("P", universe.comparable_type), true));
  EXPECT_FALSE(comparable_type(type_param("P", universe.any_type), true));
  EXPECT_TRUE(comparable_type(type_param("P", interface({}, {union_of({{i, true}})})), false));
  // Doubling structs: linear, not exponential.
  Type* t = i;
  for (int k = 0; k < 100; k++) t = named("T", nullptr, structure({var("a", t), var("b", t)}));
  EXPECT_TRUE(comparable_type(t, false));
}

TEST_F(Types, SizesAreThoseOfTheCompiler) {
  Sizes wide = Sizes::for_arch("amd64"), narrow = Sizes::for_arch("386");
  Type* i64 = basic(BasicKind::Int64);
  Type* b = basic(BasicKind::Bool);
  EXPECT_EQ(wide.size_of(int_type()), 8);
  EXPECT_EQ(narrow.size_of(int_type()), 4);
  EXPECT_EQ(wide.align_of(i64), 8);
  EXPECT_EQ(narrow.align_of(i64), 4);
  Struct* s = structure({var("a", b), var("b", i64), var("c", b)});
  EXPECT_EQ(wide.size_of(s), 24);
  EXPECT_EQ(narrow.size_of(s), 16);
  EXPECT_EQ(wide.offset_of(s, 1), 8);
  EXPECT_EQ(wide.offset_of(s, 2), 16);
  EXPECT_EQ(narrow.offset_of(s, 2), 12);
  EXPECT_EQ(wide.size_of(string_type()), 16);
  EXPECT_EQ(wide.size_of(slice_of(b)), 24);
  EXPECT_EQ(wide.size_of(universe.error_type), 16);
  EXPECT_EQ(wide.size_of(basic(BasicKind::Complex128)), 16);
  EXPECT_EQ(wide.align_of(basic(BasicKind::Complex128)), 8);
  EXPECT_EQ(narrow.align_of(basic(BasicKind::Complex64)), 4);
  EXPECT_EQ(wide.size_of(array_of(s, 3)), 72);
  // A last field of size zero costs room, unless the struct has no size at all.
  EXPECT_EQ(wide.size_of(structure({var("a", i64), var("b", structure({}))})), 16);
  EXPECT_EQ(wide.size_of(structure({var("b", structure({})), var("a", i64)})), 8);
  EXPECT_EQ(wide.size_of(structure({var("a", structure({})), var("b", array_of(i64, 0))})), 0);
  EXPECT_EQ(wide.size_of(structure({var("a", b), var("b", array_of(i64, 0))})), 16);
  Named* marker = named("align64", package("sync/atomic", "atomic"), structure({}));
  EXPECT_EQ(narrow.align_of(structure({var("m", marker), var("v", i64)})), 8);
  // Too large.
  Type* huge = array_of(i64, int64_t{1} << 60);
  EXPECT_EQ(wide.size_of(huge), -1);
  EXPECT_EQ(wide.size_of(structure({var("a", b), var("h", huge)})), -1);
  EXPECT_EQ(wide.offset_of(structure({var("h", huge), var("a", b)}), 1), -1);
  // Doubling structs overflow in linear time.
  Type* t = i64;
  for (int k = 0; k < 100; k++) t = named("T", nullptr, structure({var("a", t), var("b", t)}));
  EXPECT_EQ(wide.size_of(t), -1);
  EXPECT_TRUE(has_constant_size(t));
  EXPECT_FALSE(has_constant_size(array_of(type_param("P", universe.any_type), 2)));
  EXPECT_TRUE(has_constant_size(pointer_to(type_param("P", universe.any_type))));
  // A type that contains itself is an error elsewhere; here it only has to end.
  Named* self = named("S", nullptr, nullptr);
  self->underlying = structure({var("a", self), var("b", self)});
  EXPECT_EQ(wide.size_of(self), -1);
  EXPECT_FALSE(has_constant_size(self));
}

TEST_F(Types, PointerMapsAreThoseOfTheCompiler) {
  Sizes wide = Sizes::for_arch("amd64"), narrow = Sizes::for_arch("386");
  using Bits = std::vector<uint8_t>;
  Type* i = int_type();
  EXPECT_EQ(pointer_bytes(i, wide), 0);
  EXPECT_EQ(pointer_mask(i, wide), Bits{});
  EXPECT_EQ(pointer_bytes(string_type(), wide), 8);
  EXPECT_EQ(pointer_bytes(slice_of(i), narrow), 4);
  EXPECT_EQ(pointer_bytes(universe.error_type, wide), 16);
  EXPECT_EQ(pointer_mask(universe.error_type, wide), Bits{2});
  Struct* s = structure({var("a", i), var("b", pointer_to(i)), var("c", string_type()), var("d", universe.any_type), var("e", array_of(slice_of(i), 3)), var("f", i)});
  EXPECT_EQ(pointer_bytes(s, wide), 104);
  EXPECT_EQ(pointer_mask(s, wide), (Bits{0x66, 0x12}));
  EXPECT_EQ(pointer_bytes(s, narrow), 52);
  EXPECT_EQ(pointer_bytes(array_of(pointer_to(i), 0), wide), 0);
  EXPECT_EQ(pointer_bytes(array_of(structure({var("a", pointer_to(i)), var("b", i)}), 10), wide), 152);
  // What is kept out of the heap is not followed.
  Named* outside = named("nih", package("internal/runtime/sys", "sys"), structure({}));
  Type* mark = named("M", nullptr, structure({var("_", outside), var("p", pointer_to(i))}));
  EXPECT_TRUE(not_in_heap(array_of(mark, 2)));
  EXPECT_TRUE(has_pointers(mark));
  EXPECT_FALSE(has_pointers(pointer_to(mark)));
  EXPECT_TRUE(has_pointers(slice_of(mark)));
  // Doubling structs in linear time, and what has no size.
  Type* t = i;
  for (int k = 0; k < 100; k++) t = named("T", nullptr, structure({var("a", t), var("b", t)}));
  EXPECT_FALSE(has_pointers(t));
  EXPECT_FALSE(not_in_heap(t));
  EXPECT_EQ(pointer_bytes(t, wide), -1);
  Named* self = named("S", nullptr, nullptr);
  self->underlying = structure({var("a", self), var("b", self)});
  EXPECT_FALSE(has_pointers(self));
  EXPECT_EQ(pointer_bytes(self, wide), -1);
}

}  // namespace
}  // namespace ptrsafe
