// ConstData: how the values of constant.h are stored, and views of them as GMP and MPFR numbers.
// Internal to the constant_*.cc files.
#pragma once

#include <gmp.h>
#include <mpfr.h>

#include <atomic>
#include <cstdint>
#include <string>

#include "types/constant.h"

namespace ptrsafe {

struct SmallData : ConstData {
  int64_t value;
};
struct BigData : ConstData {
  mp_limb_t limbs[1];
};
struct RatioData : ConstData {
  uint64_t den_size;
  mp_limb_t limbs[1];  // of the numerator, then of the denominator
};

constexpr mpfr_prec_t kPrecision = 512;
constexpr int kFloatingLimbs = 8;
struct FloatingData : ConstData {
  int64_t exponent;
  mp_limb_t limbs[kFloatingLimbs];
};
struct TextData : ConstData {
  uint64_t length;
  const char* text;
};
struct RopeData : ConstData {
  uint64_t length;
  Const left, right;
  std::atomic<const char*> flat;  // null until somebody needed the text
};
struct PairData : ConstData {
  Const re, im;
};

static_assert(GMP_NUMB_BITS == 64 && sizeof(mp_limb_t) == 8);

// Numerators and denominators of this many bits are no longer kept exactly.
constexpr size_t kMaxExactBits = 4096;

// Sets the exponent range of this thread's MPFR; called before any use of it.
void init_mpfr();

struct Integer {
  mpz_t v;
  Integer() { mpz_init(v); }
  ~Integer() { mpz_clear(v); }
  Integer(const Integer&) = delete;
  Integer& operator=(const Integer&) = delete;
};

struct Rational {
  mpq_t v;
  Rational() { mpq_init(v); }
  ~Rational() { mpq_clear(v); }
  Rational(const Rational&) = delete;
  Rational& operator=(const Rational&) = delete;
};

struct Floating {
  mpfr_t v;
  Floating() {
    init_mpfr();
    mpfr_init2(v, kPrecision);
  }
  ~Floating() { mpfr_clear(v); }
  Floating(const Floating&) = delete;
  Floating& operator=(const Floating&) = delete;
};

// A Small, Big or Ratio value as a GMP fraction, without copying limbs. The numerator is the value of an integer.
struct ExactView {
  explicit ExactView(const ConstData* d);
  ExactView(const ExactView&) = delete;
  mpz_srcptr num() const { return mpq_numref(q_); }
  mpz_srcptr den() const { return mpq_denref(q_); }
  mpq_srcptr fraction() const { return q_; }

 private:
  mpq_t q_;
  mp_limb_t small_ = 0;
};

inline bool is_exact(const ConstData* d) { return d->form >= ConstForm::Small && d->form <= ConstForm::Ratio; }
inline bool is_number(const ConstData* d) { return d->form >= ConstForm::Small && d->form <= ConstForm::Floating; }
inline int64_t small_value(const ConstData* d) { return static_cast<const SmallData*>(d)->value; }
// An integer too long for exact fractions.
bool is_oversized(const ConstData* d);

// Nearest floating value of a number.
void get_floating(mpfr_t out, const ConstData* d);

// Makers that normalise. `kind` is Int or Float.
Const make_small(ConstKind kind, int64_t v);
Const make_integer(ConstKind kind, mpz_srcptr v);
Const make_rational(mpq_srcptr v);    // of kind Float; v is canonical. Floating if it has got long
Const make_fraction(mpq_srcptr v);    // likewise, but exact however long it is
Const make_floating(mpfr_srcptr v);   // of kind Float; unknown if not finite
Const make_text(const char* text, uint64_t length);  // text lives in the Region

// x + y of two strings, put off until somebody needs the text.
Const concatenate(Const x, Const y);
// The first `limit` bytes of a string, without flattening it.
std::string string_prefix(Const c, uint64_t limit);

}  // namespace ptrsafe
