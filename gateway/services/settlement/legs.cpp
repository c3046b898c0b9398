#include "gateway/services/settlement/legs.hpp"

#include "gateway/domain/ids.hpp"
#include "gateway/ports/own_ids.hpp"
#include "gateway/services/translation/platform_vocabulary.hpp"
#include "gateway/services/translation/translator.hpp"

#include <algorithm>

namespace clearing::settlement {
namespace {

std::string own_id(const World& world, std::string_view purpose, const MessageKey& key) {
    const Sha256 digest = world.digest.sha256(digest_text(purpose, key));
    return derived_id(world.tables->router->own_region().text, digest);
}

/// On Delta a region speaks as a whole: districts of the treating institution stay at home.
DivisionCode treatment_division_on_leg(const World& world, const ports::Platform* platform, Direction direction,
                                       const DivisionCode& as_sent) {
    const bool region_only = platform != nullptr && platform->is_between_gateways();
    return region_only && direction == Direction::visitor ? world.tables->router->own_region() : as_sent;
}

/// Hospitals and pharmacies have numbers of their own in a partner's books. A repeated leg says the same: the rows of a
/// day do not change.
InstitutionCode reworded(const World& world, translation::Vocabulary from, translation::Vocabulary to,
                         const InstitutionCode& code, Date on) {
    const bool pharmacy = code.text.starts_with('P');
    const auto kind = pharmacy ? translation::CodeKind::pharmacy : translation::CodeKind::institution;
    const auto translated = world.tables->translator->translate(kind, from, to, code.text, {}, on);
    return translated ? InstitutionCode(translated->code) : code;
}

/// As the platform names our institutions. The core knows them by the codes the asker wrote.
InstitutionCode institution_on_leg(const World& world, const PlatformName& platform, Direction direction,
                                   const InstitutionCode& code, Date on) {
    if (direction == Direction::resident_away) return code;
    return reworded(world, translation::Vocabulary::national, translation::vocabulary_of(world.other_sides, platform),
                    code, on);
}

}  // namespace

InstitutionCode national_institution(const World& world, const Call& call, Date on) {
    if (call.direction == Direction::visitor) return call.header.institution;
    return reworded(world, translation::vocabulary_of(world.other_sides, call.platform),
                    translation::Vocabulary::national, call.header.institution, on);
}

Result<Answerer> answerer_of(const World& world, const PlatformName& platform_name, Direction direction) {
    const ports::Platform* platform = world.other_sides.platform(platform_name);
    if (direction == Direction::resident_away) {
        if (world.other_sides.core == nullptr) return fail(ErrorCode::peer_unreachable, "no bureau core is configured");
        return Answerer{world.other_sides.core, world.other_sides.core_peer, platform, world.other_sides.core_times};
    }
    if (platform == nullptr || platform->side == nullptr)
        return fail(ErrorCode::peer_unreachable, "platform " + platform_name.text + " is not configured");
    return Answerer{platform->side, platform->peer, platform, platform->times};
}

bool takes_open_day(const ports::Platform* platform, Direction direction) {
    return platform != nullptr && day_is_taken_at_intent(platform->day_rule, direction);
}

MessageId leg_message_id(const World& world, std::string_view purpose, const MessageKey& caller) {
    return MessageId(own_id(world, purpose, caller));
}

ports::Leg leg_of(const World& world, const Call& call, const Answerer& answerer, std::chrono::milliseconds at_most) {
    const CallHeader& header = call.header;
    ports::Leg leg;
    leg.message = leg_message_id(world, "leg", call.message_key());
    leg.infno = header.infno;
    leg.treatment_division =
        treatment_division_on_leg(world, answerer.platform, call.direction, header.treatment_division);
    leg.insured_division = header.insured_division;
    const PlatformName platform = answerer.platform != nullptr ? answerer.platform->name : PlatformName();
    leg.institution =
        institution_on_leg(world, platform, call.direction, header.institution, local_date(world.clock.now()));
    leg.institution_name = header.institution_name;
    leg.operator_type = header.operator_type;
    leg.operator_code = header.operator_code;
    leg.operator_name = header.operator_name;
    leg.deadline = std::min(call.deadline - world.limits.answer_margin, world.clock.steady() + at_most);
    return leg;
}

InstitutionCode institution_of(const World& world, const SettlementRecord& record) {
    return institution_on_leg(world, record.platform, record.direction, record.institution,
                              local_date(record.opened_at));
}

ports::LegOfSettlement leg_about(const World& world, const SettlementRecord& record, MessageId message, TimeFor time) {
    const auto answerer = answerer_of(world, record.platform, record.direction);
    const ports::AnswerTimes times = answerer ? answerer->times : ports::AnswerTimes();
    ports::LegOfSettlement about;
    about.leg.message = std::move(message);
    about.leg.infno = record.infno;
    about.leg.treatment_division = record.key.treatment_division;
    about.leg.insured_division = record.insured_division;
    about.leg.institution = institution_of(world, record);
    about.leg.institution_name = record.institution_name;
    about.leg.deadline = world.clock.steady() + times.*time;
    about.leg.their_visit = record.their_visit;
    about.leg.our_visit = record.visit;
    about.key = record.key;
    about.day = record.assigned_day;
    about.original_message = record.our_message;
    about.original_infno = record.infno;
    about.their_settlement = record.their_id;
    about.person_number = record.answer.person.number;
    return about;
}

awaitable<Result<ports::LegOfSettlement>> with_person_number(const World& world, const SettlementRecord& record,
                                                             ports::LegOfSettlement leg) {
    leg.person_number = record.answer.person.number;
    if (!leg.person_number.empty()) co_return leg;
    auto visit = co_await world.visits.find(record.visit);
    if (!visit) co_return fail(visit.error());
    if (*visit) leg.person_number = (*visit)->person.number;
    co_return leg;
}

Result<void> check_time_left(const World& world, const Call& call) {
    if (call.deadline - world.clock.steady() < world.limits.least_time)
        return fail(ErrorCode::too_little_time, "the deadline is too near");
    return {};
}

Error without_effect(Error error) {
    if (class_of(error.code) == ErrorClass::in_doubt) error.code = ErrorCode::peer_unavailable;
    return error;
}

SettlementId own_settlement_id(const World& world, const MessageKey& key) {
    return ports::own_settlement_id(world.digest, world.tables->router->own_region(), key);
}

VisitId own_visit_id(const World& world, const MessageKey& key) {
    return VisitId(own_id(world, "visit", key));
}

}  // namespace clearing::settlement
