// Which file of a package a declaration stands in, and whether it could be checked.
#pragma once

#include "types/package.h"

namespace ptrsafe::lower {

// The file of `package` that holds the node, null if none does; its number in *index, unless that is null.
const FileInfo* file_with(const Package& package, const Node* n, size_t* index = nullptr);

// The node has a syntax or type error.
bool has_errors(const Package& package, const FileInfo& file, const Node* n);

}  // namespace ptrsafe::lower
