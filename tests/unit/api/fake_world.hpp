#pragma once

#include "fake_differences.hpp"
#include "fake_mapping.hpp"
#include "fake_money.hpp"
#include "fake_reversals.hpp"
#include "gateway/api/api.hpp"
#include "gateway/api/prefund.hpp"
#include "gateway/infra/json/value.hpp"
#include "tests/support/memory_institutions.hpp"
#include "tests/support/memory_month_books.hpp"
#include "tests/support/memory_prefund.hpp"
#include "tests/support/memory_statements.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

// The API on books in memory, no sockets: a request in, a response out.

namespace clearing::test {

using ports::awaitable;

struct FakeSettlements final : ports::SettlementStore {
    std::vector<SettlementRecord> records;  ///< ascending by id
    ports::SettlementFilter asked;
    bool down = false;

    awaitable<Result<std::vector<SettlementRecord>>> list(ports::SettlementFilter filter) override;
    awaitable<Result<std::optional<SettlementRecord>>> find_by_id(SettlementId id) override;

    // The API only reads.
    awaitable<Result<ports::Opened>> open(SettlementRecord, bool) override { std::abort(); }
    awaitable<Result<ports::Opened>> open_intent(ports::Intent) override { std::abort(); }
    awaitable<Result<ports::Opened>> open_refused(SettlementRecord) override { std::abort(); }
    awaitable<Result<ports::Opened>> open_fence(SettlementRecord) override { std::abort(); }
    awaitable<Result<std::optional<SettlementRecord>>> apply(ports::SettlementChange) override { std::abort(); }
    awaitable<Result<std::optional<SettlementRecord>>> find(SettlementNo) override { std::abort(); }
    awaitable<Result<std::optional<SettlementRecord>>> find_by_message(MessageKey) override { std::abort(); }
    awaitable<Result<std::optional<SettlementRecord>>> find_by_key(SettlementKey, Direction) override { std::abort(); }
    awaitable<Result<std::vector<SettlementRecord>>> find_by_visit(VisitId) override { std::abort(); }
    awaitable<Result<ports::BillFacts>> facts_of(ports::BillQuestion) override { std::abort(); }
};

struct FakeDays final : ports::DayStore {
    std::vector<ports::Day> rows;
    ports::DayContent content_of_day;
    std::vector<LateLine> late_of_day;
    std::map<DayKey, std::vector<Difference>> differences_of;
    std::vector<BalanceLine> balance;
    std::vector<Statement> statements_made;

    awaitable<Result<std::vector<ports::Day>>> days(std::optional<ClearingDay> day) override;
    awaitable<Result<std::vector<ports::Day>>> days_between(ClearingDay first, ClearingDay last) override;
    awaitable<Result<std::vector<ports::Day>>> days_of(ports::PairDays asked) override;
    awaitable<Result<std::optional<ports::Day>>> find(DayKey key) override;
    awaitable<Result<void>> fix(DayKey) override { co_return Result<void>{}; }
    awaitable<Result<ports::DayContent>> content(DayKey) override { co_return content_of_day; }
    awaitable<Result<ports::DaySums>> sums(DayKey, std::vector<SettlementKey>) override {
        co_return ports::DaySums{sums_of(content_of_day.lines), {}, late_of_day, content_of_day.carried};
    }
    awaitable<Result<DayTotals>> totals(DayKey) override { std::abort(); }
    awaitable<Result<std::vector<DayLine>>> lines_after(DayKey, SettlementId, std::size_t) override { std::abort(); }
    awaitable<Result<std::vector<SettlementKey>>> lines_in(DayKey, ports::CellGroups, std::size_t) override {
        std::abort();
    }
    awaitable<Result<std::vector<Difference>>> differences(DayKey key) override { co_return differences_of[key]; }
    awaitable<Result<std::optional<Statement>>> statement(std::string id) override;
    awaitable<Result<std::vector<Statement>>> statements(std::optional<ClearingDay> day) override;
    awaitable<Result<std::vector<BalanceLine>>> trial_balance(DayKey) override { co_return balance; }

    awaitable<Result<ClearingDay>> open_day(PairKey) override { std::abort(); }
    awaitable<Result<ports::Day>> switch_day(DayKey, Instant) override { std::abort(); }
    awaitable<Result<void>> set_state(DayKey, DayState, Instant) override { std::abort(); }
    awaitable<Result<long long>> awaiting(DayKey) override { std::abort(); }
    awaitable<Result<void>> keep_differences(DayKey, std::vector<Difference>, Instant) override { std::abort(); }
    awaitable<Result<void>> keep_partner_close(DayKey, std::vector<SettlementKey>, std::vector<SettlementKey>,
                                               Instant) override {
        std::abort();
    }
    awaitable<Result<void>> agree(ports::DayAgreement) override { std::abort(); }
};

struct FakeDetails final : ports::StatementDetails {
    std::map<DayKey, std::vector<DetailLine>> lines;

    awaitable<Result<std::vector<DetailLine>>> page(DayKey day, SettlementNo after, std::size_t limit) override;
};

/// Papers made of the fakes, put together for one World.
struct FakePapers {
    FakePapers(FakeDays& days, FakeDetails& details, tests::ListedAdditions& additions, const ports::Digest& digest,
               tests::MemoryStatementRevisions& revisions, ports::Clock& clock)
        : maker({days, details, additions, digest, DivisionCode("330200")}), desk(maker, revisions, clock) {}

    statements::PeriodMaker maker;
    statements::RevisionDesk desk;
};

struct FakeClosing final : ports::DayClosing {
    std::vector<DayKey> ordered;
    Result<Statement> outcome = Statement();

    awaitable<Result<Statement>> close(DayKey key, ports::Progress progress) override {
        if (progress) progress(1, 4);
        ordered.push_back(key);
        co_return outcome;
    }
};

struct FakeDayFiles final : ports::DayFileExchange {
    std::vector<std::pair<std::string, ports::AfterComparison>> imported;
    Result<ports::FileImport> outcome = ports::FileImport();

    awaitable<Result<ports::FileImport>> import(DayKey, std::string file, ports::AfterComparison then,
                                                ports::FileProgress) override {
        imported.emplace_back(std::move(file), then);
        co_return outcome;
    }
    awaitable<Result<long long>> write(DayKey, std::string, ports::FileProgress) override { co_return 2; }
};

struct FakeAudit final : ports::AuditLog {
    std::vector<ports::AuditEvent> events;
    bool down = false;

    awaitable<Result<void>> record(ports::AuditEvent event) override {
        if (down) co_return fail(ErrorCode::store_unavailable);
        events.push_back(std::move(event));
        co_return Result<void>();
    }
    awaitable<Result<std::vector<ports::AuditEvent>>> tail(std::size_t) override { co_return events; }
};

struct FakeClock final : ports::Clock, ports::AdjustableClock {
    Instant time = *parse_local_time("2018-10-16 09:00:00");
    std::chrono::steady_clock::time_point steady_time;

    Instant now() const override { return time; }
    std::chrono::steady_clock::time_point steady() const override { return steady_time; }
    Result<Instant> advance_to(Instant to) override {
        if (to <= time) return fail(ErrorCode::invalid_value, "never back");
        return time = to;
    }
};

struct FakeStatus final : ports::StatusView {
    ports::Backlog figures;
    std::vector<ports::Alarm> raised;

    awaitable<Result<ports::Backlog>> backlog() override { co_return figures; }
    awaitable<Result<std::vector<ports::Alarm>>> alarms(std::size_t) override;
    awaitable<Result<ports::Acknowledgement>> acknowledge(long long alarm_no, std::string actor, Instant at) override;

    std::map<long long, ports::Acknowledgement> acknowledged;
};

struct FakeDoubts final : ports::DoubtList {
    std::vector<ports::Doubt> rows;
    std::vector<ports::OwedUndoing> owed;
    bool down = false;

    awaitable<Result<std::vector<ports::Doubt>>> open(std::size_t limit) override;
    awaitable<Result<std::vector<ports::OwedUndoing>>> owed_undoings(PeerName other_side, std::size_t limit) override;

    // The API only reads.
    awaitable<Result<std::vector<ports::Doubt>>> take_due(ports::DoubtQuery) override { std::abort(); }
    awaitable<Result<void>> asked(ports::Question) override { std::abort(); }
};

struct FakeOutbox final : ports::Outbox {
    std::vector<ports::OutboxItem> rows;
    std::map<PeerName, ports::ForwardingSwitch> switched;
    std::vector<std::string> audited;  ///< "operator resumed 1"
    bool down = false;

    awaitable<Result<long long>> resume(std::optional<long long> no, PeerName peer, std::string actor,
                                        Instant at) override;
    awaitable<Result<void>> set_forwarding(ports::ForwardingSwitch wanted) override;
    awaitable<Result<std::vector<ports::ForwardingSwitch>>> switches() override;
    awaitable<Result<std::vector<ports::OutboxItem>>> list(std::optional<ports::OutboxState> state,
                                                           std::size_t limit) override;

    awaitable<Result<std::vector<ports::FeeBatch>>> take_due(ports::OutboxQuery) override { std::abort(); }
    awaitable<Result<void>> done(std::vector<long long>, Instant) override { std::abort(); }
    awaitable<Result<void>> failed(long long, std::string, Instant, Instant) override { std::abort(); }
    awaitable<Result<void>> park(long long, std::string, std::string, Instant) override { std::abort(); }
};

struct FakePeers final : ports::PeerView {
    std::vector<ports::PeerStatus> known;
    std::vector<ports::CertificateStatus> held;

    std::vector<ports::PeerStatus> peers() const override { return known; }
    std::vector<ports::CertificateStatus> certificates() const override { return held; }
};

struct FakeSchedule final : ports::ScheduleView {
    std::vector<ports::ScheduledRun> planned;

    bool is_enabled() const override { return true; }
    awaitable<Result<std::vector<ports::ScheduledRun>>> schedule() override { co_return planned; }
};

struct FakeDeliveries final : ports::AlarmDeliveries {
    std::vector<ports::DeliveryState> states;

    awaitable<Result<std::vector<ports::DeliveryState>>> open(std::size_t) override { co_return states; }

    // The API only reads.
    awaitable<Result<std::vector<ports::AlarmDelivery>>> take_due(ports::DeliveryQuery) override { std::abort(); }
    awaitable<Result<void>> note(ports::DeliveryOutcome) override { std::abort(); }
};

/// Prefunds in memory, on a clock of their own that stands where the world's begins.
struct FakePrefund {
    explicit FakePrefund(const mapping::TablesInForce& tables) : world{tables, book, clock} {}

    struct Clock final : ports::Clock {
        Instant now() const override { return *parse_local_time("2018-10-16 09:00:00"); }
        std::chrono::steady_clock::time_point steady() const override { return {}; }
    };
    Clock clock;
    tests::MemoryBooks books{[this] { return clock.now(); }};
    tests::MemoryPrefundBook book{books};
    prefund::Surroundings world;
    prefund::Papers papers{world};
    prefund::Movements movements{world};
    api::PrefundDesk desk{book, papers, movements};
};

/// What a call gave, read.
struct Answer {
    http::Response response;
    json::Value body;  ///< null unless it is JSON

    std::string text(std::string_view path) const;  ///< "error.code", "settlements.0.id"
    std::size_t size(std::string_view path) const;
};

struct FakeWorld {
    FakeSettlements settlements;
    FakeDays days;
    FakeClosing closing;
    FakeDayFiles day_files;
    FakeAudit audit;
    FakeClock clock;
    FakeStatus status;
    FakeDoubts doubts;
    FakeOutbox outbox;
    FakePeers peers;
    FakeSchedule schedule;
    FakeDeliveries deliveries;
    FakeDetails details;
    tests::ListedAdditions additions;
    std::unique_ptr<tests::MemoryAuditLog> revision_audit = std::make_unique<tests::MemoryAuditLog>();
    std::unique_ptr<tests::MemoryStatementRevisions> revisions =
        std::make_unique<tests::MemoryStatementRevisions>(*revision_audit);
    std::unique_ptr<FakePapers> papers;
    tests::MemoryBooks books{[this] { return clock.now(); }};
    tests::MemoryInstitutionConfirmations institutions{books};
    tests::MemoryMonthBooks month_books{books};
    statements::MonthService months{{month_books, days, institutions, clock, [] { return reviewed_calendar(); },
                                     [](const PlatformName&, const DivisionCode&, Date) -> Result<ClearingFormula> {
                                         return ClearingFormula{
                                             "ALL", {clearable_components.begin(), clearable_components.end()}};
                                     }}};
    static std::shared_ptr<const calendar::Calendar> reviewed_calendar();
    bool clock_is_adjustable = true;
    /// Its tables are empty until begin().
    std::unique_ptr<FakeMapping> mapping = std::make_unique<FakeMapping>();
    std::unique_ptr<FakeReversals> reversals = std::make_unique<FakeReversals>(mapping->digest, mapping->store);
    std::unique_ptr<FakeMoney> money = std::make_unique<FakeMoney>();
    std::unique_ptr<FakePrefund> prefund = std::make_unique<FakePrefund>(mapping->tables);
    std::unique_ptr<FakeDifferences> differences = std::make_unique<FakeDifferences>();

    /// As uid 1 "reader" (viewer), 2 "maker", 3 "operator", 4 "checker", 5 "both" (maker and checker). Jobs that were
    /// ordered go on as far as they can before the answer is given.
    Answer get(std::string path, std::map<std::string, std::string> query = {});
    Answer post(std::uint32_t uid, std::string path, std::string body = {},
                std::map<std::string, std::string> query = {});
    /// The job that `ordered` began, over by now.
    Answer job_of(const Answer& ordered);
    Answer call(http::Request request);

    /// For a server of the test's own.
    api::World for_api();
    static api::Callers callers();
};

SettlementRecord booked(std::string id);
/// In doubt with Shanghai since 08:58:30, asked twice, 1368.83 claimed.
ports::Doubt in_doubt(std::string id);
ports::OwedUndoing owed_undoing(std::string id, int came_to_nothing);
/// To Shanghai, three attempts, refused last.
ports::OutboxItem outbox_row(long long no, ports::OutboxState state);
ports::PeerStatus shanghai();
/// Of zhang_day(), tried twice and waiting.
ports::ScheduledRun planned_close();
/// Of alarm 7, failed three times.
ports::DeliveryState webhook_that_is_away();
Statement zhang_statement();
/// The line its statement counts: Zhang Ayi, card 310101195001011234.
DetailLine zhang_line();
/// Ms Zhang's day agreed, with its statement and its line; the days after it to the month's end are empty and agreed.
void fill_october(FakeWorld& world);
DayKey zhang_day();

}  // namespace clearing::test
