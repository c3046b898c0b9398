#pragma once

#include "gateway/services/payments/bank_file.hpp"
#include "gateway/services/payments/payment_service.hpp"

namespace clearing::payments {

/// What became of a bank's file.
struct Imported {
    long long entered = 0;
    long long known = 0;    ///< entered before, the same
    long long waiting = 0;  ///< of the entered: for a notice
    std::vector<BadLine> bad;
};

/// Enters every line of the file; a line that is refused is told, and the rest goes on. A line that names no notice
/// waits. The same file again enters nothing. Errors: as read_bank_file; store_unavailable: what was entered until then
/// stands, and the file may be imported again.
ports::awaitable<Result<Imported>> import_bank_file(PaymentService& service, const ports::SheetReader& reader,
                                                    std::string bytes, std::string by);

}  // namespace clearing::payments
