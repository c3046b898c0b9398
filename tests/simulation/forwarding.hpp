#pragma once

#include "gateway/ports/day_store.hpp"
#include "gateway/ports/desk.hpp"
#include "gateway/ports/difference_cases.hpp"
#include "gateway/ports/far_side.hpp"
#include "gateway/ports/other_side.hpp"
#include "gateway/ports/settlement_store.hpp"

namespace clearing::simulation {

// Ports that hand everything on, for those who want to change one thing.

class ForwardingSettlements : public ports::SettlementStore {
public:
    explicit ForwardingSettlements(ports::SettlementStore& inner) : inner_(inner) {}

    ports::awaitable<Result<ports::Opened>> open(SettlementRecord record, bool day_from_open_day) override {
        return inner_.open(std::move(record), day_from_open_day);
    }
    ports::awaitable<Result<ports::Opened>> open_intent(ports::Intent intent) override {
        return inner_.open_intent(std::move(intent));
    }
    ports::awaitable<Result<ports::Opened>> open_refused(SettlementRecord record) override {
        return inner_.open_refused(std::move(record));
    }
    ports::awaitable<Result<ports::Opened>> open_fence(SettlementRecord record) override {
        return inner_.open_fence(std::move(record));
    }
    ports::awaitable<Result<std::optional<SettlementRecord>>> apply(ports::SettlementChange change) override {
        return inner_.apply(std::move(change));
    }
    ports::awaitable<Result<std::optional<SettlementRecord>>> find(SettlementNo no) override { return inner_.find(no); }
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_message(MessageKey key) override {
        return inner_.find_by_message(std::move(key));
    }
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_id(SettlementId id) override {
        return inner_.find_by_id(std::move(id));
    }
    ports::awaitable<Result<std::optional<SettlementRecord>>> find_by_key(SettlementKey key,
                                                                          Direction direction) override {
        return inner_.find_by_key(std::move(key), direction);
    }
    ports::awaitable<Result<std::vector<SettlementRecord>>> find_by_visit(VisitId visit) override {
        return inner_.find_by_visit(std::move(visit));
    }
    ports::awaitable<Result<ports::BillFacts>> facts_of(ports::BillQuestion question) override {
        return inner_.facts_of(std::move(question));
    }
    ports::awaitable<Result<std::vector<SettlementRecord>>> list(ports::SettlementFilter filter) override {
        return inner_.list(std::move(filter));
    }

protected:
    ports::SettlementStore& inner_;
};

class ForwardingDays : public ports::DayStore {
public:
    explicit ForwardingDays(ports::DayStore& inner) : inner_(inner) {}

    ports::awaitable<Result<std::vector<ports::Day>>> days(std::optional<ClearingDay> day) override {
        return inner_.days(day);
    }
    ports::awaitable<Result<std::vector<ports::Day>>> days_between(ClearingDay first, ClearingDay last) override {
        return inner_.days_between(first, last);
    }
    ports::awaitable<Result<std::vector<ports::Day>>> days_of(ports::PairDays asked) override {
        return inner_.days_of(std::move(asked));
    }
    ports::awaitable<Result<std::optional<ports::Day>>> find(DayKey key) override {
        return inner_.find(std::move(key));
    }
    ports::awaitable<Result<ClearingDay>> open_day(PairKey pair) override { return inner_.open_day(std::move(pair)); }
    ports::awaitable<Result<ports::Day>> switch_day(DayKey key, Instant at) override {
        return inner_.switch_day(std::move(key), at);
    }
    ports::awaitable<Result<void>> set_state(DayKey key, DayState state, Instant at) override {
        return inner_.set_state(std::move(key), state, at);
    }
    ports::awaitable<Result<long long>> awaiting(DayKey key) override { return inner_.awaiting(std::move(key)); }
    ports::awaitable<Result<void>> fix(DayKey key) override { return inner_.fix(std::move(key)); }
    ports::awaitable<Result<ports::DayContent>> content(DayKey key) override { return inner_.content(std::move(key)); }
    ports::awaitable<Result<DayTotals>> totals(DayKey key) override { return inner_.totals(std::move(key)); }
    ports::awaitable<Result<std::vector<DayLine>>> lines_after(DayKey key, SettlementId after,
                                                               std::size_t limit) override {
        return inner_.lines_after(std::move(key), std::move(after), limit);
    }
    ports::awaitable<Result<std::vector<SettlementKey>>> lines_in(DayKey key, ports::CellGroups cells,
                                                                  std::size_t limit) override {
        return inner_.lines_in(std::move(key), std::move(cells), limit);
    }
    ports::awaitable<Result<ports::DaySums>> sums(DayKey key, std::vector<SettlementKey> left_out) override {
        return inner_.sums(std::move(key), std::move(left_out));
    }
    ports::awaitable<Result<void>> keep_differences(DayKey key, std::vector<Difference> differences,
                                                    Instant at) override {
        return inner_.keep_differences(std::move(key), std::move(differences), at);
    }
    ports::awaitable<Result<std::vector<Difference>>> differences(DayKey key) override {
        return inner_.differences(std::move(key));
    }
    ports::awaitable<Result<void>> keep_partner_close(DayKey key, std::vector<SettlementKey> carried,
                                                      std::vector<SettlementKey> late, Instant at) override {
        return inner_.keep_partner_close(std::move(key), std::move(carried), std::move(late), at);
    }
    ports::awaitable<Result<void>> agree(ports::DayAgreement agreement) override {
        return inner_.agree(std::move(agreement));
    }
    ports::awaitable<Result<std::optional<Statement>>> statement(std::string id) override {
        return inner_.statement(std::move(id));
    }
    ports::awaitable<Result<std::vector<Statement>>> statements(std::optional<ClearingDay> day) override {
        return inner_.statements(day);
    }
    ports::awaitable<Result<std::vector<BalanceLine>>> trial_balance(DayKey key) override {
        return inner_.trial_balance(std::move(key));
    }

protected:
    ports::DayStore& inner_;
};

class ForwardingFarSide : public ports::FarSideStore {
public:
    explicit ForwardingFarSide(ports::FarSideStore& inner) : inner_(inner) {}

    ports::awaitable<Result<void>> carry_on(DayKey key, std::vector<SettlementKey> lines) override {
        return inner_.carry_on(std::move(key), std::move(lines));
    }
    ports::awaitable<Result<std::vector<ports::FoundThere>>> name_found(PlatformName platform,
                                                                        std::vector<ports::FoundThere> found,
                                                                        Instant at) override {
        return inner_.name_found(std::move(platform), std::move(found), at);
    }

protected:
    ports::FarSideStore& inner_;
};

class ForwardingOtherSide : public ports::OtherSide {
public:
    explicit ForwardingOtherSide(ports::OtherSide& inner) : inner_(inner) {}

    ports::awaitable<Result<PersonAnswer>> person(ports::Leg leg, PersonRequest request) override {
        return inner_.person(std::move(leg), std::move(request));
    }
    ports::awaitable<Result<EntitlementAnswer>> entitlement(ports::Leg leg, EntitlementRequest request) override {
        return inner_.entitlement(std::move(leg), std::move(request));
    }
    ports::awaitable<Result<VisitAnswer>> visit(ports::Leg leg, VisitRequest request) override {
        return inner_.visit(std::move(leg), std::move(request));
    }
    ports::awaitable<Result<SettledBill>> quote(ports::Leg leg, Claim claim) override {
        return inner_.quote(std::move(leg), std::move(claim));
    }
    ports::awaitable<Result<SettledBill>> settle(ports::LegOfSettlement leg, Claim claim) override {
        return inner_.settle(std::move(leg), std::move(claim));
    }
    ports::awaitable<Result<SettledBill>> cancel(ports::LegOfSettlement leg, SettlementRecord original) override {
        return inner_.cancel(std::move(leg), std::move(original));
    }
    ports::awaitable<Result<ReverseResult>> reverse(ports::LegOfSettlement leg, std::string reason) override {
        return inner_.reverse(std::move(leg), std::move(reason));
    }
    ports::awaitable<Result<QueryResult>> query(ports::LegOfSettlement leg) override {
        return inner_.query(std::move(leg));
    }
    ports::awaitable<Result<void>> fees(ports::LegOfSettlement leg, std::vector<FeeLine> lines) override {
        return inner_.fees(std::move(leg), std::move(lines));
    }
    ports::awaitable<Result<FeeUploadAnswer>> upload(ports::Leg leg, FeeUpload upload) override {
        return inner_.upload(std::move(leg), std::move(upload));
    }
    ports::awaitable<Result<void>> remove(ports::Leg leg, FeeRemoval removal) override {
        return inner_.remove(std::move(leg), std::move(removal));
    }

protected:
    ports::OtherSide& inner_;
};

class ForwardingCases : public ports::DifferenceCases {
public:
    explicit ForwardingCases(ports::DifferenceCases& inner) : inner_(inner) {}

    ports::awaitable<Result<ports::TakenUp>> take_up(ports::FoundDifferences found) override {
        return inner_.take_up(std::move(found));
    }
    ports::awaitable<Result<std::vector<DifferenceCase>>> take_due(ports::CaseQuery query) override {
        return inner_.take_due(std::move(query));
    }
    ports::awaitable<Result<bool>> stepped(ports::CaseStep step) override { return inner_.stepped(std::move(step)); }
    ports::awaitable<Result<std::vector<DifferenceCase>>> list(ports::CaseFilter filter) override {
        return inner_.list(std::move(filter));
    }
    ports::awaitable<Result<std::optional<DifferenceCase>>> find(long long no) override { return inner_.find(no); }
    ports::awaitable<Result<std::vector<CaseNote>>> notes(long long no) override { return inner_.notes(no); }
    ports::awaitable<Result<std::vector<SettlementKey>>> in_hand(PairKey pair) override {
        return inner_.in_hand(std::move(pair));
    }
    ports::awaitable<Result<long long>> raise_overdue(Date today, Instant at) override {
        return inner_.raise_overdue(today, at);
    }
    ports::awaitable<Result<DifferenceCase>> assign(ports::CaseOrder order, std::string owner) override {
        return inner_.assign(std::move(order), std::move(owner));
    }
    ports::awaitable<Result<void>> add_note(ports::CaseOrder order, std::string text) override {
        return inner_.add_note(std::move(order), std::move(text));
    }
    ports::awaitable<Result<DifferenceCase>> resolve(ports::CaseResolution resolution) override {
        return inner_.resolve(std::move(resolution));
    }

protected:
    ports::DifferenceCases& inner_;
};

class ForwardingDesk : public ports::Desk {
public:
    explicit ForwardingDesk(ports::Desk& inner) : inner_(inner) {}

    ports::awaitable<Result<PersonAnswer>> person(Call call, PersonRequest request) override {
        return inner_.person(std::move(call), std::move(request));
    }
    ports::awaitable<Result<EntitlementAnswer>> entitlement(Call call, EntitlementRequest request) override {
        return inner_.entitlement(std::move(call), std::move(request));
    }
    ports::awaitable<Result<VisitAnswer>> visit(Call call, VisitRequest request) override {
        return inner_.visit(std::move(call), std::move(request));
    }
    ports::awaitable<Result<FeeUploadAnswer>> upload_fees(Call call, FeeUpload upload) override {
        return inner_.upload_fees(std::move(call), std::move(upload));
    }
    ports::awaitable<Result<void>> remove_fees(Call call, FeeRemoval removal) override {
        return inner_.remove_fees(std::move(call), std::move(removal));
    }
    ports::awaitable<Result<SettledBill>> quote(Call call, Claim claim) override {
        return inner_.quote(std::move(call), std::move(claim));
    }
    ports::awaitable<Result<SettledBill>> settle(Call call, Claim claim) override {
        return inner_.settle(std::move(call), std::move(claim));
    }
    ports::awaitable<Result<SettledBill>> cancel(Call call, CancelRequest request) override {
        return inner_.cancel(std::move(call), std::move(request));
    }
    ports::awaitable<Result<ReverseResult>> reverse(Call call, ReverseRequest request) override {
        return inner_.reverse(std::move(call), std::move(request));
    }
    ports::awaitable<Result<ReverseResult>> reverse_by_key(Call call, SettlementKey key) override {
        return inner_.reverse_by_key(std::move(call), std::move(key));
    }
    ports::awaitable<Result<QueryResult>> query_by_key(Call call, SettlementKey key) override {
        return inner_.query_by_key(std::move(call), std::move(key));
    }
    ports::awaitable<Result<std::vector<Visit>>> visits(Call call, VisitQuery query) override {
        return inner_.visits(std::move(call), std::move(query));
    }
    ports::awaitable<Result<ports::SettlementView>> settlement(Call call, SettlementQuery query) override {
        return inner_.settlement(std::move(call), std::move(query));
    }
    ports::awaitable<Result<std::vector<ports::FeeView>>> fees(Call call, SettlementQuery query) override {
        return inner_.fees(std::move(call), std::move(query));
    }
    ports::awaitable<Result<void>> keep_fees(Call call, SettlementKey key, std::vector<FeeLine> lines) override {
        return inner_.keep_fees(std::move(call), std::move(key), std::move(lines));
    }

protected:
    ports::Desk& inner_;
};

}  // namespace clearing::simulation
