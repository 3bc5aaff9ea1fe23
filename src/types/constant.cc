#include "types/constant.h"

#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "types/constant_data.h"

namespace ptrsafe {
namespace {

// Longest string that concatenation makes: doubling in a chain of declarations grows without bounds.
constexpr uint64_t kMaxStringLength = uint64_t{16} << 20;
constexpr uint64_t kEagerConcatenation = 48;

constexpr int64_t kMinCached = -16, kMaxCached = 256;

struct Cache {
  Const unknown, false_value, true_value, empty;
  Const ints[2][kMaxCached - kMinCached + 1];  // of kind Int, of kind Float
};

template <class T>
T* new_data(ConstKind kind, ConstForm form) {
  T* d = make<T>();
  d->kind = kind;
  d->form = form;
  return d;
}

Const allocate_small(ConstKind kind, int64_t v) {
  auto* d = new_data<SmallData>(kind, ConstForm::Small);
  d->value = v;
  return {Ref<ConstData>(d)};
}

Cache make_cache() {
  Cache c;
  c.unknown.data = new_data<ConstData>(ConstKind::Unknown, ConstForm::Unknown);
  for (bool b : {false, true}) {
    auto* d = new_data<ConstData>(ConstKind::Bool, ConstForm::Bool);
    d->truth = b;
    (b ? c.true_value : c.false_value).data = d;
  }
  auto* text = new_data<TextData>(ConstKind::String, ConstForm::Text);
  text->length = 0;
  text->text = "";
  c.empty.data = Ref<ConstData>(text);
  for (int64_t v = kMinCached; v <= kMaxCached; v++) {
    c.ints[0][v - kMinCached] = allocate_small(ConstKind::Int, v);
    c.ints[1][v - kMinCached] = allocate_small(ConstKind::Float, v);
  }
  return c;
}

const Cache& cache() {
  static const Cache c = make_cache();
  return c;
}

size_t bits(mpz_srcptr z) { return mpz_sgn(z) == 0 ? 0 : mpz_sizeinbase(z, 2); }

// The nearest value on the 512-bit grid to a fraction, with the last bit set if it is inexact, so that a second
// rounding to a machine format is correct.
void get_sticky(mpfr_t out, const ConstData* d) {
  if (d->form == ConstForm::Floating) return get_floating(out, d);
  ExactView view(d);
  int inexact = mpfr_set_q(out, view.fraction(), MPFR_RNDZ);
  if (inexact != 0 && (out->_mpfr_d[0] & 1) == 0) {
    if (mpfr_sgn(out) > 0) mpfr_nextabove(out);
    else mpfr_nextbelow(out);
  }
}

// The integer that a floating value is; values that differ from one only by rounding errors count.
Const floating_to_int(const ConstData* d) {
  Floating f;
  get_floating(f.v, d);
  // A value this large is an integer of no use: the checker refuses anything above 512 bits.
  if (mpfr_get_exp(f.v) > static_cast<mpfr_exp_t>(kMaxExactBits)) return const_unknown();
  Integer z;
  if (mpfr_integer_p(f.v)) {
    mpfr_get_z(z.v, f.v, MPFR_RNDZ);
    return make_integer(ConstKind::Int, z.v);
  }
  mpfr_t rounded;
  mpfr_init2(rounded, kPrecision - 4);
  Const result = const_unknown();
  for (mpfr_rnd_t direction : {MPFR_RNDD, MPFR_RNDU}) {
    mpfr_set(rounded, f.v, direction);
    if (!mpfr_integer_p(rounded)) continue;
    mpfr_get_z(z.v, rounded, MPFR_RNDZ);
    result = make_integer(ConstKind::Int, z.v);
    break;
  }
  mpfr_clear(rounded);
  return result;
}

Const complex_of(Const re, Const im) {
  if (re.kind() == ConstKind::Unknown || im.kind() == ConstKind::Unknown) return const_unknown();
  auto* d = new_data<PairData>(ConstKind::Complex, ConstForm::Pair);
  d->re = re;
  d->im = im;
  return {Ref<ConstData>(d)};
}

// Appends up to `limit` bytes of a string constant.
void append_text(std::string& out, Const c, uint64_t limit) {
  absl::InlinedVector<const ConstData*, 16> todo{c.data.get()};
  while (!todo.empty() && out.size() < limit) {
    const ConstData* d = todo.back();
    todo.pop_back();
    if (d->form == ConstForm::Text) {
      auto* t = static_cast<const TextData*>(d);
      out.append(t->text, std::min<uint64_t>(t->length, limit - out.size()));
      continue;
    }
    auto* r = static_cast<const RopeData*>(d);
    if (const char* flat = r->flat.load(std::memory_order_acquire)) {
      out.append(flat, std::min<uint64_t>(r->length, limit - out.size()));
      continue;
    }
    todo.push_back(r->right.data.get());
    todo.push_back(r->left.data.get());
  }
}

}  // namespace

void init_mpfr() {
  // The range of exponents of Go's big.Float.
  thread_local const bool done = [] {
    mpfr_set_emin(std::numeric_limits<int32_t>::min());
    mpfr_set_emax(std::numeric_limits<int32_t>::max());
    return true;
  }();
  (void)done;
}

ExactView::ExactView(const ConstData* d) {
  static const mp_limb_t one = 1;
  mpz_ptr num = mpq_numref(q_);
  mpz_ptr den = mpq_denref(q_);
  mpz_roinit_n(den, &one, 1);
  if (d->form == ConstForm::Small) {
    int64_t v = small_value(d);
    small_ = v < 0 ? 0 - static_cast<uint64_t>(v) : static_cast<uint64_t>(v);
    mpz_roinit_n(num, &small_, v < 0 ? -1 : v > 0);
  } else if (d->form == ConstForm::Big) {
    mpz_roinit_n(num, static_cast<const BigData*>(d)->limbs, d->size);
  } else {
    auto* r = static_cast<const RatioData*>(d);
    mpz_roinit_n(num, r->limbs, r->size);
    mpz_roinit_n(den, r->limbs + std::abs(r->size), static_cast<mp_size_t>(r->den_size));
  }
}

bool is_oversized(const ConstData* d) {
  if (d->form != ConstForm::Big) return false;
  ExactView view(d);
  return bits(view.num()) >= kMaxExactBits;
}

void get_floating(mpfr_t out, const ConstData* d) {
  init_mpfr();
  if (d->form == ConstForm::Small) {
    mpfr_set_sj(out, small_value(d), MPFR_RNDN);
  } else if (d->form == ConstForm::Floating) {
    auto* f = static_cast<const FloatingData*>(d);
    mpfr_t view;
    mpfr_custom_init_set(view, f->size < 0 ? -MPFR_REGULAR_KIND : MPFR_REGULAR_KIND, f->exponent, kPrecision,
                         const_cast<mp_limb_t*>(f->limbs));
    mpfr_set(out, view, MPFR_RNDN);
  } else if (is_exact(d)) {
    ExactView view(d);
    mpfr_set_q(out, view.fraction(), MPFR_RNDN);
  } else {
    mpfr_set_zero(out, 1);
  }
}

Const make_small(ConstKind kind, int64_t v) {
  if (v >= kMinCached && v <= kMaxCached) return cache().ints[kind == ConstKind::Float][v - kMinCached];
  return allocate_small(kind, v);
}

Const make_integer(ConstKind kind, mpz_srcptr v) {
  if (mpz_fits_slong_p(v)) return make_small(kind, mpz_get_si(v));
  size_t n = mpz_size(v);
  auto* d = static_cast<BigData*>(Region::allocate(sizeof(BigData) + (n - 1) * sizeof(mp_limb_t)));
  d->kind = kind;
  d->form = ConstForm::Big;
  d->size = mpz_sgn(v) < 0 ? -static_cast<int32_t>(n) : static_cast<int32_t>(n);
  std::copy_n(mpz_limbs_read(v), n, d->limbs);
  return {Ref<ConstData>(d)};
}

Const make_rational(mpq_srcptr v) {
  mpz_srcptr num = mpq_numref(v);
  mpz_srcptr den = mpq_denref(v);
  if (bits(num) >= kMaxExactBits || bits(den) >= kMaxExactBits) {
    Floating f;
    mpfr_set_q(f.v, v, MPFR_RNDN);
    return make_floating(f.v);
  }
  return make_fraction(v);
}

Const make_fraction(mpq_srcptr v) {
  mpz_srcptr num = mpq_numref(v);
  mpz_srcptr den = mpq_denref(v);
  if (mpz_cmp_ui(den, 1) == 0) return make_integer(ConstKind::Float, num);
  size_t n = mpz_size(num), m = mpz_size(den);
  auto* d = static_cast<RatioData*>(Region::allocate(sizeof(RatioData) + (n + m) * sizeof(mp_limb_t)));
  d->kind = ConstKind::Float;
  d->form = ConstForm::Ratio;
  d->size = mpz_sgn(num) < 0 ? -static_cast<int32_t>(n) : static_cast<int32_t>(n);
  d->den_size = m;
  std::copy_n(mpz_limbs_read(num), n, d->limbs);
  std::copy_n(mpz_limbs_read(den), m, d->limbs + n);
  return {Ref<ConstData>(d)};
}

Const make_floating(mpfr_srcptr v) {
  if (!mpfr_number_p(v)) return const_unknown();
  if (mpfr_zero_p(v)) return make_small(ConstKind::Float, 0);
  auto* d = new_data<FloatingData>(ConstKind::Float, ConstForm::Floating);
  d->size = mpfr_sgn(v) < 0 ? -1 : 1;
  d->exponent = mpfr_get_exp(v);
  std::copy_n(v->_mpfr_d, kFloatingLimbs, d->limbs);
  return {Ref<ConstData>(d)};
}

Const make_text(const char* text, uint64_t length) {
  if (length == 0) return cache().empty;
  auto* d = new_data<TextData>(ConstKind::String, ConstForm::Text);
  d->length = length;
  d->text = text;
  return {Ref<ConstData>(d)};
}

bool Const::bool_value() const { return data && data->truth; }

std::string_view Const::string_value() const {
  if (!data) return {};
  const ConstData* d = data.get();
  if (d->form == ConstForm::Text) {
    auto* t = static_cast<const TextData*>(d);
    return {t->text, t->length};
  }
  if (d->form != ConstForm::Rope) return {};
  auto* r = static_cast<RopeData*>(data.get());
  const char* flat = r->flat.load(std::memory_order_acquire);
  if (!flat) {
    std::string text;
    text.reserve(r->length);
    append_text(text, *this, r->length);
    char* mine = static_cast<char*>(Region::allocate(r->length));
    std::copy_n(text.data(), r->length, mine);
    // Two threads may both have made the text; either will do.
    if (r->flat.compare_exchange_strong(flat, mine, std::memory_order_acq_rel)) flat = mine;
  }
  return {flat, r->length};
}

bool Const::int64_value(int64_t* out) const {
  if (!data) return false;
  const ConstData* d = data.get();
  if (d->form == ConstForm::Small) {
    *out = small_value(d);
    return true;
  }
  if (d->form != ConstForm::Floating) return false;
  Const i = floating_to_int(d);
  return i.kind() == ConstKind::Int && i.int64_value(out);
}

bool Const::uint64_value(uint64_t* out) const {
  if (!data) return false;
  const ConstData* d = data.get();
  if (d->form == ConstForm::Small) {
    *out = static_cast<uint64_t>(small_value(d));
    return small_value(d) >= 0;
  }
  if (d->form == ConstForm::Big) {
    *out = static_cast<const BigData*>(d)->limbs[0];
    return d->size == 1;
  }
  if (d->form != ConstForm::Floating) return false;
  Const i = floating_to_int(d);
  return i.kind() == ConstKind::Int && i.uint64_value(out);
}

int Const::sign() const {
  if (!data) return 1;
  const ConstData* d = data.get();
  switch (d->form) {
    case ConstForm::Small: return small_value(d) < 0 ? -1 : small_value(d) > 0;
    case ConstForm::Big:
    case ConstForm::Ratio:
    case ConstForm::Floating: return d->size < 0 ? -1 : 1;
    case ConstForm::Pair: {
      auto* p = static_cast<const PairData*>(d);
      return p->re.sign() | p->im.sign();
    }
    default: return 1;
  }
}

uint64_t Const::bit_length() const {
  if (!data || !is_exact(data)) return 0;
  const ConstData* d = data.get();
  if (d->form == ConstForm::Small) {
    int64_t v = small_value(d);
    return static_cast<uint64_t>(std::bit_width(v < 0 ? 0 - static_cast<uint64_t>(v) : static_cast<uint64_t>(v)));
  }
  ExactView view(d);
  return bits(view.num());
}

double Const::double_value() const {
  if (!data || !is_number(data)) return 0;
  if (data->form == ConstForm::Small) return static_cast<double>(small_value(data));
  Floating f;
  get_sticky(f.v, data);
  return mpfr_get_d(f.v, MPFR_RNDN);
}

float Const::float_value() const {
  if (!data || !is_number(data)) return 0;
  if (data->form == ConstForm::Small) return static_cast<float>(small_value(data));
  Floating f;
  get_sticky(f.v, data);
  return mpfr_get_flt(f.v, MPFR_RNDN);
}

Const const_unknown() { return cache().unknown; }
Const const_bool(bool b) { return b ? cache().true_value : cache().false_value; }
Const const_int(int64_t v) { return make_small(ConstKind::Int, v); }

Const const_uint(uint64_t v) {
  if (v <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return const_int(static_cast<int64_t>(v));
  auto* d = new_data<BigData>(ConstKind::Int, ConstForm::Big);
  d->size = 1;
  d->limbs[0] = v;
  return {Ref<ConstData>(d)};
}

Const const_double(double v) {
  if (!std::isfinite(v)) return const_unknown();
  if (v == std::trunc(v) && std::abs(v) < 0x1p62) return make_small(ConstKind::Float, static_cast<int64_t>(v));
  Rational q;
  mpq_set_d(q.v, v);
  return make_rational(q.v);
}

Const const_string(std::string_view s) {
  if (s.empty()) return cache().empty;
  char* text = static_cast<char*>(Region::allocate(s.size()));
  std::copy_n(s.data(), s.size(), text);
  return make_text(text, s.size());
}

Const to_int(Const c) {
  if (!c.data) return const_unknown();
  const ConstData* d = c.data.get();
  if (c.kind() == ConstKind::Int) return c;
  if (c.kind() == ConstKind::Complex) {
    Const re = to_float(c);
    return re.kind() == ConstKind::Float ? to_int(re) : const_unknown();
  }
  switch (d->form) {
    case ConstForm::Small: return make_small(ConstKind::Int, small_value(d));
    case ConstForm::Big: {
      ExactView view(d);
      return make_integer(ConstKind::Int, view.num());
    }
    case ConstForm::Floating: return floating_to_int(d);
    default: return const_unknown();
  }
}

Const to_float(Const c) {
  if (!c.data) return const_unknown();
  const ConstData* d = c.data.get();
  if (c.kind() == ConstKind::Float) return c;
  if (d->form == ConstForm::Small) return make_small(ConstKind::Float, small_value(d));
  if (d->form == ConstForm::Big) {
    if (is_oversized(d)) {
      Floating f;
      get_floating(f.v, d);
      return make_floating(f.v);
    }
    ExactView view(d);
    return make_integer(ConstKind::Float, view.num());
  }
  if (d->form == ConstForm::Pair) {
    auto* p = static_cast<const PairData*>(d);
    if (p->im.sign() == 0) return to_float(p->re);
  }
  return const_unknown();
}

Const to_complex(Const c) {
  if (!c.data) return const_unknown();
  if (c.kind() == ConstKind::Complex) return c;
  if (!is_number(c.data)) return const_unknown();
  return complex_of(c, const_int(0));
}

Const real_part(Const c) {
  if (!c.data) return const_unknown();
  if (c.data->form == ConstForm::Pair) return static_cast<const PairData*>(c.data.get())->re;
  return is_number(c.data) ? c : const_unknown();
}

Const imag_part(Const c) {
  if (!c.data) return const_unknown();
  if (c.data->form == ConstForm::Pair) return static_cast<const PairData*>(c.data.get())->im;
  return is_number(c.data) ? const_int(0) : const_unknown();
}

Const make_complex(Const re, Const im) {
  if (!re.data || !im.data || !is_number(re.data) || !is_number(im.data)) return const_unknown();
  return complex_of(re, im);
}

Const concatenate(Const x, Const y) {
  auto length = [](const ConstData* d) {
    if (d->form == ConstForm::Rope) return static_cast<const RopeData*>(d)->length;
    return static_cast<const TextData*>(d)->length;
  };
  uint64_t n = length(x.data), m = length(y.data);
  if (n == 0) return y;
  if (m == 0) return x;
  if (n + m > kMaxStringLength) return const_unknown();
  if (n + m <= kEagerConcatenation) {
    std::string text;
    append_text(text, x, n);
    append_text(text, y, n + m);
    return const_string(text);
  }
  auto* d = new_data<RopeData>(ConstKind::String, ConstForm::Rope);
  d->length = n + m;
  d->left = x;
  d->right = y;
  return {Ref<ConstData>(d)};
}

std::string string_prefix(Const c, uint64_t limit) {
  std::string text;
  append_text(text, c, limit);
  return text;
}

namespace {
Const round_parts(Const c, double (*round)(Const)) {
  if (!c.data) return const_unknown();
  if (c.kind() == ConstKind::Complex)
    return complex_of(const_double(round(real_part(c))), const_double(round(imag_part(c))));
  return is_number(c.data) ? const_double(round(c)) : const_unknown();
}
}  // namespace

Const round_float32(Const c) {
  return round_parts(c, [](Const x) { return static_cast<double>(x.float_value()); });
}

Const round_float64(Const c) {
  return round_parts(c, [](Const x) { return x.double_value(); });
}

bool const_equal(Const x, Const y) {
  if (x.data == y.data) return true;
  if (!x.data || !y.data || x.kind() != y.kind()) return false;
  if (x.kind() == ConstKind::Unknown) return false;
  if (x.kind() == ConstKind::Int && x.data->form != y.data->form) return false;
  return compare(x, Op::Eql, y);
}

uint64_t const_hash(Const c) {
  auto mix = [](uint64_t h, uint64_t v) {
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 29);
  };
  uint64_t h = mix(0, static_cast<uint64_t>(c.kind()) + 1);
  switch (c.kind()) {
    case ConstKind::Unknown: return h;
    case ConstKind::Bool: return mix(h, c.bool_value());
    case ConstKind::String: {
      std::string_view s = c.string_value();
      return mix(mix(h, name_hash(s)), s.size());
    }
    case ConstKind::Int: {
      if (c.data->form == ConstForm::Small) return mix(h, static_cast<uint64_t>(small_value(c.data)));
      auto* d = static_cast<const BigData*>(c.data.get());
      for (int32_t i = 0; i < std::abs(d->size); i++) h = mix(h, d->limbs[i]);
      return mix(h, static_cast<uint64_t>(d->size));
    }
    // Values of kind Float have no single form.
    case ConstKind::Float: return mix(h, std::bit_cast<uint64_t>(c.double_value() + 0.0));
    case ConstKind::Complex: return mix(mix(h, const_hash(to_float(real_part(c)))), const_hash(to_float(imag_part(c))));
  }
  return h;
}

}  // namespace ptrsafe
