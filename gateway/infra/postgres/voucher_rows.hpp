#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/domain/voucher.hpp"
#include "gateway/infra/postgres/session.hpp"

#include <optional>

namespace clearing::postgres {

/// Writes the document and its transfers, each on the open day of its pair: for whoever has more to write in the same
/// commit. Takes the pairs' locks, so before any row is locked. The same voucher again is answered as it stands.
/// Errors: conflict, invalid_value (ports/voucher_book.hpp).
Result<PostedVoucher> write_voucher(Session& session, const Voucher& voucher);

std::optional<PostedVoucher> find_voucher(Session& session, const std::string& id);

}  // namespace clearing::postgres
