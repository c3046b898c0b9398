#pragma once

#include "gateway/services/reconciliation/day_service.hpp"
#include "gateway/services/reconciliation/partner_days_service.hpp"
#include "gateway/services/settlement/desk_service.hpp"
#include "gateway/services/settlement/resolver.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/mappings.hpp"
#include "tests/support/memory_alarms.hpp"
#include "tests/support/memory_day_store.hpp"
#include "tests/support/memory_doubt_list.hpp"
#include "tests/support/memory_far_side.hpp"
#include "tests/support/memory_mapping_store.hpp"
#include "tests/support/memory_outbox.hpp"
#include "tests/support/memory_settlement_store.hpp"
#include "tests/support/memory_visit_store.hpp"
#include "tests/support/scripted_day_partner.hpp"
#include "tests/support/scripted_other_side.hpp"

#include <string>
#include <vector>

namespace clearing::tests {

/// The reviewed tables of mappings/, read once for all tests of a program.
std::shared_ptr<const mapping::Tables> reviewed_tables();

/// A bill as the steps of a test name it.
struct Bill {
    std::string number = "B1";  ///< chrg_bchno; "0" of a stay
    std::string total;          ///< yuan
};

/// Ningbo's gateway with everything real but the metal: desks, runner, resolver and day services over books in memory;
/// Shanghai, the national hub and the bureau's core are scripted. Its steps run to the end before they answer.
class Ningbo {
public:
    explicit Ningbo(std::string_view local_time = "2018-10-16 09:30:00");

    FakeClock clock;
    FakeTimers timers{clock};
    OpensslDigest digest;
    CountingRandomness randomness;
    MemoryBooks books{[this] { return clock.now(); }};
    MemoryVisitStore visits{books};
    MemorySettlementStore settlements{books};
    MemoryDayStore days{books};
    MemoryDoubts doubt_rows;
    MemoryDoubtList doubts{books, doubt_rows};
    MemoryFarSide far_side{books, doubt_rows};
    MemoryOutboxRows outbox_rows;
    MemoryOutbox outbox{books, outbox_rows};
    MemoryAlarmRows alarm_rows;
    MemoryAlarms alarms{alarm_rows, books};
    MemoryAuditLog audit;
    MemoryMappingStore mappings{audit};
    ScriptedOtherSide shanghai{clock, "SH"}, hub{clock, "HUB"}, core{clock, "CORE"};
    ScriptedDayPartner shanghai_days, hub_days;
    ports::OtherSides other_sides;
    mapping::TablesInForce tables_in_force{reviewed_tables()};
    settlement::Surroundings surroundings;
    settlement::World world;
    settlement::DeskService desk;
    settlement::Runner runner;
    settlement::Resolver resolver;
    reconciliation::DayWorld day_world;
    reconciliation::DayService day_service;
    reconciliation::PartnerDaysService partner_days;
    test::EventLoop loop;

    template <class T>
    Result<T> run(ports::awaitable<Result<T>> work) {
        return loop.run(std::move(work));
    }

    // Who asks. `visitor`: Ningbo First Hospital for a person of Shanghai; the others by name.
    Call visitor_call(std::string infno, std::string message);
    Call guiyang_call(std::string infno, std::string message);                    ///< Beilun, a stay, over the hub
    Call resident_call(std::string infno, std::string message, std::string day);  ///< Shanghai asks for a Ningbo person
    Call beijing_call(std::string infno, std::string message);                    ///< the hub asks, a stay in Beijing

    /// 2201 or 2401 with a person of the call's insured place; our visit id.
    Result<VisitId> register_visit(Call call, std::string begin_time, std::string insurance = "310");
    /// 2204/2301: one line of this amount.
    Result<FeeUploadAnswer> upload(Call call, VisitId visit, Bill bill, std::string line_id = "L1");
    Claim claim(const Call& call, VisitId visit, Bill bill);
    Result<SettledBill> quote(Call call, VisitId visit, Bill bill);
    Result<SettledBill> settle(Call call, VisitId visit, Bill bill);
    Result<SettledBill> cancel(Call call, VisitId visit, SettlementId settlement);
    Result<ReverseResult> reverse(Call call, std::string original_message, std::string original_infno);
    /// One round with every peer; by default whatever the back-off says.
    Result<int> resolve(settlement::Resolver::Which which = settlement::Resolver::Which::everything);
    Result<Statement> close(const DayKey& key) { return run(day_service.close(key, {})); }

    /// A registered visit with an uploaded bill: what a settlement needs.
    VisitId visit_with_bill(std::string name, Bill bill);
    VisitId resident_visit(std::string name);

    SettlementRecord record(const SettlementId& id);
    SettlementRecord record_of(const Call& call);
    SettlementState state_of(const Call& call) { return record_of(call).state; }
    /// "R1 hifp 1126.60 0.00" per line, of all postings of a day.
    std::vector<std::string> trial_balance(const DayKey& key);
    /// Debits − credits of an account over all days and components.
    Money balance(Account account) const;

    static DayKey shanghai_day(std::string_view day, Direction direction = Direction::visitor);
    static DayKey guiyang_day(std::string_view day);
};

/// "GW1504" of a failure, "0" of a success.
template <class T>
std::string code_of_answer(const Result<T>& answer) {
    return answer ? "0" : stable_code(answer.error().code);
}

/// The sentence of a failure, for a test's message; nothing of a success.
template <class T>
std::string why(const Result<T>& answer) {
    return answer ? "" : sentence(answer.error());
}

}  // namespace clearing::tests
