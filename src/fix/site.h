// Site: where a finding stands in the typed trees, and what the makers of fixes ask about such a place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "build/program.h"
#include "rules/finding.h"
#include "types/package.h"

namespace ptrsafe::fix {

struct Site {
  const Package* package = nullptr;
  const FileInfo* info = nullptr;
  const SourceFile* file = nullptr;
  std::vector<const Node*> path;  // from the declaration down to the node at the place

  const Node* node() const { return path.back(); }
  std::string text(const Node* n) const;
  uint32_t offset(Pos p) const { return file->offset(p); }
  Edit insert(Pos at, std::string text) const { return {file, offset(at), offset(at), std::move(text)}; }
  Edit replace(Pos from, Pos to, std::string text) const { return {file, offset(from), offset(to), std::move(text)}; }

  // The place in `path` of the innermost FuncLit or FuncDecl around the node; -1 outside functions.
  int function() const;
  // … and of the innermost statement of a list in that function (of a block, a case) around the node; -1 if none is, or
  // if it does not begin its line, so that nothing can be put before it.
  int statement() const;
  Signature* signature(int function) const;

  std::string_view newline() const;                // of the file
  std::string indent(Pos p) const;                 // the blanks that begin the line of `p`
  bool begins_line(Pos p) const;
  // The end of the line of `p`, if there is no code up to there, so that lines can be put below it; none otherwise.
  Pos end_of_line(Pos p) const;
  // True if gofmt would not move comments when the lines of `first` to `last` change their length, or get lines between them:
  // it puts comments behind code on consecutive lines below each other.
  bool comments_stay(Pos first, Pos last) const;

  // The variable that an identifier, or the selector of a field, means; null if it is none.
  const Var* variable(const Node* n) const;
};

// The space inside the braces of `func f() { statement }`, to be broken into lines of its own.
struct OneLineBody {
  Pos begin, end;        // behind the opening brace, before the closing one
  const Node* statement;
};
// Of the declared function around the site; nothing if its body has more than one statement or line, or comments, or if gofmt would
// change its neighbours with it.
std::optional<OneLineBody> one_line_body(const Site& site);

// The programs under analysis, to find a place in them.
class Sites {
 public:
  explicit Sites(const std::vector<std::unique_ptr<build::Program>>& programs);

  // The node from `begin` to `end` (the innermost of several; the one around `begin` if none ends there). Nothing for a file
  // that may not be edited: generated, with cgo, outside the main module, or not the same on disk any more.
  std::optional<Site> find(Pos begin, Pos end) const;
  std::optional<Site> find(Pos begin) const { return find(begin, begin); }
  const std::vector<const Package*>& packages() const { return packages_; }

 private:
  std::vector<const Package*> packages_;
};

// True if evaluating the expression twice, or earlier, is the same: variables, their fields and entries, constants.
bool is_pure(const Node* e);
// The variable that a path of fields and entries begins with; null if it begins otherwise.
const Node* root_of(const Node* e);
// Whether somebody in the packages asks if the variable is nil.
bool compared_with_nil(const Sites& sites, const Var* v);
// The type as it can be written in the package, if its own names are imported there under their names; empty if gofmt would write
// it otherwise.
std::string type_text(const Site& site, Type* t);
// True if the name is used in the function for anything.
bool is_used(const Site& site, int function, std::string_view name);

}  // namespace ptrsafe::fix
