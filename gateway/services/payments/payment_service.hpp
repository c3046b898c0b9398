#pragma once

#include "gateway/domain/agreement_terms.hpp"
#include "gateway/domain/working_calendar.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/payment_book.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace clearing::payments {

/// What payments stand on. Everything outlives it.
struct World {
    ports::PaymentBook& book;
    ports::Clock& clock;
    /// The agreement row in force. Error: not_loaded.
    std::function<Result<AgreementTerms>(const PlatformName&, const DivisionCode&, Date)> terms;
    /// Working days; null: no year is loaded.
    std::function<std::shared_ptr<const WorkingCalendar>()> calendar;
    /// Whether the platform routes the counterparty, on any date (Router::platform_serves); null: nobody asks.
    std::function<bool(const PlatformName&, const DivisionCode&)> serves = {};
};

/// A payment that was entered, or found to stand already.
struct Entered {
    BankPayment payment;
    bool is_new = false;
};

/// Notices and the money that settles them: made, checked, released, handed to finance, paid, matched, settled (DOMAIN
/// §2). Whoever acts is named and on record in the same commit. Errors everywhere: store_unavailable; conflict where
/// somebody else acted meanwhile: read again.
class PaymentService {
public:
    explicit PaymentService(World world) : world_(std::move(world)) {}

    /// Everything that has cleared with the pair up to `until` (none: the end of the agreement's last cycle) and stands
    /// on no notice yet, also on days that were begun behind the last one, and what earlier notices left: owed the
    /// other way, or late. Errors: not_found (the pair has no day), conflict (a day up to there is not agreed yet:
    /// named; there is a notice up to there already, or nothing has cleared until then), day_not_over (that day is not
    /// over), not_loaded (no agreement).
    ports::awaitable<Result<Notice>> make(PairKey pair, std::optional<ClearingDay> until, std::string by);

    /// What the daemon makes by itself: the same up to `last`, a day that is over. Nothing where a notice up to there
    /// stands already, and where nothing has cleared and nothing is carried over: the next one takes the days in.
    /// Errors: conflict (a day is not agreed yet), not_loaded.
    ports::awaitable<Result<std::optional<Notice>>> draft(PairKey pair, ClearingDay last);

    /// Errors: not_found, and those of signed_by (forbidden: nobody checks or releases what they made).
    ports::awaitable<Result<Notice>> sign(std::string notice, NoticeStep step, std::string by);

    /// Finance says what the bank moved. With a notice it is matched at once (with the later one it was carried into);
    /// what came to us without one, or with one that does not take it, waits unallocated: the money is there. The same
    /// entry again is answered as it stands. Errors: conflict (the serial stands for another entry), invalid_value (the
    /// platform does not serve the counterparty, dated after today), those of check_entry; of what we paid also
    /// not_found (no such notice) and those of settle_by_payment.
    ports::awaitable<Result<Entered>> enter(BankEntry entry, std::string by);

    /// What waits is matched with a notice. Errors: not_found, those of settle_by_payment.
    ports::awaitable<Result<BankPayment>> match(std::string payment, std::string notice, std::string by);

    /// The bank took it back: everything of it is undone. Errors: not_found; conflict (it has bounced already).
    ports::awaitable<Result<BankPayment>> bounce(std::string payment, std::string reason, std::string by);

    /// Both directions by their difference. Errors: not_found, conflict (the agreement does not say netting), those of
    /// enter and settle_by_netting.
    ports::awaitable<Result<std::vector<Notice>>> net(std::string receivable, std::string payable,
                                                      std::optional<BankEntry> moved, std::string by);

    /// Out of the prefund. Errors: not_found, conflict (the agreement does not say offset), those of
    /// settle_by_offset.
    ports::awaitable<Result<Notice>> offset(std::string notice, std::string by);

private:
    ports::awaitable<Result<ports::MoneyChange>> change_of(PairKey pair, ClearingDay last, ports::ClearedPeriod period,
                                                           std::string by);
    /// What a payment does as it is entered; with the notice that takes it.
    struct FirstSettling {
        Settling settling;
        std::optional<Notice> notice;
    };
    /// Where a bank's serial stands in the book, or would stand.
    struct Place {
        std::string id;
        std::optional<BankPayment> standing;
    };
    ports::awaitable<Result<Place>> place_of(std::string bank, std::string serial);
    Result<void> check(const BankEntry& entry) const;
    ports::awaitable<Error> why_nothing_to_notify(PairKey pair, ClearingDay first);
    ports::awaitable<Result<FirstSettling>> settling_of(const BankPayment& payment);
    ports::awaitable<Result<Notice>> found(std::string notice);
    ports::awaitable<Result<Notice>> found_last(std::string notice);
    Deadline deadline(Date from, int working_days) const;

    World world_;
};

}  // namespace clearing::payments
