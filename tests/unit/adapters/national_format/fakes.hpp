#pragma once

#include "gateway/domain/reply.hpp"
#include "gateway/infra/http/client.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/bureau_reconciliation.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/desk.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/message_log.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

namespace clearing::testing {

using ports::awaitable;

/// Runs a coroutine to its end; what else was started on `io` runs meanwhile.
template <class T>
T run(boost::asio::io_context& io, awaitable<T> coroutine) {
    std::optional<T> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr error, T value) {
        thrown = error;
        result = std::move(value);
    });
    io.restart();
    while (!result && !thrown && io.run_one() > 0) {
    }
    if (thrown) std::rethrow_exception(thrown);
    BOOST_TEST_REQUIRE(result.has_value());
    return std::move(*result);
}

class FakeClock final : public ports::Clock {
public:
    Instant now() const override { return at; }
    std::chrono::steady_clock::time_point steady() const override {
        return stands_at ? *stands_at : std::chrono::steady_clock::now();
    }
    std::optional<std::chrono::steady_clock::time_point> stands_at;  ///< none: it runs
    Instant at = parse_local_time("2024-11-05 10:30:00").value();
};

class FakeDigest final : public ports::Digest {
public:
    Sha256 sha256(std::string_view text) const override {
        Sha256 digest{};
        const std::size_t hash = std::hash<std::string_view>()(text);
        std::copy_n(reinterpret_cast<const std::byte*>(&hash), sizeof hash, digest.begin());
        return digest;
    }
};

class FakeRandomness final : public ports::Randomness {
public:
    std::string letters(std::size_t count) override {
        std::string text = std::to_string(++next_);
        text.insert(0, count - text.size(), 'A');
        return text;
    }

private:
    int next_ = 0;
};

/// Keeps everything in order of arrival, so that tests can see what was durable when.
class FakeMessageLog final : public ports::MessageLog {
public:
    struct Inbound {
        ports::InboundMessage message;
        std::vector<ports::OutboundAnswer> answers;
    };
    struct Outbound {
        ports::OutboundMessage message;
        std::optional<ports::PeerReply> reply;
    };

    awaitable<Result<ports::Admission>> admit(ports::InboundMessage message) override {
        if (broken) co_return fail(ErrorCode::store_unavailable);
        for (std::size_t i = 0; i < inbound.size(); ++i) {
            const Inbound& known = inbound[i];
            if (known.message.key != message.key) continue;
            ports::Admission admission;
            admission.no = MessageNo(static_cast<long long>(i));
            admission.first_body = known.message.body;
            admission.kind = known.message.content_digest == message.content_digest
                                 ? ports::AdmissionKind::same_content
                                 : ports::AdmissionKind::other_content;
            for (const auto& answer : known.answers)
                if (answer.final && !ports::given_before(admission, answer.code)) {
                    if (!admission.final_answer) admission.final_answer = answer.body;
                    admission.final_answers.push_back({answer.code, answer.body});
                }
            co_return admission;
        }
        inbound.push_back({std::move(message), {}});
        co_return ports::Admission{
            MessageNo(static_cast<long long>(inbound.size()) - 1), ports::AdmissionKind::first, {}, {}};
    }
    awaitable<Result<void>> answered(MessageNo no, ports::OutboundAnswer answer) override {
        if (broken_for_answers) co_return fail(ErrorCode::store_unavailable);
        if (wait_for_answers) co_await wait_for_answers();
        inbound.at(static_cast<std::size_t>(no.value)).answers.push_back(std::move(answer));
        co_return Result<void>{};
    }
    void told(MessageNo no) override { yeses_told.push_back(no); }
    awaitable<Result<MessageNo>> sending(ports::OutboundMessage message) override {
        if (broken) co_return fail(ErrorCode::store_unavailable);
        outbound.push_back({std::move(message), {}});
        co_return MessageNo(static_cast<long long>(outbound.size()) - 1);
    }
    awaitable<Result<void>> replied(MessageNo no, ports::PeerReply reply) override {
        outbound.at(static_cast<std::size_t>(no.value)).reply = std::move(reply);
        co_return Result<void>{};
    }
    awaitable<Result<void>> asked(ports::OutboundMessage question, ports::PeerReply reply) override {
        outbound.push_back({std::move(question), std::move(reply)});
        co_return Result<void>{};
    }

    std::vector<Inbound> inbound;
    std::vector<Outbound> outbound;
    std::vector<MessageNo> yeses_told;
    bool broken = false;
    bool broken_for_answers = false;
    std::function<awaitable<void>()> wait_for_answers;
};

class FakeAudit final : public ports::AuditLog {
public:
    awaitable<Result<void>> record(ports::AuditEvent event) override {
        if (down) co_return fail(ErrorCode::store_unavailable);
        events.push_back(std::move(event));
        co_return Result<void>{};
    }
    awaitable<Result<std::vector<ports::AuditEvent>>> tail(std::size_t) override { co_return events; }

    std::vector<ports::AuditEvent> events;
    bool down = false;
};

class FakeReconciliation final : public ports::BureauReconciliation {
public:
    awaitable<Result<ports::PeriodVerdict>> compare_totals(Call, ports::PeriodTotals theirs) override {
        asked = std::move(theirs);
        co_return ports::PeriodVerdict{TotalsVerdict::equal, "equal"};
    }
    std::optional<ports::PeriodTotals> asked;
};

/// Answers what the test set; counts and keeps what it was asked.
class FakeDesk final : public ports::Desk {
public:
    awaitable<Result<PersonAnswer>> person(Call call, PersonRequest request) override {
        note(call);
        PersonAnswer answer;
        answer.person = request.person;
        answer.person.number = "P1";
        co_return answer;
    }
    awaitable<Result<EntitlementAnswer>> entitlement(Call call, EntitlementRequest) override {
        note(call);
        co_return EntitlementAnswer{};
    }
    awaitable<Result<VisitAnswer>> visit(Call call, VisitRequest) override {
        note(call);
        if (error) co_return fail(*error);
        co_return VisitAnswer{VisitId("OURVISIT"), {}};
    }
    awaitable<Result<FeeUploadAnswer>> upload_fees(Call call, FeeUpload upload) override {
        note(call);
        co_return FeeUploadAnswer{std::move(upload.lines)};
    }
    awaitable<Result<void>> remove_fees(Call call, FeeRemoval removal) override {
        note(call);
        removed = std::move(removal);
        co_return Result<void>{};
    }
    awaitable<Result<SettledBill>> quote(Call call, Claim) override {
        note(call);
        co_return SettledBill{};
    }
    awaitable<Result<SettledBill>> settle(Call call, Claim claim) override {
        note(call);
        if (wait) co_await wait();
        SettledBill bill;
        bill.settlement.text = "OURSETL";
        bill.medins_setl_id.text = "THEIRMSG";
        bill.split.total = claim.total;
        bill.amounts_present = {"medfee_sumamt"};
        if (keeps_its_yes) call.reply->kept = call.reply->in_words(bill);
        if (error) co_return fail(*error);
        co_return bill;
    }
    awaitable<Result<SettledBill>> cancel(Call call, CancelRequest) override {
        note(call);
        co_return SettledBill{};
    }
    awaitable<Result<ReverseResult>> reverse(Call call, ReverseRequest) override {
        note(call);
        co_return reverse_result;
    }
    awaitable<Result<ReverseResult>> reverse_by_key(Call, SettlementKey) override { co_return nothing(); }
    awaitable<Result<QueryResult>> query_by_key(Call, SettlementKey) override { co_return nothing(); }
    awaitable<Result<std::vector<Visit>>> visits(Call call, VisitQuery) override {
        note(call);
        co_return std::vector<Visit>(1);
    }
    awaitable<Result<ports::SettlementView>> settlement(Call call, SettlementQuery) override {
        note(call);
        co_return ports::SettlementView{};
    }
    awaitable<Result<std::vector<ports::FeeView>>> fees(Call call, SettlementQuery) override {
        note(call);
        co_return std::vector<ports::FeeView>(1);
    }
    awaitable<Result<void>> keep_fees(Call, SettlementKey, std::vector<FeeLine>) override { co_return nothing(); }

    std::vector<Call> calls;
    std::optional<Error> error;
    bool keeps_its_yes = false;  ///< with the booking
    std::optional<FeeRemoval> removed;
    ReverseResult reverse_result = ReverseResult::reversed;
    std::function<awaitable<void>()> wait;

private:
    static std::unexpected<Error> nothing() { return fail(ErrorCode::internal_error, "not of this format"); }
    void note(const Call& call) { calls.push_back(call); }
};

/// A peer over HTTP that answers what the test says.
class FakeHttp final : public http::Client {
public:
    using Answer = std::expected<http::Response, http::CallFailure>;

    awaitable<Answer> call(http::Request request, std::chrono::milliseconds limit) override {
        requests.push_back(std::move(request));
        limits.push_back(limit);
        if (before_answer) before_answer();
        co_return answer(requests.back());
    }
    void recheck_peers() override {}
    awaitable<void> stop() override { co_return; }

    void answer_with(std::string body, unsigned status = 200) {
        answer = [body = std::move(body), status](const http::Request&) {
            http::Response response;
            response.status = status;
            response.body = body;
            return Answer(std::move(response));
        };
    }
    void fail_with(http::CallFailure::Kind kind) {
        answer = [kind](const http::Request&) { return Answer(std::unexpected(http::CallFailure{kind, "a reason"})); };
    }

    std::vector<http::Request> requests;
    std::vector<std::chrono::milliseconds> limits;
    std::function<Answer(const http::Request&)> answer;
    std::function<void()> before_answer;
};

}  // namespace clearing::testing
