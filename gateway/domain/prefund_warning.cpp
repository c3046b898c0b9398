#include "gateway/domain/prefund_warning.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

std::string subject_of(const PrefundKey& key, Instant at) {
    return fmt::format("{}-{}-{}", key.counterparty.text, name_of(key.direction), local_date(at).year());
}

std::string what_is(PrefundLevel level) {
    if (level == PrefundLevel::exhausted) return "it is exhausted";
    return fmt::format("the live exposure is {}", name_of(level));
}

std::string text_about(const PrefundKey& key, const std::string& what, const PrefundUse& use) {
    return fmt::format("prefund of {} ({}): {}; exposure {} of {}", key.counterparty.text, name_of(key.direction), what,
                       use.exposure.to_yuan(), use.held.to_yuan());
}

}  // namespace

PrefundWarning warning_of_level(const PrefundKey& key, PrefundLevel level, const PrefundUse& use, Instant at) {
    return {fmt::format("prefund_{}", name_of(level)), subject_of(key, at), text_about(key, what_is(level), use)};
}

PrefundWarning warning_of_forecast(const PrefundKey& key, Date exhausted_on, const PrefundUse& use, Instant at) {
    return {"prefund_forecast", subject_of(key, at),
            text_about(key, "at the pace of the last days it runs out on " + exhausted_on.to_text(), use)};
}

}  // namespace clearing
