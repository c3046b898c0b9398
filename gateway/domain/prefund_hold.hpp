#pragma once

#include "gateway/domain/money.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace clearing {

/// What happens to a visitor's settlement that the counterparty's prefund does not cover (a dated row per care kind).
enum class AtLimit : std::uint8_t {
    allow,   ///< settled and alarmed: a patient stands at the desk
    queue,   ///< unavailable: the same message may come again after `retry_after`
    refuse,  ///< final: prefund_exhausted
};

constexpr std::string_view name_of(AtLimit at_limit) {
    switch (at_limit) {
        case AtLimit::allow:
            return "allow";
        case AtLimit::queue:
            return "queue";
        case AtLimit::refuse:
            return "refuse";
    }
    return "";
}
constexpr std::optional<AtLimit> at_limit_named(std::string_view name) {
    for (const AtLimit known : {AtLimit::allow, AtLimit::queue, AtLimit::refuse})
        if (name == name_of(known)) return known;
    return std::nullopt;
}

/// What a settlement holds of its counterparty's prefund from its intent until its outcome is known: in doubt as well.
struct PrefundHold {
    Money amount;  ///< zero: nothing is reserved
    AtLimit at_limit = AtLimit::allow;
    std::chrono::seconds retry_after{30};  ///< with queue

    bool operator==(const PrefundHold&) const = default;
};

}  // namespace clearing
