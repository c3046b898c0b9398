#pragma once

#include "adapters/national_format/answers.hpp"
#include "adapters/national_format/dispatch.hpp"
#include "adapters/national_format/speakers.hpp"
#include "gateway/infra/async/admission.hpp"
#include "gateway/infra/async/gate.hpp"
#include "gateway/infra/async/in_work.hpp"
#include "gateway/infra/http/server.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/message_log.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace clearing::national_format {

struct ServerOptions {
    DivisionCode own_division;  ///< in inf_refmsgid
    json::Limits limits;
    std::string path = "/fsi/api/";  ///< any path under it
    /// The envelope carries no deadline: per infno (four digits) and peer from the config (SETTLEMENT §5).
    std::chrono::milliseconds deadline{10'000};
    std::map<std::string, std::chrono::milliseconds, std::less<>> deadlines{{"2207", std::chrono::seconds(20)},
                                                                            {"2304", std::chrono::seconds(20)},
                                                                            {"2208", std::chrono::seconds(20)},
                                                                            {"2305", std::chrono::seconds(20)},
                                                                            {"2601", std::chrono::seconds(20)}};
    /// The desk answers by its deadline; whoever is still silent after this is answered for.
    std::chrono::milliseconds grace{500};
};

/// What the server needs of the world; everything outlives it.
struct ServerWorld {
    ports::Desk& desk;
    ports::BureauReconciliation& reconciliation;
    ports::MessageLog& messages;
    ports::AuditLog& audit;
    ports::Clock& clock;
    ports::Digest& digest;
    ports::Randomness& randomness;
    const SpeakerRule& speakers;
    std::function<void(std::string)> report = {};  ///< what went wrong inside, one sentence with the msgid; no persons
    async::Admission* admission = nullptr;         ///< asked before anything is kept; null: everybody is let in
    ports::InstitutionDesk* institutions = nullptr;  ///< null: no institution speaks at this door
};

/// They ask: POST under /fsi/api/ → who may speak → is there a place → message log → desk → answer. Work that was begun
/// is finished and written down even when its asker has been answered for or is gone.
class Server {
public:
    Server(boost::asio::any_io_executor executor, ServerOptions options, ServerWorld world);

    http::Handler handler();
    /// Broken HTTP in the same error shape.
    http::MalformedAnswer malformed_answer();

    /// No new requests; waits for the work in flight. False: some was still running after `limit`.
    boost::asio::awaitable<bool> stop(std::chrono::milliseconds limit);

private:
    struct Job;
    struct Pending;
    /// What to say for work whose outcome cannot be told.
    struct Unanswered {
        ErrorCode code{};
        MessageKey settlement;  ///< the settlement it is about, by the asker's message
    };
    using Body = ports::awaitable<std::string>;
    using Place = async::Admission::Place;

    boost::asio::awaitable<http::Response> handle(http::Request request);
    ports::awaitable<http::Response> refuse_certificate(Error error, Instant received_at, std::string subject);
    ports::awaitable<void> audit_certificate(Error error, std::string subject);
    ports::awaitable<std::string> refuse_speaker(Error error, Job job);
    boost::asio::awaitable<std::expected<Place, async::Busy>> enter(const Job& job);
    http::Response send_away(const Error& error, const async::Busy& busy, Instant received_at);
    http::Response send_away(const Job& job, const async::Busy& busy);
    Error of_this_copy(Error error, const Job& job, std::size_t copies) const;
    Body guarded(Job job, Place place);
    boost::asio::awaitable<void> keep_answered_for(MessageNo number, ports::OutboundAnswer answer, std::string name);
    ports::awaitable<void> work(Job job, Place place, std::shared_ptr<Pending> pending);
    Body admit_and_answer(Job job, std::shared_ptr<Pending> pending);
    Body carry_out(Job job, ports::Admission admission);
    ports::awaitable<std::string> written_down(Job job, MessageNo no, std::string body, std::optional<ErrorCode> code);

    std::string told_yes(const Job& job, const Reply& reply);
    std::shared_ptr<Reply> reply_to(const Job& job, MessageNo no);
    Call call_of(const Job& job) const;
    static MessageKey key_of(const Job& job);
    static Unanswered unanswered(const Job& job);
    std::chrono::milliseconds time_for(std::string_view infno) const;
    http::Response plain_no(unsigned status, Error error, Instant received_at);
    std::string no(const Error& error, Instant received_at);
    /// In doubt it names our setl_id, for the asker to ask by (SETTLEMENT §5).
    Error error_of(const Unanswered& unanswered, std::string_view detail) const;
    void report(const std::string& text) const {
        if (world_.report) world_.report(text);
    }

    ServerOptions options_;
    ServerWorld world_;
    Dispatch dispatch_;
    AnswerWriter answers_;
    async::Gate gate_;
    /// How many of them the audit log takes: whose certificate is refused is of no peer, and has no limits of his own.
    async::AdmissionLine refusals_{{.of_a_peer = {.requests_per_second = 1, .burst = 100}}};
    std::size_t unaudited_ = 0;  ///< refused certificates since the last that is on record
    /// No more than there are places, and those that wait for theirs are not among them.
    async::InWork in_work_;
};

}  // namespace clearing::national_format
