#include "build/version.h"

#include <algorithm>
#include <charconv>

namespace ptrsafe::build {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes a decimal number without leading zeros from the front; false if there is none that fits.
bool take_number(std::string_view* s, int* out) {
  size_t n = 0;
  while (n < s->size() && is_digit((*s)[n])) n++;
  if (n == 0 || n > 9 || (n > 1 && (*s)[0] == '0')) return false;
  std::from_chars(s->data(), s->data() + n, *out);
  s->remove_prefix(n);
  return true;
}

struct Semver {
  bool valid = false;
  std::string_view part[3];
  int parts = 0;
  std::string_view prerelease;  // with its hyphen
  std::string_view build;       // with its plus
};

bool is_identifier_char(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }

Semver parse_semver(std::string_view s) {
  Semver v;
  if (!s.starts_with("v")) return v;
  s.remove_prefix(1);
  for (v.parts = 0; v.parts < 3; v.parts++) {
    if (v.parts > 0) {
      if (!s.starts_with(".")) break;
      s.remove_prefix(1);
    }
    size_t n = 0;
    while (n < s.size() && is_digit(s[n])) n++;
    if (n == 0 || (n > 1 && s[0] == '0')) return v;
    v.part[v.parts] = s.substr(0, n);
    s.remove_prefix(n);
  }
  auto take = [&](char sign) {
    size_t n = 0;
    if (s.starts_with(sign)) {
      n = 1;
      while (n < s.size() && (is_identifier_char(s[n]) || s[n] == '.')) n++;
    }
    auto taken = s.substr(0, n);
    s.remove_prefix(n);
    return taken;
  };
  if (v.parts == 3) {
    v.prerelease = take('-');
    v.build = take('+');
  }
  v.valid = s.empty() && v.prerelease.size() != 1 && v.build.size() != 1;
  return v;
}

int sign(int x) { return (x > 0) - (x < 0); }

int compare_numbers(std::string_view a, std::string_view b) {
  if (a.empty()) a = "0";
  if (b.empty()) b = "0";
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return sign(a.compare(b));
}

int compare_prerelease(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  if (a.empty()) return 1;
  if (b.empty()) return -1;
  while (!a.empty() && !b.empty()) {
    a.remove_prefix(1);  // hyphen or dot
    b.remove_prefix(1);
    std::string_view x = a.substr(0, a.find('.')), y = b.substr(0, b.find('.'));
    if (x != y) {
      bool nx = std::all_of(x.begin(), x.end(), is_digit), ny = std::all_of(y.begin(), y.end(), is_digit);
      if (nx != ny) return nx ? -1 : 1;
      return nx ? compare_numbers(x, y) : sign(x.compare(y));
    }
    a.remove_prefix(x.size());
    b.remove_prefix(y.size());
  }
  return a.empty() ? (b.empty() ? 0 : -1) : 1;
}

}  // namespace

GoRelease parse_go_release(std::string_view s) {
  GoRelease r;
  if (!s.starts_with("1")) return r;
  s.remove_prefix(1);
  int minor = 0;
  if (s.empty()) return {0, 0, 0};
  if (!s.starts_with(".")) return r;
  s.remove_prefix(1);
  if (!take_number(&s, &minor)) return r;
  r.minor = minor;
  bool ok = true;
  if (s.empty()) return r;
  if (s.starts_with("rc") || s.starts_with("beta")) {
    r.kind = s[0] == 'r' ? 2 : 1;
    s.remove_prefix(r.kind == 2 ? 2 : 4);
    ok = take_number(&s, &r.number);
  } else if (s.starts_with(".")) {
    r.kind = 3;
    s.remove_prefix(1);
    ok = take_number(&s, &r.number);
  } else {
    ok = false;
  }
  if (ok && s.starts_with("-")) s = {};  // a vendor's suffix: go1.21.3-custom
  return ok && s.empty() ? r : GoRelease{};
}

GoRelease parse_goroot_version(std::string_view s) {
  s = s.substr(0, s.find('\n'));
  size_t go = s.find("go1");
  if (go == std::string_view::npos) return {};
  s = s.substr(go + 2);
  s = s.substr(0, s.find_first_of(" \t\r+-"));
  GoRelease r = parse_go_release(s);
  // Releases before 1.21 have no ".0", and a development tree is newer than anything released.
  if (r.valid() && r.kind == 0) r = {r.minor, 3, 0};
  return r;
}

bool is_semver(std::string_view v) { return parse_semver(v).valid; }

int compare_semver(std::string_view a, std::string_view b) {
  Semver x = parse_semver(a), y = parse_semver(b);
  if (!x.valid || !y.valid) return static_cast<int>(x.valid) - static_cast<int>(y.valid);
  for (int i = 0; i < 3; i++) {
    if (int c = compare_numbers(x.part[i], y.part[i])) return c;
  }
  return compare_prerelease(x.prerelease, y.prerelease);
}

std::string canonical_semver(std::string_view v) {
  Semver s = parse_semver(v);
  if (!s.valid) return "";
  std::string out = "v";
  for (int i = 0; i < 3; i++) {
    if (i > 0) out += '.';
    out += s.part[i].empty() ? "0" : s.part[i];
  }
  out += s.prerelease;
  if (s.build == "+incompatible") out += s.build;
  return out;
}

std::string escape_module(std::string_view s) {
  std::string out;
  out.reserve(s.size() + 8);
  for (char c : s) {
    if (c >= 'A' && c <= 'Z') {
      out += '!';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view module_path_prefix(std::string_view path) {
  size_t n = path.size();
  while (n > 0 && is_digit(path[n - 1])) n--;
  if (n == path.size() || n < 2 || path[n - 1] != 'v') return path;
  char before = path[n - 2];
  if (before == '/' || (before == '.' && path.starts_with("gopkg.in/"))) return path.substr(0, n - 2);
  return path;
}

}  // namespace ptrsafe::build
