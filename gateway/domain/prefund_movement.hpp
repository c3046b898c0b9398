#pragma once

#include "gateway/domain/prefund.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/voucher.hpp"

#include <string>

namespace clearing {

/// How prefund money moves (SETTLEMENT §6, the prefund rows). The first three add to it.
enum class PrefundMovementKind : std::uint8_t {
    first,     ///< the first one of a counterparty
    annual,    ///< the year's new size is more than what is there
    urgent,    ///< raised within the year (urgent increase)
    lowered,   ///< the year's new size is less
    returned,  ///< all of it, at the end of an agreement
};
std::string_view name_of(PrefundMovementKind kind);
std::string_view chinese(PrefundMovementKind kind);
std::optional<PrefundMovementKind> prefund_movement_kind_named(std::string_view name);
constexpr bool adds_to_prefund(PrefundMovementKind kind) {
    return kind != PrefundMovementKind::lowered && kind != PrefundMovementKind::returned;
}

/// Money that has come or gone at the bank, as whoever enters it says. No settlement ever moves prefund money.
struct PrefundMovement {
    PrefundKey key;
    PlatformName platform;  ///< of the agreement; every line of the ledger names one
    int year = 0;
    PrefundMovementKind kind{};
    Money amount;  ///< above zero; the kind is the sign
    std::string bank, serial;
    Date paid_on;
    std::string note;
    std::string made_by;
    Instant made_at{};

    bool operator==(const PrefundMovement&) const = default;
};

/// Before it is written down. Error: invalid_value, missing_field naming the field.
Result<void> check(const PrefundMovement& movement);

/// Nobody releases what they made. Error: forbidden.
Result<void> check_release(const PrefundMovement& movement, const std::string& releaser);

/// "PF-310000-visitor-2018-12".
std::string voucher_id_of(const PrefundMovement& movement, long long no);

/// What its release posts (postings_prefund.hpp), as the document of the released movement.
Voucher voucher_of(const PrefundMovement& movement, long long no, std::string released_by, Instant at);

}  // namespace clearing
