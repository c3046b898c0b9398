#pragma once

#include <exception>
#include <string>

namespace clearing::async {

/// For the log, of what ended a coroutine that nobody awaits. `thrown` is not null.
std::string text_of(const std::exception_ptr& thrown);

}  // namespace clearing::async
