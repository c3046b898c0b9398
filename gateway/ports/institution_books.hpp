#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/money.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/ports/awaitable.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace clearing::ports {

/// What an institution settled in a time, by the setl_time that was answered; both days are included.
struct InstitutionPeriod {
    InstitutionCode institution;
    Direction direction{};
    Date begin, end;
};

/// Empty: all of them.
struct InstitutionCell {
    InsuranceType insurance_type;
    std::string clearing_type;
    std::string refunds;  ///< refd_setl_flag: "0" settlements only, "1" refunds only
};

struct InstitutionSums {
    Money total, fund, account;  ///< cancels count negative
    long long count = 0;         ///< settlements and cancels

    bool operator==(const InstitutionSums&) const = default;
};

/// A booked settlement or cancel as its institution sees it: our ids, and theirs for the desk (SETTLEMENT §1).
struct InstitutionLine {
    SettlementNo no;
    SettlementId id;                       ///< the setl_id we answered
    std::optional<SettlementId> original;  ///< of a cancel
    VisitId visit;                         ///< the mdtrt_id we answered
    MessageId message;                     ///< the institution's own msgid
    DivisionCode treatment_division;
    bool refund = false;
    std::string settled_at;
    Money total, fund, account;
    SettlementId their_id;
    VisitId their_visit;

    Money insured_side_pays() const { return fund + account; }  ///< optins_pay_sumamt
    bool operator==(const InstitutionLine&) const = default;
};

struct InstitutionPerson {
    std::string number, cert_no;
};

/// The books by institution, for its reconciliation: settlements that stand in lists (booked, and cancelled since).
/// Errors everywhere: store_unavailable.
class InstitutionBooks {
public:
    virtual ~InstitutionBooks() = default;

    virtual awaitable<Result<InstitutionSums>> sums(InstitutionPeriod period, InstitutionCell cell) = 0;
    /// Ascending by our id, those after `after`.
    virtual awaitable<Result<std::vector<InstitutionLine>>> lines(InstitutionPeriod period, InstitutionCell cell,
                                                                  SettlementId after, std::size_t limit) = 0;
    /// The page of the same list that begins with its n-th line, from 0.
    virtual awaitable<Result<std::vector<InstitutionLine>>> page(InstitutionPeriod period, std::size_t skip,
                                                                 std::size_t limit) = 0;
    /// Those of the institution among these ids; in any order.
    virtual awaitable<Result<std::vector<InstitutionLine>>> find(InstitutionCode institution, Direction direction,
                                                                 std::vector<SettlementId> ids) = 0;
    /// Whose settlements they are.
    virtual awaitable<Result<std::map<SettlementNo, InstitutionPerson>>> persons(std::vector<SettlementNo> lines) = 0;
};

}  // namespace clearing::ports
