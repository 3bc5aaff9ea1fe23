// Operations on constants (spec, "Constant expressions").

#include "types/constant_data.h"

namespace ptrsafe {
namespace {

template <class T>
bool ordered(Op op, T x, T y) {
  switch (op) {
    case Op::Eql: return x == y;
    case Op::Neq: return x != y;
    case Op::Lss: return x < y;
    case Op::Leq: return x <= y;
    case Op::Gtr: return x > y;
    case Op::Geq: return x >= y;
    default: return false;
  }
}

// Both of form Small. False if the result does not fit an int64 or is a fraction.
bool small_op(int64_t x, Op op, int64_t y, bool truncate, int64_t* out) {
  switch (op) {
    case Op::Add: return !__builtin_add_overflow(x, y, out);
    case Op::Sub: return !__builtin_sub_overflow(x, y, out);
    case Op::Mul: return !__builtin_mul_overflow(x, y, out);
    case Op::Div:
      if (y == -1) return !__builtin_sub_overflow(int64_t{0}, x, out);
      if (!truncate && x % y != 0) return false;
      *out = x / y;
      return true;
    case Op::Rem: *out = y == -1 ? 0 : x % y; return true;
    case Op::And: *out = x & y; return true;
    case Op::Or: *out = x | y; return true;
    case Op::Xor: *out = x ^ y; return true;
    case Op::AndNot: *out = x & ~y; return true;
    default: return false;
  }
}

Const integer_op(const ConstData* x, Op op, const ConstData* y) {
  ExactView a(x), b(y);
  Integer r;
  switch (op) {
    case Op::Add: mpz_add(r.v, a.num(), b.num()); break;
    case Op::Sub: mpz_sub(r.v, a.num(), b.num()); break;
    case Op::Mul: mpz_mul(r.v, a.num(), b.num()); break;
    case Op::Div: mpz_tdiv_q(r.v, a.num(), b.num()); break;
    case Op::Rem: mpz_tdiv_r(r.v, a.num(), b.num()); break;
    case Op::And: mpz_and(r.v, a.num(), b.num()); break;
    case Op::Or: mpz_ior(r.v, a.num(), b.num()); break;
    case Op::Xor: mpz_xor(r.v, a.num(), b.num()); break;
    case Op::AndNot: {
      Integer inverse;
      mpz_com(inverse.v, b.num());
      mpz_and(r.v, a.num(), inverse.v);
      break;
    }
    default: return const_unknown();
  }
  return make_integer(ConstKind::Int, r.v);
}

Const fraction_op(const ConstData* x, Op op, const ConstData* y) {
  ExactView a(x), b(y);
  Rational r;
  switch (op) {
    case Op::Add: mpq_add(r.v, a.fraction(), b.fraction()); break;
    case Op::Sub: mpq_sub(r.v, a.fraction(), b.fraction()); break;
    case Op::Mul: mpq_mul(r.v, a.fraction(), b.fraction()); break;
    case Op::Div: mpq_div(r.v, a.fraction(), b.fraction()); break;
    default: return const_unknown();
  }
  return make_rational(r.v);
}

Const floating_op(const ConstData* x, Op op, const ConstData* y) {
  Floating a, b;
  get_floating(a.v, x);
  get_floating(b.v, y);
  switch (op) {
    case Op::Add: mpfr_add(a.v, a.v, b.v, MPFR_RNDN); break;
    case Op::Sub: mpfr_sub(a.v, a.v, b.v, MPFR_RNDN); break;
    case Op::Mul: mpfr_mul(a.v, a.v, b.v, MPFR_RNDN); break;
    case Op::Div: mpfr_div(a.v, a.v, b.v, MPFR_RNDN); break;
    default: return const_unknown();
  }
  return make_floating(a.v);
}

// Whether two numbers of different kinds or forms can be handled as exact fractions.
bool use_fractions(const ConstData* x, const ConstData* y) {
  return is_exact(x) && is_exact(y) && !is_oversized(x) && !is_oversized(y);
}

Const real_op(const ConstData* x, Op op, const ConstData* y, bool integer_division) {
  bool is_int = x->kind == ConstKind::Int && y->kind == ConstKind::Int;
  bool fraction = op == Op::Div && !(is_int && integer_division);
  ConstKind kind = is_int && !fraction ? ConstKind::Int : ConstKind::Float;
  if ((op == Op::Div || op == Op::Rem) && Const{Ref<ConstData>(y)}.sign() == 0) return const_unknown();
  if (x->form == ConstForm::Small && y->form == ConstForm::Small) {
    int64_t r;
    if (small_op(small_value(x), op, small_value(y), !fraction, &r)) return make_small(kind, r);
  }
  if (kind == ConstKind::Int) return integer_op(x, op, y);
  return use_fractions(x, y) ? fraction_op(x, op, y) : floating_op(x, op, y);
}

Const complex_op(Const x, Op op, Const y) {
  Const a = real_part(x), b = imag_part(x), c = real_part(y), d = imag_part(y);
  switch (op) {
    case Op::Add:
    case Op::Sub: return make_complex(binary_op(a, op, c), binary_op(b, op, d));
    case Op::Mul:
      return make_complex(binary_op(binary_op(a, Op::Mul, c), Op::Sub, binary_op(b, Op::Mul, d)),
                          binary_op(binary_op(b, Op::Mul, c), Op::Add, binary_op(a, Op::Mul, d)));
    case Op::Div: {
      Const square = binary_op(binary_op(c, Op::Mul, c), Op::Add, binary_op(d, Op::Mul, d));
      Const re = binary_op(binary_op(a, Op::Mul, c), Op::Add, binary_op(b, Op::Mul, d));
      Const im = binary_op(binary_op(b, Op::Mul, c), Op::Sub, binary_op(a, Op::Mul, d));
      return make_complex(binary_op(re, Op::Div, square), binary_op(im, Op::Div, square));
    }
    default: return const_unknown();
  }
}

int compare_numbers(const ConstData* x, const ConstData* y) {
  if (x->form == ConstForm::Small && y->form == ConstForm::Small)
    return small_value(x) < small_value(y) ? -1 : small_value(x) > small_value(y);
  bool integers = x->kind == ConstKind::Int && y->kind == ConstKind::Int;
  if (integers || use_fractions(x, y)) {
    ExactView a(x), b(y);
    return integers ? mpz_cmp(a.num(), b.num()) : mpq_cmp(a.fraction(), b.fraction());
  }
  Floating a, b;
  get_floating(a.v, x);
  get_floating(b.v, y);
  return mpfr_cmp(a.v, b.v);
}

}  // namespace

Const binary_op(Const x, Op op, Const y, bool integer_division) {
  if (!x.data || !y.data) return const_unknown();
  ConstKind xk = x.kind(), yk = y.kind();
  if (xk == ConstKind::Unknown || yk == ConstKind::Unknown) return const_unknown();
  if (is_number(x.data) && is_number(y.data)) {
    if (op >= Op::And && op <= Op::AndNot && (xk != ConstKind::Int || yk != ConstKind::Int)) return const_unknown();
    if ((op == Op::Or || op == Op::Xor || op == Op::Rem) && (xk != ConstKind::Int || yk != ConstKind::Int))
      return const_unknown();
    return real_op(x.data, op, y.data, integer_division);
  }
  if (xk == ConstKind::Bool && yk == ConstKind::Bool) {
    if (op == Op::AndAnd) return const_bool(x.bool_value() && y.bool_value());
    if (op == Op::OrOr) return const_bool(x.bool_value() || y.bool_value());
    return const_unknown();
  }
  if (xk == ConstKind::String && yk == ConstKind::String) return op == Op::Add ? concatenate(x, y) : const_unknown();
  bool x_numeric = is_number(x.data) || xk == ConstKind::Complex;
  bool y_numeric = is_number(y.data) || yk == ConstKind::Complex;
  return x_numeric && y_numeric ? complex_op(x, op, y) : const_unknown();
}

Const unary_op(Op op, Const x, unsigned unsigned_bits) {
  if (!x.data) return const_unknown();
  const ConstData* d = x.data;
  switch (op) {
    case Op::Add: return is_number(d) || d->kind == ConstKind::Complex ? x : const_unknown();
    case Op::Not: return d->kind == ConstKind::Bool ? const_bool(!d->truth) : const_unknown();
    case Op::Sub: {
      if (d->kind == ConstKind::Complex) return make_complex(unary_op(op, real_part(x)), unary_op(op, imag_part(x)));
      if (!is_number(d)) return const_unknown();
      return binary_op(make_small(d->kind, 0), Op::Sub, x);
    }
    case Op::Xor: {
      if (d->kind != ConstKind::Int) return const_unknown();
      if (unsigned_bits == 0) {
        if (d->form == ConstForm::Small) return const_int(~small_value(d));
        ExactView view(d);
        Integer r;
        mpz_com(r.v, view.num());
        return make_integer(ConstKind::Int, r.v);
      }
      // The complement within the width of the type.
      ExactView view(d);
      Integer r;
      mpz_com(r.v, view.num());
      mpz_fdiv_r_2exp(r.v, r.v, unsigned_bits);
      return make_integer(ConstKind::Int, r.v);
    }
    default: return const_unknown();
  }
}

Const shift(Const x, Op op, uint64_t count) {
  if (x.kind() != ConstKind::Int) return const_unknown();
  const ConstData* d = x.data;
  if (count == 0) return x;
  if (d->form == ConstForm::Small) {
    int64_t v = small_value(d);
    if (v == 0) return x;
    if (op == Op::Shr) return const_int(count >= 64 ? (v < 0 ? -1 : 0) : v >> count);
    if (count < 63) {
      int64_t shifted = static_cast<int64_t>(static_cast<uint64_t>(v) << count);
      if ((shifted >> count) == v) return const_int(shifted);
    }
  }
  // Callers bound left shifts; this only keeps a mistake from using up the memory.
  if (op == Op::Shl && count > 1'000'000) return const_unknown();
  ExactView view(d);
  Integer r;
  if (op == Op::Shl) mpz_mul_2exp(r.v, view.num(), count);
  else mpz_fdiv_q_2exp(r.v, view.num(), count);
  return make_integer(ConstKind::Int, r.v);
}

bool compare(Const x, Op op, Const y) {
  if (!x.data || !y.data) return false;
  ConstKind xk = x.kind(), yk = y.kind();
  if (xk == ConstKind::Unknown || yk == ConstKind::Unknown) return false;
  if (is_number(x.data) && is_number(y.data)) return ordered(op, compare_numbers(x.data, y.data), 0);
  if (xk == ConstKind::Bool && yk == ConstKind::Bool) {
    if (op == Op::Eql) return x.bool_value() == y.bool_value();
    return op == Op::Neq && x.bool_value() != y.bool_value();
  }
  if (xk == ConstKind::String && yk == ConstKind::String)
    return ordered(op, x.string_value().compare(y.string_value()), 0);
  bool x_numeric = is_number(x.data) || xk == ConstKind::Complex;
  bool y_numeric = is_number(y.data) || yk == ConstKind::Complex;
  if (!x_numeric || !y_numeric) return false;
  bool equal = compare_numbers(real_part(x).data, real_part(y).data) == 0 &&
               compare_numbers(imag_part(x).data, imag_part(y).data) == 0;
  return op == Op::Eql ? equal : op == Op::Neq && !equal;
}

}  // namespace ptrsafe
