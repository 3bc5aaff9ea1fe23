#include "fix/write.h"

#include "base/os/files.h"
#include "base/os/output.h"

namespace ptrsafe::fix {

bool write_fixed(const Edits& edits, const std::string& path, std::string* error) {
  std::string now;
  if (!os::read_file(path, &now, error)) return false;
  if (now != edits.of(path).front().file->text()) {
    *error = path + ": not fixed, since it has changed meanwhile; run ptrsafe again";
    return false;
  }
  return os::write_file_atomically(os::real_path(path), edits.texts().at(path), error);
}

}  // namespace ptrsafe::fix
