#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/voucher.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <optional>

namespace clearing::postgres {

/// Writes the document and its transfers, each on the open day of its pair: for whoever has more to write in the same
/// commit. Takes the pairs' locks, so before any row is locked. The same voucher again is answered as it stands.
/// Errors: conflict, invalid_value (ports/voucher_book.hpp).
Result<PostedVoucher> write_voucher(Session& session, const Voucher& voucher);
/// The same on a day that is given; whoever gives it has seen that it takes postings (check_takes_postings).
Result<PostedVoucher> write_voucher(Session& session, const Voucher& voucher, ClearingDay day);

/// Holds the day's row so that it cannot be agreed in between; made open when there is none yet. Error:
/// clearing_day_closed (it is agreed, or was never heard of and lies behind a closed one).
Result<void> check_takes_postings(Session& session, const DayKey& key, Instant at);

std::optional<PostedVoucher> find_voucher(Session& session, const std::string& id);

}  // namespace clearing::postgres
