#pragma once

#include "gateway/domain/flow.hpp"
#include "gateway/domain/visit.hpp"

#include <cstdint>
#include <string_view>

namespace clearing::national_format {

enum class TransactionKind : std::uint8_t {
    person,
    entitlement,
    visit,
    upload_fees,
    remove_fees,
    quote,
    settle,
    cancel,
    reverse,
    list_visits,
    find_settlement,
    list_fees,
    compare_totals,
    sign_in,
    sign_out,
    compare_details,
    list_allocations,
    confirm_allocations,
    roll_back_confirmation,
    upload_file,
    download_file,
};

/// A row of SETTLEMENT §4. The same four digits may mean other things on another platform: the table is this format's.
struct Transaction {
    std::string_view infno;
    TransactionKind kind{};
    CareSetting care{};
    VisitAction action{};  ///< of kind visit

    /// Transactions without a person ignore the insured place: the gateway itself answers.
    bool names_person() const { return kind < TransactionKind::compare_totals; }
    /// The desk freezes these answers itself (SETTLEMENT §1), so a repeated message always goes to it, except a
    /// reverse that was refused.
    bool freezes_itself() const {
        return kind == TransactionKind::settle || kind == TransactionKind::cancel || kind == TransactionKind::reverse;
    }
    /// Reverses, queries and totals of days end doubt, where the others may make it.
    bool shrinks_doubt() const { return kind >= TransactionKind::reverse && kind <= TransactionKind::compare_totals; }
};

/// A trailing A (2207A) is the baseline's variant with the same body. Null: not of this format.
const Transaction* find_transaction(std::string_view infno);

}  // namespace clearing::national_format
