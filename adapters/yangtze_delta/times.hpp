#pragma once

#include <string>

namespace clearing::yangtze_delta {

/// Days and times as the protocol wants them, from what the national format lets pass (a bare date as a time, a time as
/// a date, 'T' between). What is neither is passed on as it is: the receiver names the field.
std::string wire_day(const std::string& text);
std::string wire_time(const std::string& text);

}  // namespace clearing::yangtze_delta
