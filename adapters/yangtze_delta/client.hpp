#pragma once

#include "adapters/yangtze_delta/partner.hpp"
#include "gateway/infra/tls/connect.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_partner.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/message_log.hpp"
#include "gateway/ports/other_side.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace clearing::yangtze_delta {

using boost::asio::awaitable;

struct ClientSettings {
    DivisionCode own_region;
    Partner partner;                     ///< its server's certificate must carry this region …
    std::string role{partner_role};      ///< … and this role
    std::vector<tls::Target> addresses;  ///< tried in this order; each with our credentials
    std::size_t connections = 1;         ///< the least loaded is taken
    std::size_t max_in_flight = 64;      ///< per connection; the partner's Hello may say less
    std::size_t max_waiting = 1'000;     ///< for a place among those in flight; further ones are busy at once
    std::size_t max_frame_bytes = 4 * 1024 * 1024;
    std::size_t remembered_late = 1'000;  ///< questions per connection whose late answers are still understood
    std::chrono::milliseconds connect_limit{5'000};
    std::chrono::milliseconds pause_after_failure{1'000};
    std::chrono::milliseconds travel{100};     ///< taken off the deadline we tell the partner
    std::chrono::milliseconds least_time{50};  ///< less than this left for the partner: it is not asked
    std::chrono::milliseconds ping_every{20'000};
    std::chrono::milliseconds ping_answer{5'000};
    std::chrono::milliseconds write_limit{10'000};
    std::chrono::milliseconds day_answer{60'000};  ///< DayPartner's questions come without a deadline of their own
};

/// What the client needs of the world. References outlive the client.
struct ClientPorts {
    ports::MessageLog& messages;
    ports::Clock& clock;
    ports::Digest& digest;
    ports::Randomness& randomness;
};

struct ClientCounts {
    std::uint64_t late_answers = 0;     ///< after the deadline, of whatever question
    std::uint64_t unknown_answers = 0;  ///< to no question of ours, or a second one
    std::uint64_t corrupt_answers = 0;
    std::uint64_t cut_connections = 0;  ///< ended with questions unanswered
    std::size_t in_flight = 0;
    std::size_t connections_up = 0;
};

/// An answer to a settlement or a cancel that came after its deadline: what it would have been in time.
struct LateAnswer {
    MessageId message;         ///< ours, of the question
    SettlementKey settlement;  ///< of what was to be settled, or of the cancel
    Result<SettledBill> answer;
};
using TellLateAnswer = std::function<void(LateAnswer)>;

/// We ask another region's gateway: as the treatment side for persons, visits, settlements and days (OtherSide,
/// DayPartner). Connects when first needed. Errors: the partner's own codes (unknown ones by their class);
/// peer_unreachable, busy, too_little_time, shutting_down, store_unavailable, over_limit when provably nothing was
/// sent; in_doubt for everything else: deadline, cut, unreadable or unfitting answer.
class Client final : public ports::OtherSide, public ports::DayPartner {
public:
    /// `on_late_answer`: nobody waits for it any more; its question is in doubt, or undone, since. One that cannot be
    /// used is not told.
    Client(boost::asio::any_io_executor executor, ClientSettings settings, ClientPorts ports,
           TellLateAnswer on_late_answer = {});
    ~Client() override;

    awaitable<Result<PersonAnswer>> person(ports::Leg leg, PersonRequest request) override;
    awaitable<Result<EntitlementAnswer>> entitlement(ports::Leg leg, EntitlementRequest request) override;
    awaitable<Result<VisitAnswer>> visit(ports::Leg leg, VisitRequest request) override;
    awaitable<Result<SettledBill>> quote(ports::Leg leg, Claim claim) override;
    awaitable<Result<SettledBill>> settle(ports::LegOfSettlement leg, Claim claim) override;
    awaitable<Result<SettledBill>> cancel(ports::LegOfSettlement leg, SettlementRecord original) override;
    awaitable<Result<ReverseResult>> reverse(ports::LegOfSettlement leg, std::string reason) override;
    awaitable<Result<QueryResult>> query(ports::LegOfSettlement leg) override;
    awaitable<Result<void>> fees(ports::LegOfSettlement leg, std::vector<FeeLine> lines) override;
    /// Always refused (unknown_transaction): on Delta lines travel after the settlement only.
    awaitable<Result<FeeUploadAnswer>> upload(ports::Leg leg, FeeUpload upload) override;
    /// Always refused, as upload is: there is nothing to take back.
    awaitable<Result<void>> remove(ports::Leg leg, FeeRemoval removal) override;

    awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals totals, std::vector<DayLine> lines) override;
    awaitable<Result<std::vector<DayLine>>> details(DayKey key, std::vector<DayLine> ours) override;
    awaitable<Result<ports::StatementVerdict>> propose(Statement statement,
                                                       std::vector<SettlementKey> disputed) override;
    awaitable<Result<ClearingDay>> adjust(AdjustmentOffer offer) override;
    FieldsJudged fields_judged() const override { return {.components = true, .cash = true}; }
    ports::DayView* view() override;

    ClientCounts counts() const;
    bool is_connected() const;

    /// After new certificates or a new CRL: connections to a server that no longer stands end after what is in flight.
    void recheck_peers(const tls::Credentials& now_trusted);
    /// Nothing new; waits for what is in flight, then closes. False: `limit` passed and the rest was cut.
    awaitable<bool> stop(std::chrono::milliseconds limit);

private:
    struct World;
    std::unique_ptr<World> world_;
};

}  // namespace clearing::yangtze_delta
