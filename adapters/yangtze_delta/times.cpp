#include "adapters/yangtze_delta/times.hpp"

#include "gateway/domain/calendar.hpp"

namespace clearing::yangtze_delta {

std::string wire_day(const std::string& text) {
    const auto time = parse_local_time(text);
    return time ? local_date(*time).to_text() : text;
}

std::string wire_time(const std::string& text) {
    const auto time = parse_local_time(text);
    return time ? to_local_time(*time) : text;
}

}  // namespace clearing::yangtze_delta
