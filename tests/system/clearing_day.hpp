#pragma once

#include "gateway/infra/json/value.hpp"

#include <ostream>
#include <string>

namespace clearing::test {

/// Settlements less cancels, and the money, of one statement or one book.
struct Totals {
    long long settlements = 0, cancels = 0, total = 0, fund = 0, account = 0, cash = 0;  ///< money in fen
    bool operator==(const Totals&) const = default;
};
std::ostream& boost_test_print_type(std::ostream& out, const Totals& sum);

/// "12.3" is 1230.
long long fen(const std::string& yuan);

Totals of_statement(const std::string& id);
/// What a peer's own book holds of one treatment province. A settlement that was cancelled counts with its cancel.
Totals of_book(const std::string& book, const std::string& day, const std::string& treatment);

json::Value close_ours(const std::string& platform, const std::string& counterparty, const std::string& direction,
                       const std::string& day);
/// `flow`: "delta-310000-visitor".
std::string statement_id(const std::string& flow, const std::string& day);
/// The statement is in that state and its trial balance is even.
void check_statement(const std::string& flow, const std::string& day, const std::string& state);

}  // namespace clearing::test
