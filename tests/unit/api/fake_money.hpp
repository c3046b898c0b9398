#pragma once

#include "gateway/api/money.hpp"
#include "gateway/infra/csv/csv_sheet_reader.hpp"
#include "tests/support/memory_adjustment_offers.hpp"
#include "tests/support/memory_audit_findings.hpp"
#include "tests/support/memory_institution_payments.hpp"
#include "tests/support/memory_payment_book.hpp"
#include "tests/support/memory_vouchers.hpp"

#include <vector>

namespace clearing::test {

struct FakeProof final : ports::LedgerProof {
    std::vector<ports::BrokenLaw> broken;
    ports::awaitable<Result<std::vector<ports::BrokenLaw>>> prove(ClearingDay) override { co_return broken; }
};

/// The money side on books in memory: Shanghai's visitors' day of 2018-10-16 is agreed with Ms Zhang's 1128.60; it is
/// the morning after. Every agreement nets and offsets; no calendar is loaded.
struct FakeMoney {
    FakeMoney();

    struct Morning final : ports::Clock {
        Instant now() const override { return *parse_local_time("2018-10-17 09:00:00"); }
        std::chrono::steady_clock::time_point steady() const override { return {}; }
    } clock;
    tests::MemoryBooks books{[this] { return clock.now(); }};
    tests::MemoryPaymentBook book{books};
    tests::MemoryAdjustments adjustments{books};
    tests::MemoryVoucherBook vouchers{books};
    tests::MemoryAuditFindings findings{books};
    tests::MemoryInstitutionPayments paid{books};
    payments::InstitutionPaymentService to_institutions{paid, clock};
    FakeProof proof;
    csv::CsvSheetReader sheets;
    payments::World world;
    payments::PaymentService service{world};
    audit::FindingService audit{findings, adjustments, clock};
    tests::MemoryOutboxRows outbox;
    tests::MemoryAdjustmentOffers offers{books, outbox};
    api::MoneyDesk desk{world, service, adjustments, findings, audit, proof, sheets, to_institutions, offers};

    /// A booked settlement with Shanghai that may be adjusted; the fund paid 1126.60.
    void hold(SettlementRecord record);
    /// Notices with Nantong "draft", "made", "checked", "released", "payable", each of 100.00, a prefund of 1000.00,
    /// and a payment of 30.00 that waits: "工商银行-S0". Payments of 1.00 to the held settlement's institution:
    /// "工商银行-I1" waits to be confirmed, "…-I2" is, "…-I3" came back, which waits to be confirmed. Offer 7, of a
    /// deduction, which Shanghai has refused. Findings "proposed" and "notified" on the settlement of number 0.
    void add_examples();

private:
    void write(ports::MoneyChange change);
    void add_notice(const std::string& id, Direction direction, NoticeState state, int day);
};

}  // namespace clearing::test
