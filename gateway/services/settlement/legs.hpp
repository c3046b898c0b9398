#pragma once

#include "gateway/domain/call.hpp"
#include "gateway/ports/other_side.hpp"
#include "gateway/services/settlement/world.hpp"

#include <string_view>

namespace clearing::settlement {

/// Who answers this call, and by which rules.
struct Answerer {
    ports::OtherSide* side = nullptr;
    PeerName peer;
    const ports::Platform* platform = nullptr;  ///< of the pair of regions, whichever way the call goes
    ports::AnswerTimes times = {};

    /// Not over a platform that is not configured.
    bool is_between_gateways() const { return platform != nullptr && platform->is_between_gateways(); }
};

/// Visitor: the platform; resident away: the bureau's core. Error: peer_unreachable when nobody is configured.
Result<Answerer> answerer_of(const World& world, const PlatformName& platform, Direction direction);

/// Whether the intent takes the pair's open day (SETTLEMENT §3). Of a platform that is not configured it takes none.
bool takes_open_day(const ports::Platform* platform, Direction direction);

/// Our own message id of a leg, derived from the caller's message: durable before the first byte because nothing but
/// the caller's durable key is needed to make it again, and the same for a repeated question.
MessageId leg_message_id(const World& world, std::string_view purpose, const MessageKey& caller);

/// The answerer gets `at_most` its own time, and less than the caller waits.
ports::Leg leg_of(const World& world, const Call& call, const Answerer& answerer, std::chrono::milliseconds at_most);

/// Which of the answerer's times a question has.
using TimeFor = std::chrono::milliseconds ports::AnswerTimes::*;

/// The record's institution as the answerer names it.
InstitutionCode institution_of(const World& world, const SettlementRecord& record);

/// A leg about a record, of our own accord: reverse, query, forwarding.
ports::LegOfSettlement leg_about(const World& world, const SettlementRecord& record, MessageId message, TimeFor time);

/// The leg, telling whose settlement it is as the answerer knows the person: as it answered, else as the visit was
/// registered there (its 5203 and 2601 want psn_no); nobody where no such visit is. Errors: those of the visits.
awaitable<Result<ports::LegOfSettlement>> with_person_number(const World& world, const SettlementRecord& record,
                                                             ports::LegOfSettlement leg);

/// The national code of the asker's institution; as sent where no row says otherwise (its policy is pass).
InstitutionCode national_institution(const World& world, const Call& call, Date on);

/// Too little time left is said before anything happens (DESIGN §3 rule 9).
Result<void> check_time_left(const World& world, const Call& call);

/// The failure of a question that changes nothing (person, entitlement, quote): silence means "try again", never doubt.
Error without_effect(Error error);

/// Our setl_id or mdtrt_id for a message (SETTLEMENT §1).
SettlementId own_settlement_id(const World& world, const MessageKey& key);
VisitId own_visit_id(const World& world, const MessageKey& key);

}  // namespace clearing::settlement
