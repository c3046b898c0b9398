#pragma once

#include "gateway/services/payments/payment_service.hpp"

namespace clearing::payments {

/// What of a year is still open, and until when it is to be closed (DOMAIN §2: the agreement row's day of the next
/// year).
struct YearEnd {
    int year = 0;
    Date closes;  ///< of the row for every platform
    bool is_over_due = false;
    std::vector<ports::OpenItem> open;
};

/// Errors: invalid_value (a year before 2000 or to come), not_loaded (no agreement), store_unavailable.
ports::awaitable<Result<YearEnd>> check_year(const World& world, int year);

}  // namespace clearing::payments
