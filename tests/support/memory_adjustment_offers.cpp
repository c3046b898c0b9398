#include "tests/support/memory_adjustment_offers.hpp"

#include "tests/support/memory_vouchers.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using Kept = MemoryBooks::KeptOffer;

namespace {

Kept* find(MemoryBooks& books, long long no) {
    const auto found = books.offers.find(no);
    return found == books.offers.end() ? nullptr : &found->second;
}

Kept* find(MemoryBooks& books, const NewAdjustment& adjustment, AdjustmentReason reason) {
    for (auto& [no, offer] : books.offers)
        if (offer.adjustment.origin == adjustment.origin && offer.adjustment.reason == reason &&
            offer.adjustment.bearer == adjustment.bearer)
            return &offer;
    return nullptr;
}

Adjustment as_offered(const MemoryBooks& books, const Kept& offer) {
    const SettlementRecord& record = books.records.at(offer.adjustment.settlement);
    return as_offered(offer, record.insurance_type, record.care);
}

Adjustment write_offer(MemoryBooks& books, MemoryWrite& write, const NewAdjustment& adjustment, const PeerName& peer,
                       OfferState state) {
    const SettlementRecord& record = books.records.at(adjustment.settlement);
    Kept offer;
    offer.no = ++books.last_number;
    offer.adjustment = adjustment;
    offer.settlement = record.id;
    offer.settlement_key = record.key;
    offer.insured_division = record.insured_division;
    const DayKey first = day_key(record, ClearingDay{local_date(adjustment.at)});
    offer.day = day_key(record, books.open_day(write, first, adjustment.at));
    offer.peer = peer;
    offer.state = state;
    offer.next_try_at = adjustment.at;
    offer.asked_since = adjustment.at;
    Adjustment made = as_offered(books, offer);
    write.at(books.offers, offer.no) = offer;
    return made;
}

/// Nothing: it may come to stand again.
std::optional<std::string> undone_by(const MemoryBooks& books, const SettlementRecord& record) {
    if (record.state == SettlementState::reversed) return "reversal " + record.id.text;
    if (record.state != SettlementState::cancelled) return std::nullopt;
    for (const auto& [no, other] : books.records)
        if (other.cancels == record.no && other.state == SettlementState::booked) return "cancel " + other.id.text;
    return std::nullopt;
}

std::unexpected<Error> no_such_offer() {
    return fail(ErrorCode::not_found, "there is no such offer", {"no"});
}

}  // namespace

std::vector<NewAdjustment> open_offers(const MemoryBooks& books, SettlementNo settlement) {
    std::vector<NewAdjustment> open;
    for (const auto& [no, offer] : books.offers)
        if (offer.adjustment.settlement == settlement && is_unanswered(offer.state, offer.is_refused))
            open.push_back(offer.adjustment);
    return open;
}

Result<Adjustment> offer_adjustment(MemoryBooks& books, MemoryWrite& write, const NewAdjustment& adjustment,
                                    const PeerName& peer, const Adjusted& so_far) {
    if (const Kept* standing = find(books, adjustment, adjustment.reason)) {
        if (asks_the_same(standing->adjustment, adjustment)) return as_offered(books, *standing);
        return fail(ErrorCode::conflict, "the origin and reason stand for something else", {"origin"});
    }
    if (auto may = check_may_be_adjusted(books.records.at(adjustment.settlement)); !may) return fail(may.error());
    if (adjustment.origin.size() > longest_origin)
        return fail(ErrorCode::invalid_value, "an origin of at most 100 bytes travels", {"origin"});
    if (const auto taken_back = taken_back_by(adjustment.reason)) {
        Kept* refused = find(books, adjustment, *taken_back);
        const bool is_of_this = refused != nullptr && refused->adjustment.settlement == adjustment.settlement &&
                                refused->adjustment.amounts == adjustment.amounts;
        if (is_of_this && (refused->is_refused || refused->state == OfferState::withdrawn)) {
            if (refused->state == OfferState::parked) write.changed(*refused).state = OfferState::withdrawn;
            return write_offer(books, write, adjustment, peer, OfferState::withdrawn);
        }
    }
    if (auto sound = check_adjustment(adjustment, so_far); !sound) return fail(sound.error());
    return write_offer(books, write, adjustment, peer, OfferState::pending);
}

bool MemoryAdjustmentOffers::is_due(const Kept& offer, const ports::OutboxQuery& query) const {
    const bool is_free = !offer.taken_until || *offer.taken_until <= query.now;
    const bool waits_behind_another = std::ranges::any_of(books_.offers, [&](const auto& entry) {
        const Kept& other = entry.second;
        return other.no < offer.no && other.adjustment.settlement == offer.adjustment.settlement &&
               is_unanswered(other.state, other.is_refused);
    });
    return offer.peer == query.peer && offer.state == OfferState::pending && is_free &&
           offer.next_try_at <= query.now && !waits_behind_another;
}

awaitable<Result<std::optional<AdjustmentOffer>>> MemoryAdjustmentOffers::take_due(ports::OutboxQuery query) {
    auto work = [this, query](MemoryWrite& write) -> Result<std::optional<AdjustmentOffer>> {
        const auto wanted = outbox_.switches.find(query.peer);
        if (wanted != outbox_.switches.end() && !wanted->second.on) return std::nullopt;
        Kept* first = nullptr;
        for (auto& [no, offer] : books_.offers)
            if (is_due(offer, query) && (first == nullptr || offer.next_try_at < first->next_try_at)) first = &offer;
        if (first == nullptr) return std::nullopt;
        Kept& taken = write.changed(*first);
        taken.owner = query.owner;
        taken.taken_until = query.taken_until;
        return taken;
    };
    co_return co_await link_.write("offer.take", work);
}

awaitable<Result<std::vector<AdjustmentOffer>>> MemoryAdjustmentOffers::unanswered(DayKey day) {
    auto work = [this, &day]() -> Result<std::vector<AdjustmentOffer>> {
        std::vector<AdjustmentOffer> found;
        for (const auto& [no, offer] : books_.offers)
            if (offer.day == day && is_unanswered(offer.state, offer.is_refused)) found.push_back(offer);
        return found;
    };
    co_return co_await link_.read("offer.unanswered", work);
}

Result<Adjustment> MemoryAdjustmentOffers::accept(MemoryWrite& write, long long no, ClearingDay day, Instant at) {
    Kept* offer = find(books_, no);
    if (offer == nullptr) return no_such_offer();
    if (offer->state == OfferState::withdrawn) return fail(ErrorCode::conflict, "it was withdrawn", {"no"});
    const bool stands = offer->state == OfferState::accepted;
    NewAdjustment adjustment = offer->adjustment;
    if (!stands) {
        adjustment.day = day;
        DayKey key = offer->day;
        key.day = day;
        if (auto takes = check_takes_postings(books_, write, key, at); !takes) return fail(takes.error());
    }
    auto posted = write_adjustment(books_, write, adjustment);
    if (!posted || stands) return posted;
    const SettlementRecord& record = books_.records.at(adjustment.settlement);
    if (record.state != SettlementState::booked) {
        const auto cause = undone_by(books_, record);
        if (!cause) return fail(ErrorCode::not_settled, "it is booked no more");
        if (auto taken = move_adjustments(books_, write, record.no, true, *cause, at); !taken)
            return fail(taken.error());
    }
    Kept& kept = write.changed(*offer);
    kept.state = OfferState::accepted;
    ++kept.attempts;
    kept.taken_until.reset();
    return posted;
}

awaitable<Result<Adjustment>> MemoryAdjustmentOffers::accepted(long long no, ClearingDay day, Instant at) {
    auto work = [this, no, day, at](MemoryWrite& write) { return accept(write, no, day, at); };
    co_return co_await link_.write("offer.accepted", work);
}

awaitable<Result<void>> MemoryAdjustmentOffers::failed(long long no, std::string reason, Instant next_try_at, Instant) {
    auto work = [this, no, &reason, next_try_at](MemoryWrite& write) -> Result<void> {
        Kept* offer = find(books_, no);
        if (offer == nullptr || offer->state != OfferState::pending) return {};
        Kept& kept = write.changed(*offer);
        ++kept.attempts;
        kept.last_failure = reason;
        kept.next_try_at = next_try_at;
        kept.taken_until.reset();
        return {};
    };
    co_return co_await link_.write("offer.failed", work);
}

awaitable<Result<void>> MemoryAdjustmentOffers::park(long long no, bool is_refused, std::string reason,
                                                     std::string alarm, Instant) {
    auto work = [this, no, is_refused, &reason, &alarm](MemoryWrite& write) -> Result<void> {
        Kept* offer = find(books_, no);
        if (offer == nullptr) return {};
        const bool refused_at_last = offer->state == OfferState::parked && !offer->is_refused && is_refused;
        if (offer->state != OfferState::pending && !refused_at_last) return {};
        Kept& kept = write.changed(*offer);
        kept.state = OfferState::parked;
        kept.is_refused = is_refused;
        ++kept.attempts;
        kept.last_failure = reason;
        kept.taken_until.reset();
        write.append(books_.alarms, alarm);
        return {};
    };
    co_return co_await link_.write("offer.park", work);
}

Result<AdjustmentOffer> MemoryAdjustmentOffers::resume_one(MemoryWrite& write, long long no, Instant at) {
    Kept* offer = find(books_, no);
    if (offer == nullptr) return no_such_offer();
    if (offer->state != OfferState::parked) return fail(ErrorCode::conflict, "it is not parked", {"no"});
    DayKey day = offer->day;
    if (offer->is_refused) {
        const SettlementRecord& record = books_.records.at(offer->adjustment.settlement);
        if (record.state != SettlementState::booked)
            return fail(ErrorCode::not_settled, "only a booked settlement is adjusted, and no cancel");
        const Adjusted so_far = adjusted_of(books_, record.no, offer->adjustment.bearer);
        if (auto sound = check_adjustment(offer->adjustment, so_far); !sound) return fail(sound.error());
        day.day = books_.open_day(write, day_key(record, ClearingDay{local_date(at)}), at);
    }
    Kept& kept = write.changed(*offer);
    kept.state = OfferState::pending;
    if (kept.is_refused || kept.last_failure == stable_code(ErrorCode::different_content)) ++kept.asked_anew;
    kept.is_refused = false;
    kept.next_try_at = at;
    kept.asked_since = at;
    kept.day = day;
    write.append(outbox_.audited, "adjustment_offer_resumed " + voucher_id_of(kept.adjustment));
    return kept;
}

awaitable<Result<AdjustmentOffer>> MemoryAdjustmentOffers::resume(long long no, std::string, Instant at) {
    auto work = [this, no, at](MemoryWrite& write) { return resume_one(write, no, at); };
    co_return co_await link_.write("offer.resume", work);
}

awaitable<Result<AdjustmentOffer>> MemoryAdjustmentOffers::withdraw(long long no, std::string, Instant) {
    auto work = [this, no](MemoryWrite& write) -> Result<AdjustmentOffer> {
        Kept* offer = find(books_, no);
        if (offer == nullptr) return no_such_offer();
        if (offer->state != OfferState::parked || !offer->is_refused)
            return fail(ErrorCode::conflict, "only what was refused there is given up here", {"no"});
        Kept& kept = write.changed(*offer);
        kept.state = OfferState::withdrawn;
        write.append(outbox_.audited, "adjustment_offer_withdrawn " + voucher_id_of(kept.adjustment));
        return kept;
    };
    co_return co_await link_.write("offer.withdraw", work);
}

awaitable<Result<std::vector<AdjustmentOffer>>> MemoryAdjustmentOffers::list(std::optional<OfferState> state,
                                                                             std::size_t limit) {
    auto work = [this, state, limit]() -> Result<std::vector<AdjustmentOffer>> {
        std::vector<AdjustmentOffer> found;
        for (auto offer = books_.offers.rbegin(); offer != books_.offers.rend() && found.size() < limit; ++offer)
            if (!state || offer->second.state == *state) found.push_back(offer->second);
        return found;
    };
    co_return co_await link_.read("offer.list", work);
}

}  // namespace clearing::tests
