#pragma once

#include "gateway/domain/agreement_terms.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/ledger.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/domain/signature.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace clearing {

/// A cell of a notice: money is owed and paid by it, so that every fund stays apart.
struct NoticeCell {
    InsuranceType insurance_type;
    CareSetting care{};
    Component component{};

    auto operator<=>(const NoticeCell&) const = default;
};
using CellAmounts = std::map<NoticeCell, Money>;  ///< zero amounts are left out

Money sum_of(const CellAmounts& amounts);
CellAmounts negated(CellAmounts amounts);
CellAmounts added(CellAmounts left, const CellAmounts& right);

/// How far a notice has come among people (DOMAIN §2: nobody releases what they made).
enum class NoticeState : std::uint8_t { made, checked, released, handed_over };
std::string_view name_of(NoticeState state);
std::optional<NoticeState> notice_state_named(std::string_view name);

/// A day until which something is to be done; without one it says why (DOMAIN §2: a year that is not loaded has no
/// deadline).
struct Deadline {
    std::optional<Date> day;
    std::string missing;  ///< "the calendar of 2019 is not loaded"

    bool operator==(const Deadline&) const = default;
};

/// 付款通知书 (resident away: we pay) or 收款通知书 (visitor: we receive): what has cleared with one counterparty in a
/// period, with what earlier notices left open.
struct Notice {
    std::string id;  ///< "delta-310000-visitor-2018-10-01-2018-10-31"
    PlatformName platform;
    DivisionCode counterparty;
    Direction direction{};
    ClearingDay first, last;
    long long lines = 0;  ///< settlements and cancels that cleared
    CellAmounts cleared;  ///< agreed statements and what was adjusted
    CellAmounts carried;  ///< from earlier notices: unpaid, or owed the other way
    CellAmounts settled;  ///< paid less bounced, netted, offset, carried on to a later notice
    NoticeState state = NoticeState::made;
    Signature made, checked, released, handed_over;
    Deadline hand_over_due, payment_due;  ///< the second is known once it was handed over
    std::string carried_into;             ///< the later notice that took over what was open
    int revision = 0;                     ///< counts its changes: guards the next one

    CellAmounts owed() const { return added(cleared, carried); }
    CellAmounts open() const { return added(owed(), negated(settled)); }
};

std::string notice_id(const Notice& notice);

/// The last day of the cycle that was over before `today`: yesterday, or the end of last month.
ClearingDay last_day_of_cycle(PaymentCycle cycle, Date today);

/// What money made of it, for people: derived, never stored.
enum class Standing : std::uint8_t {
    unpaid,
    partly_paid,
    late,            ///< past its day of payment, in part or whole
    owed_other_way,  ///< negative: goes into the next notice
    settled,
    carried_over,  ///< what was open stands on a later notice
};
std::string_view name_of(Standing standing);
std::string_view chinese_name_of(Standing standing);
Standing standing_of(const Notice& notice, Date today);
/// Days past its day of payment; 0: not late, or no such day.
int days_late(const Notice& notice, Date today);

/// Whether the next notice takes over what is open: owed the other way, or late. What may still come in time stays.
bool is_carried_on(const Notice& notice, Date today);

enum class NoticeStep : std::uint8_t { take_over, check, release, hand_over };
std::string_view name_of(NoticeStep step);

/// The notice with one more signature. A draft of the daemon's is taken over by its maker: the signature stands instead
/// of the daemon's. Guards in this order: conflict (it has not come that far, or further: named; a draft nobody has
/// taken over; no draft), forbidden (nobody checks or releases what they made).
Result<Notice> signed_by(Notice notice, NoticeStep step, Signature signature);

}  // namespace clearing
