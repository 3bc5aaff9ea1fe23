// Fingerprints: names of findings that outlive edits elsewhere. A fingerprint is STEM-ORDINAL. The stem is a hash of the rule, the package,
// the enclosing declaration and the expression, in which local names are replaced by their types; the ordinal tells findings with one stem apart.
// Whoever compares two runs counts stems: an ordinal says how many there are, not which is which.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/finding.h"
#include "types/package.h"

namespace ptrsafe {

// One of the packages has the file that `at` lies in.
const Package* owner_of(const std::vector<const Package*>& packages, Pos at);

// The declaration at package level that `at` lies in: "F", "T.Method", or the first variable that it declares.
std::string symbol_at(const Package& package, Pos at);

// The source form of an expression with the types of local variables in place of their names; of a statement only its kind.
std::string normal_expression(const Package& package, const Node* at);

std::string fingerprint_stem(const Finding& f, std::string_view expression);
// Gives findings with one stem their ordinals, in the place of those that they have. Stronger ones come first: a weak one that comes or goes
// does not change what those that are shown are called.
void number_alike(std::vector<Finding>& findings);
// The fingerprint without its ordinal.
std::string_view stem_of(std::string_view fingerprint);

}  // namespace ptrsafe
