#pragma once

#include "adapters/yangtze_delta/signal.hpp"
#include "gateway/domain/reply.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/day_view.hpp"
#include "gateway/ports/desk.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/message_log.hpp"
#include "gateway/ports/partner_adjustments.hpp"
#include "gateway/ports/partner_days.hpp"
#include "samples.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <openssl/sha.h>

namespace clearing::test {

using ports::awaitable;

class FixedClock final : public ports::Clock {
public:
    Instant now() const override { return *parse_local_time("2018-10-16 10:00:00"); }
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now() + ahead; }

    std::chrono::minutes ahead{0};
};

class OpensslDigest final : public ports::Digest {
public:
    Sha256 sha256(std::string_view text) const override {
        Sha256 digest{};
        SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
               reinterpret_cast<unsigned char*>(digest.data()));
        return digest;
    }
};

class CountingLetters final : public ports::Randomness {
public:
    std::string letters(std::size_t count) override {
        std::string number = std::to_string(++made_);
        return std::string(count - number.size(), 'A') + number;
    }

private:
    int made_ = 0;
};

class FakeAudit final : public ports::AuditLog {
public:
    awaitable<Result<void>> record(ports::AuditEvent event) override {
        if (unavailable) co_return fail(ErrorCode::store_unavailable);
        events.push_back(std::move(event));
        co_return Result<void>{};
    }
    awaitable<Result<std::vector<ports::AuditEvent>>> tail(std::size_t) override { co_return events; }

    bool unavailable = false;
    std::vector<ports::AuditEvent> events;
};

/// Remembers as the port promises; can be out of order on command.
class FakeMessageLog final : public ports::MessageLog {
public:
    struct Kept {
        Sha256 digest;
        std::string body;
        std::optional<ports::OutboundAnswer> last_answer;
        std::vector<ports::GivenAnswer> final_answers;
    };

    awaitable<Result<ports::Admission>> admit(ports::InboundMessage message) override {
        if (unavailable) co_return fail(ErrorCode::store_unavailable);
        events.push_back("admit " + message.key.message.text);
        admitted.push_back(message);
        const auto [at, is_new] = inbound.try_emplace(message.key, Kept{message.content_digest, message.body, {}, {}});
        numbers.push_back(message.key);
        ports::Admission admission;
        admission.no = MessageNo(static_cast<long long>(numbers.size()));
        if (is_new) co_return admission;
        const bool same = at->second.digest == message.content_digest;
        admission.kind = same ? ports::AdmissionKind::same_content : ports::AdmissionKind::other_content;
        if (same) admission.final_answers = at->second.final_answers;
        if (!admission.final_answers.empty()) admission.final_answer = admission.final_answers.front().body;
        if (!same) admission.first_body = at->second.body;
        co_return admission;
    }

    awaitable<Result<void>> answered(MessageNo no, ports::OutboundAnswer answer) override {
        if (answers_unavailable) co_return fail(ErrorCode::store_unavailable);
        const MessageKey& key = numbers.at(static_cast<std::size_t>(no.value) - 1);
        events.push_back("answered " + key.message.text + " " + answer.code + (answer.final ? " final" : " open"));
        Kept& kept = inbound.at(key);
        const auto same_code = [&](const ports::GivenAnswer& given) { return given.code == answer.code; };
        if (answer.final && std::ranges::none_of(kept.final_answers, same_code))
            kept.final_answers.push_back({answer.code, answer.body});
        kept.last_answer = std::move(answer);
        co_return Result<void>{};
    }

    void told(MessageNo no) override {
        events.push_back("told " + numbers.at(static_cast<std::size_t>(no.value) - 1).message.text);
    }

    awaitable<Result<MessageNo>> sending(ports::OutboundMessage message) override {
        if (unavailable) co_return fail(ErrorCode::store_unavailable);
        sent.push_back(std::move(message));
        co_return MessageNo(static_cast<long long>(sent.size()));
    }

    awaitable<Result<void>> replied(MessageNo no, ports::PeerReply reply) override {
        outcomes[no.value].push_back(reply.outcome);
        co_return Result<void>{};
    }

    awaitable<Result<void>> asked(ports::OutboundMessage question, ports::PeerReply reply) override {
        sent.push_back(std::move(question));
        outcomes[static_cast<long long>(sent.size())].push_back(reply.outcome);
        co_return Result<void>{};
    }

    bool unavailable = false;
    bool answers_unavailable = false;
    std::vector<std::string> events;
    std::vector<ports::InboundMessage> admitted;
    std::map<MessageKey, Kept> inbound;
    std::vector<MessageKey> numbers;
    std::vector<ports::OutboundMessage> sent;
    std::map<long long, std::vector<std::string>> outcomes;
};

/// Answers with samples; bills named in `held` wait until released.
class FakeDesk final : public ports::Desk {
public:
    explicit FakeDesk(boost::asio::any_io_executor executor) : executor_(executor) {}

    awaitable<Result<PersonAnswer>> person(Call call, PersonRequest request) override {
        note("person", call);
        PersonAnswer answer;
        answer.person = request.person;
        co_return answer;
    }
    awaitable<Result<EntitlementAnswer>> entitlement(Call call, EntitlementRequest) override {
        note("entitlement", call);
        EntitlementAnswer answer;
        answer.entitlements = {{"1", "310100", "1", "2018-01-01", "", "", {}}};
        co_return answer;
    }
    awaitable<Result<VisitAnswer>> visit(Call call, VisitRequest request) override {
        note("visit", call);
        co_return VisitAnswer{VisitId("OURS-" + request.visit.text), {}};
    }
    awaitable<Result<FeeUploadAnswer>> upload_fees(Call, FeeUpload) override { co_return no(); }
    awaitable<Result<void>> remove_fees(Call, FeeRemoval) override { co_return no(); }
    awaitable<Result<SettledBill>> quote(Call call, Claim claim) override {
        note("quote", call);
        last_claim = std::move(claim);
        co_return sample_bill();
    }
    awaitable<Result<SettledBill>> settle(Call call, Claim claim) override {
        note("settle", call);
        last_claim = claim;
        if (throws) throw std::runtime_error("something with a person in it");
        while (held.contains(claim.bill.text)) {
            const auto turn = std::make_shared<yangtze_delta::Signal>(executor_);
            waiting_.push_back(turn);
            co_await turn->wait();
        }
        SettledBill bill = sample_bill();
        bill.settlement = SettlementId("330200" + claim.bill.text);
        if (words_for_nothing) call.reply->in_words(bill);
        if (keeps_its_yes) call.reply->kept = call.reply->in_words(bill);
        if (settle_error) co_return fail(*settle_error);
        co_return bill;
    }
    awaitable<Result<SettledBill>> cancel(Call call, CancelRequest request) override {
        note("cancel " + request.settlement.text, call);
        SettledBill bill = sample_bill();
        bill.split = bill.split.negated();
        co_return bill;
    }
    awaitable<Result<ReverseResult>> reverse(Call, ReverseRequest) override { co_return no(); }
    awaitable<Result<ReverseResult>> reverse_by_key(Call call, SettlementKey key) override {
        note("reverse " + key.settlement.text, call);
        if (reverse_error) co_return std::unexpected(*reverse_error);
        co_return reverse_result;
    }
    awaitable<Result<QueryResult>> query_by_key(Call call, SettlementKey key) override {
        note("query " + key.settlement.text, call);
        co_return query_result;
    }
    awaitable<Result<std::vector<Visit>>> visits(Call, VisitQuery) override { co_return no(); }
    awaitable<Result<ports::SettlementView>> settlement(Call, SettlementQuery) override { co_return no(); }
    awaitable<Result<std::vector<ports::FeeView>>> fees(Call, SettlementQuery) override { co_return no(); }
    awaitable<Result<void>> keep_fees(Call call, SettlementKey key, std::vector<FeeLine> lines) override {
        note("fees " + key.settlement.text + " " + std::to_string(lines.size()), call);
        co_return Result<void>{};
    }

    void release(const std::string& bill) {
        held.erase(bill);
        for (const auto& turn : waiting_)
            turn->notify();
    }
    std::size_t times(const std::string& what) const {
        return static_cast<std::size_t>(std::ranges::count(asked, what));
    }

    std::vector<std::string> asked;
    std::optional<Call> last_call;
    std::optional<Claim> last_claim;
    std::set<std::string> held;
    std::optional<Error> settle_error;
    ReverseResult reverse_result = ReverseResult::fenced;
    std::optional<Error> reverse_error;
    QueryResult query_result{QueryResult::State::unknown, {}, {}};
    bool throws = false;
    bool keeps_its_yes = false;      ///< with the booking
    bool words_for_nothing = false;  ///< the booking they were made for did not happen

private:
    void note(std::string what, const Call& call) {
        asked.push_back(std::move(what));
        last_call = call;
    }
    static std::unexpected<Error> no() { return fail(ErrorCode::unknown_transaction); }

    boost::asio::any_io_executor executor_;
    std::vector<std::shared_ptr<yangtze_delta::Signal>> waiting_;
};

/// Knows one line; its days are told whatever the rest.
class FakeDayView final : public ports::DayView {
public:
    awaitable<Result<std::vector<ports::GroupDigest>>> groups(DayKey) override { co_return no(); }
    awaitable<Result<std::vector<ports::RangeDigest>>> of(DayKey, ports::LineGroup,
                                                          std::vector<ports::IdRange>) override {
        co_return no();
    }
    awaitable<Result<ports::LinesPage>> lines(DayKey, ports::LinesAsked) override { co_return no(); }
    awaitable<Result<std::vector<ports::LineState>>> states(DayKey key, std::vector<SettlementKey> keys) override {
        asked.push_back(key);
        if (unavailable) co_return fail(ErrorCode::store_unavailable);
        line.key = keys.front();
        std::vector<ports::LineState> states{line};
        co_return states;
    }

    ports::LineState line;
    bool unavailable = false;
    std::vector<DayKey> asked;

private:
    static std::unexpected<Error> no() { return fail(ErrorCode::unknown_transaction); }
};

class FakePartnerDays final : public ports::PartnerDays {
public:
    awaitable<Result<ports::CloseVerdict>> close(DayTotals totals) override {
        closed.push_back(totals);
        ports::CloseVerdict verdict;
        verdict.equal = equal;
        verdict.ours = totals;
        if (!equal) verdict.ours.cells.clear();
        co_return verdict;
    }
    awaitable<Result<std::vector<DayLine>>> details(DayKey key, SettlementId after, std::size_t limit) override {
        keys.push_back(key);
        std::vector<DayLine> page;
        for (const DayLine& line : lines)
            if (line.key.settlement > after && page.size() < limit) page.push_back(line);
        co_return page;
    }
    awaitable<Result<ports::StatementVerdict>> agree(DayKey key, ports::StatementProposal proposal) override {
        keys.push_back(key);
        proposals.push_back(proposal);
        co_return ports::StatementVerdict{equal, std::move(proposal.disputed), {}, {}, adjustments};
    }

    ports::DayView* view() override { return day_view; }

    ports::DayView* day_view = nullptr;
    bool equal = true;
    std::vector<DayTotals> closed;
    std::vector<DayKey> keys;
    std::vector<DayLine> lines;
    std::vector<ports::StatementProposal> proposals;
    std::optional<std::vector<StatementCell>> adjustments;  ///< its view; none: it does not exchange them
};

/// Takes adjustments in as the insured side's books would.
class FakePartnerAdjustments final : public ports::PartnerAdjustments {
public:
    awaitable<Result<ClearingDay>> take(ports::ToldAdjustment adjustment) override {
        told.push_back(adjustment);
        if (refusal) co_return fail(*refusal);
        co_return told.front().day;  // the day of the first
    }

    std::vector<ports::ToldAdjustment> told;
    std::optional<Error> refusal;
};

}  // namespace clearing::test
