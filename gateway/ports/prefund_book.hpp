#pragma once

#include "gateway/domain/prefund_movement.hpp"
#include "gateway/ports/awaitable.hpp"

#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// Where a prefund stands that is kept: one that money was ever released for. What is held follows its released
/// movements, the exposure follows the settlements and their payment, each in the commit that changes it.
struct PrefundPosition {
    PrefundKey key;
    PrefundUse use;
    PrefundLevel level = PrefundLevel::calm;

    bool operator==(const PrefundPosition&) const = default;
};

/// A movement as it stands in the books.
struct KeptPrefundMovement {
    long long no = 0;
    PrefundMovement movement;
    std::string voucher;      ///< empty until it is released
    std::string released_by;  ///< the same
    std::optional<Instant> released_at;
};

/// A request to raise a prefund within the year (紧急调增), with the numbers it was made from.
struct UrgentIncrease {
    PrefundKey key;
    int year = 0;
    Date signed_on;
    std::optional<Date> apply_by;  ///< none: the calendar of that year is not loaded
    Money asked;
    PrefundUse use;
    Money to_clear;                    ///< official usage: of the period until signed_on
    std::optional<Date> exhausted_on;  ///< the forecast
    std::string note;
    std::string made_by;
    Instant made_at{};

    bool operator==(const UrgentIncrease&) const = default;
};
struct KeptUrgentIncrease {
    long long no = 0;
    UrgentIncrease request;
};

/// What was booked of one clearing day, cancels taken off.
struct BookedOnDay {
    Date day;
    Money amount;

    bool operator==(const BookedOnDay&) const = default;
};

/// A position that the books do not bear out: there is never one.
struct PrefundDisagreement {
    PrefundKey key;
    PrefundUse kept;
    PrefundUse by_the_books;
};

/// Prefunds and their live exposure. A level that rises, and a forecast that comes near, is an alarm of the same commit
/// (domain/prefund_warning.hpp). Errors everywhere: store_unavailable; others as said. Orders write their audit event
/// in the same commit.
class PrefundBook {
public:
    virtual ~PrefundBook() = default;

    virtual awaitable<Result<std::vector<PrefundPosition>>> positions() = 0;  ///< ascending by key
    /// The marks of the rows in force from now on, and the level they give.
    virtual awaitable<Result<void>> look(PrefundKey key, PrefundMarks marks, Instant at) = 0;

    /// The day it runs out, where that is near. An alarm once, and again only after it was not near.
    virtual awaitable<Result<void>> keep_forecast(PrefundKey key, std::optional<Date> runs_out_on, Instant at) = 0;

    /// By one person; posts nothing. Errors: as check(); conflict (the bank's transaction stands in the books already).
    virtual awaitable<Result<KeptPrefundMovement>> enter(PrefundMovement movement) = 0;
    /// By another one: posted on the pair's open day. The first one begins the prefund, with the exposure that the
    /// books have by then. Errors: not_found, forbidden (their own), conflict (released already; more would be given
    /// back than is held).
    virtual awaitable<Result<KeptPrefundMovement>> release(long long movement_no, std::string by, Instant at) = 0;
    virtual awaitable<Result<std::vector<KeptPrefundMovement>>> movements(
        std::optional<int> year) = 0;  ///< newest first

    /// Of settlements with these clearing days, both included, ascending; days without any are left out.
    virtual awaitable<Result<std::vector<BookedOnDay>>> booked(PrefundKey key, Date from, Date to) = 0;

    virtual awaitable<Result<KeptUrgentIncrease>> keep_urgent(UrgentIncrease request) = 0;
    virtual awaitable<Result<std::vector<KeptUrgentIncrease>>> urgent_increases() = 0;  ///< newest first

    virtual awaitable<Result<std::vector<PrefundDisagreement>>> disagreements() = 0;
};

}  // namespace clearing::ports
