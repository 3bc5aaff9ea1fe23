// Rules: what the escape analysis of one Go version does, where the versions differ (1.23 to 1.27). Everything else is common to all.
#pragma once

#include <cstdint>
#include <string_view>

namespace ptrsafe::escape {

struct Rules {
  // Variables that are larger live on the heap, in bytes; and objects of expressions.
  int64_t max_variable = 128 * 1024, max_implicit = 64 * 1024;

  // ---- since Go 1.24 ----
  // A literal that captures nothing is a function of its own; before, only those of initialisers and init functions were.
  bool literals_stand_alone = true;
  // Assignments to variables that nothing uses are taken out.
  bool drops_dead_assignments = true;
  // Types that depend on type parameters, but not on what the shape leaves open, are written; and those asserted of interfaces with methods. Before,
  // the former and the latter were looked up at run time.
  bool resolves_dictionary_types = true;
  // A function of std whose argument goes to the heap if it holds pointers other than strings: its package and name; empty: there is none.
  std::string_view pins_package = "internal/abi", pins_function = "EscapeNonString";

  // ---- since Go 1.25 ----
  // Slices whose size is known only at run time may live on the stack; before, they were on the heap; and slices of elements without a size are
  // on the heap.
  bool variable_sizes_on_stack = true;
  // The array that append makes is an object like others.
  bool append_allocates = true;
  // Variables that always hold one constant count as it, in sizes of slices and in what is converted to interfaces.
  bool finds_constants = true;
  // A loop variable's copy for each iteration of a three-part loop is known to be assigned once.
  bool loop_copies_are_defined = true;
  // The shape of a pointer to a type with a shape in it keeps that type. No longer since Go 1.27.
  bool keeps_pointers_to_shapes = false;

  // ---- since Go 1.26 ----
  // The length of a slice literal is such a constant.
  bool finds_lengths_of_literals = true;
  // An interface variable has the concrete type that all its assignments agree on; before, only if it stands for one value.
  bool joins_concrete_types = true;
  // Interfaces store a pointer in themselves even if fields without a size stand beside it; before, only if it was alone.
  bool stores_words_with_empty_fields = true;
  // The temporaries of a call with several results are known to be assigned once, and variables without dead assignments not to be defined by them.
  bool results_are_defined = true, forgets_dead_definitions = true;

  // ---- since Go 1.27 ----
  // A function variable stands for all functions that are assigned to it, if they are known.
  bool joins_functions = true;

  // `minor`: 26 for Go 1.26; 0, and what is newer than all that is known here: the newest.
  static Rules of(int minor) {
    Rules r;
    if (minor == 0 || minor >= 27) return r;
    r.joins_functions = false;
    r.keeps_pointers_to_shapes = true;
    if (minor >= 26) return r;
    r.finds_lengths_of_literals = r.joins_concrete_types = r.results_are_defined = r.forgets_dead_definitions = false;
    r.stores_words_with_empty_fields = false;
    if (minor >= 25) return r;
    r.variable_sizes_on_stack = r.append_allocates = r.finds_constants = r.loop_copies_are_defined = r.keeps_pointers_to_shapes = false;
    r.pins_package = "hash/maphash";
    r.pins_function = "escapeForHash";
    if (minor >= 24) return r;
    r.max_variable = 10 * 1024 * 1024;
    r.literals_stand_alone = r.drops_dead_assignments = r.resolves_dictionary_types = false;
    r.pins_package = r.pins_function = {};
    return r;
  }
};

}  // namespace ptrsafe::escape
