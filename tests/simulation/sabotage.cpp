#include "tests/simulation/sabotage.hpp"

#include "tests/simulation/forwarding.hpp"

#include <array>
#include <string>

namespace clearing::simulation {
namespace {

using ports::awaitable;
using ports::Opened;
using State = SettlementState;

constexpr std::array<std::pair<Sabotage, std::string_view>, 23> names{{
    {Sabotage::none, "none"},
    {Sabotage::forgets_bills, "forgets_bills"},
    {Sabotage::forgets_messages, "forgets_messages"},
    {Sabotage::forgets_fences, "forgets_fences"},
    {Sabotage::says_refused_in_doubt, "says_refused_in_doubt"},
    {Sabotage::says_nothing_was_sent, "says_nothing_was_sent"},
    {Sabotage::gives_up_doubts, "gives_up_doubts"},
    {Sabotage::loses_counter_entries, "loses_counter_entries"},
    {Sabotage::loses_bookings, "loses_bookings"},
    {Sabotage::posts_twice, "posts_twice"},
    {Sabotage::names_no_carried, "names_no_carried"},
    {Sabotage::forgets_late_lines, "forgets_late_lines"},
    {Sabotage::forgets_ended_cases, "forgets_ended_cases"},
    {Sabotage::clears_unmatched_lines, "clears_unmatched_lines"},
    {Sabotage::tells_other_amounts, "tells_other_amounts"},
    {Sabotage::adjusts_twice, "adjusts_twice"},
    {Sabotage::takes_silence_for_a_yes, "takes_silence_for_a_yes"},
    {Sabotage::keeps_no_questions, "keeps_no_questions"},
    {Sabotage::keeps_no_yeses, "keeps_no_yeses"},
    {Sabotage::keeps_holds, "keeps_holds"},
    {Sabotage::forgets_holds, "forgets_holds"},
    {Sabotage::forgets_fee_lines, "forgets_fee_lines"},
    {Sabotage::forgets_stays, "forgets_stays"},
}};

class BrokenSettlements final : public ForwardingSettlements {
public:
    BrokenSettlements(Sabotage sabotage, ports::SettlementStore& inner)
        : ForwardingSettlements(inner), sabotage_(sabotage) {}

    awaitable<Result<Opened>> open_intent(ports::Intent intent) override {
        SettlementRecord& record = intent.record;
        const std::string suffix = "#" + std::to_string(++calls_);
        if (sabotage_ == Sabotage::forgets_bills) record.bill.bill.text += suffix;
        if (sabotage_ == Sabotage::forgets_messages) {
            record.message.message.text += suffix;
            record.id.text += suffix;
            record.our_message.text += suffix;
            if (record.direction == Direction::visitor) record.key.settlement.text += suffix;
        }
        if (sabotage_ != Sabotage::keeps_no_questions) co_return co_await inner_.open_intent(std::move(intent));
        auto opened = co_await inner_.open(std::move(record), intent.day_from_open_day);
        if (opened && opened->kind == Opened::Kind::accepted) opened->message = MessageNo(1);
        co_return opened;
    }

    awaitable<Result<Opened>> open_fence(SettlementRecord record) override {
        if (sabotage_ != Sabotage::forgets_fences) co_return co_await inner_.open_fence(std::move(record));
        co_return Opened{Opened::Kind::accepted, std::move(record)};
    }

    awaitable<Result<std::optional<SettlementRecord>>> find_by_message(MessageKey key) override {
        if (sabotage_ != Sabotage::forgets_messages) co_return co_await inner_.find_by_message(std::move(key));
        co_return std::optional<SettlementRecord>{};
    }

    awaitable<Result<std::vector<SettlementRecord>>> find_by_visit(VisitId visit) override {
        if (sabotage_ != Sabotage::forgets_bills) co_return co_await inner_.find_by_visit(std::move(visit));
        co_return std::vector<SettlementRecord>{};
    }

    awaitable<Result<ports::BillFacts>> facts_of(ports::BillQuestion question) override {
        auto facts = co_await inner_.facts_of(std::move(question));
        if (!facts) co_return facts;
        if (sabotage_ == Sabotage::forgets_messages) facts->of_message.reset();
        if (sabotage_ == Sabotage::forgets_bills) facts->of_visit.clear();
        co_return facts;
    }

    awaitable<Result<std::optional<SettlementRecord>>> apply(ports::SettlementChange change) override {
        const bool books = change.to == State::booked && !change.transfers.empty();
        const bool now_and_then = books && ++calls_ % 4 == 0;
        if (sabotage_ == Sabotage::keeps_no_yeses) change.reply.reset();
        if (sabotage_ == Sabotage::loses_counter_entries && change.event == "reverse_confirmed")
            change.transfers.clear();
        if (sabotage_ == Sabotage::posts_twice && now_and_then) {
            const std::vector<Transfer> once = change.transfers;
            change.transfers.insert(change.transfers.end(), once.begin(), once.end());
        }
        if (sabotage_ == Sabotage::loses_bookings && now_and_then) {
            auto record = co_await inner_.find(change.no);
            if (record && *record) {
                (*record)->state = change.to;
                (*record)->answer = *change.answer;
            }
            co_return record;
        }
        co_return co_await inner_.apply(std::move(change));
    }

private:
    Sabotage sabotage_;
    int calls_ = 0;
};

class BrokenDays final : public ForwardingDays {
public:
    BrokenDays(Sabotage sabotage, ports::DayStore& inner) : ForwardingDays(inner), sabotage_(sabotage) {}

    awaitable<Result<ports::DayContent>> content(DayKey key) override {
        auto content = co_await inner_.content(std::move(key));
        if (!content) co_return content;
        if (sabotage_ == Sabotage::names_no_carried) content->carried.clear();
        if (sabotage_ == Sabotage::forgets_late_lines) {
            for (const SettlementKey& late : content->late)
                std::erase_if(content->lines, [&](const DayLine& line) { return line.key == late; });
            content->late.clear();
        }
        co_return content;
    }
    awaitable<Result<ports::DaySums>> sums(DayKey key, std::vector<SettlementKey> left_out) override {
        auto sums = co_await inner_.sums(key, left_out);
        if (sums && sabotage_ == Sabotage::forgets_late_lines && !sums->late.empty()) {
            for (const LateLine& late : sums->late)
                left_out.push_back(late.key);
            sums = co_await inner_.sums(std::move(key), std::move(left_out));
            if (sums) sums->late.clear();
        }
        if (sums && sabotage_ == Sabotage::names_no_carried) sums->carried.clear();
        co_return sums;
    }

private:
    Sabotage sabotage_;
};

class BrokenOtherSide final : public ForwardingOtherSide {
public:
    BrokenOtherSide(Sabotage sabotage, ports::OtherSide& inner) : ForwardingOtherSide(inner), sabotage_(sabotage) {}

    awaitable<Result<SettledBill>> settle(ports::LegOfSettlement leg, Claim claim) override {
        auto bill = co_await inner_.settle(std::move(leg), std::move(claim));
        const bool silence = !bill && class_of(bill.error().code) == ErrorClass::in_doubt;
        if (sabotage_ == Sabotage::says_nothing_was_sent && silence) co_return fail(ErrorCode::peer_unreachable);
        co_return bill;
    }

    awaitable<Result<QueryResult>> query(ports::LegOfSettlement leg) override {
        auto result = co_await inner_.query(std::move(leg));
        if (sabotage_ != Sabotage::gives_up_doubts) co_return result;
        const bool tells_nothing = !result || result->state == QueryResult::State::unknown;
        if (tells_nothing) co_return QueryResult{QueryResult::State::refused, {}, {}};
        co_return result;
    }

    awaitable<Result<void>> fees(ports::LegOfSettlement leg, std::vector<FeeLine> lines) override {
        if (sabotage_ != Sabotage::forgets_fee_lines) co_return co_await inner_.fees(std::move(leg), std::move(lines));
        co_return Result<void>{};
    }

private:
    Sabotage sabotage_;
};

class BrokenDesk final : public ForwardingDesk {
public:
    BrokenDesk(Sabotage sabotage, ports::Desk& inner) : ForwardingDesk(inner), sabotage_(sabotage) {}

    awaitable<Result<SettledBill>> settle(Call call, Claim claim) override {
        auto bill = co_await inner_.settle(std::move(call), std::move(claim));
        const bool in_doubt = !bill && class_of(bill.error().code) == ErrorClass::in_doubt;
        if (sabotage_ == Sabotage::says_refused_in_doubt && in_doubt)
            co_return fail(ErrorCode::refused_by_insured_side);
        if (sabotage_ == Sabotage::tells_other_amounts && bill) bill->split.cash += Money::from_fen(1);
        co_return bill;
    }

private:
    Sabotage sabotage_;
};

class BrokenFarSide final : public ForwardingFarSide {
public:
    BrokenFarSide(Sabotage sabotage, ports::FarSideStore& inner) : ForwardingFarSide(inner), sabotage_(sabotage) {}

    awaitable<Result<void>> carry_on(DayKey key, std::vector<SettlementKey> lines) override {
        if (sabotage_ != Sabotage::clears_unmatched_lines)
            co_return co_await inner_.carry_on(std::move(key), std::move(lines));
        co_return Result<void>{};
    }

private:
    Sabotage sabotage_;
};

class BrokenCases final : public ForwardingCases {
public:
    BrokenCases(Sabotage sabotage, ports::DifferenceCases& inner) : ForwardingCases(inner), sabotage_(sabotage) {}

    awaitable<Result<bool>> stepped(ports::CaseStep step) override {
        if (sabotage_ == Sabotage::forgets_ended_cases && step.to == CaseState::settled) co_return true;
        co_return co_await inner_.stepped(std::move(step));
    }
    awaitable<Result<DifferenceCase>> resolve(ports::CaseResolution resolution) override {
        if (sabotage_ == Sabotage::forgets_ended_cases) co_return DifferenceCase{};
        co_return co_await inner_.resolve(std::move(resolution));
    }

private:
    Sabotage sabotage_;
};

}  // namespace

std::string_view name_of(Sabotage sabotage) {
    return names[static_cast<std::size_t>(sabotage)].second;
}

std::optional<Sabotage> sabotage_named(std::string_view name) {
    for (const auto& [sabotage, text] : names)
        if (text == name) return sabotage;
    return std::nullopt;
}

const std::vector<Sabotage>& all_sabotages() {
    static const std::vector<Sabotage> all = [] {
        std::vector<Sabotage> broken;
        for (const auto& [sabotage, name] : names)
            if (sabotage != Sabotage::none) broken.push_back(sabotage);
        return broken;
    }();
    return all;
}

std::unique_ptr<ports::SettlementStore> sabotaged(Sabotage sabotage, ports::SettlementStore& store,
                                                  tests::MemoryBooks& books) {
    if (sabotage == Sabotage::none) return nullptr;
    if (sabotage == Sabotage::keeps_holds || sabotage == Sabotage::forgets_holds)
        return with_broken_holds(sabotage, store, books);
    if (sabotage == Sabotage::forgets_stays) return with_forgotten_stays(store);
    return std::make_unique<BrokenSettlements>(sabotage, store);
}

std::unique_ptr<ports::DayStore> sabotaged(Sabotage sabotage, ports::DayStore& store) {
    if (sabotage == Sabotage::none) return nullptr;
    return std::make_unique<BrokenDays>(sabotage, store);
}

std::unique_ptr<ports::FarSideStore> sabotaged(Sabotage sabotage, ports::FarSideStore& store) {
    if (sabotage == Sabotage::none) return nullptr;
    return std::make_unique<BrokenFarSide>(sabotage, store);
}

std::unique_ptr<ports::DifferenceCases> sabotaged(Sabotage sabotage, ports::DifferenceCases& cases) {
    if (sabotage == Sabotage::none) return nullptr;
    return std::make_unique<BrokenCases>(sabotage, cases);
}

std::unique_ptr<ports::OtherSide> sabotaged(Sabotage sabotage, ports::OtherSide& side) {
    if (sabotage == Sabotage::none) return nullptr;
    return std::make_unique<BrokenOtherSide>(sabotage, side);
}

std::unique_ptr<ports::Desk> sabotaged(Sabotage sabotage, ports::Desk& desk) {
    if (sabotage == Sabotage::none) return nullptr;
    return std::make_unique<BrokenDesk>(sabotage, desk);
}

}  // namespace clearing::simulation
