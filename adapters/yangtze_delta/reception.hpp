#pragma once

#include "adapters/yangtze_delta/dispatch.hpp"
#include "adapters/yangtze_delta/partner.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/infra/async/admission.hpp"
#include "gateway/infra/async/in_work.hpp"
#include "gateway/ports/audit_log.hpp"
#include "gateway/ports/clock.hpp"
#include "gateway/ports/desk.hpp"
#include "gateway/ports/digest.hpp"
#include "gateway/ports/message_log.hpp"
#include "gateway/ports/partner_days.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace clearing::yangtze_delta {

/// What answering needs of the world. References outlive the server.
struct ServerPorts {
    ports::Desk& desk;
    ports::PartnerDays& days;
    ports::MessageLog& messages;
    ports::AuditLog& audit;
    ports::Clock& clock;
    ports::Digest& digest;
    ports::Randomness& randomness;
    async::Admission* admission = nullptr;             ///< asked before anything is kept; null: everybody is let in
    ports::PartnerAdjustments* adjustments = nullptr;  ///< null: adjustments are not known here (GW1004)
    std::function<void(std::string)> report = {};      ///< what went wrong inside, one sentence; no persons
};

struct ReceptionSettings {
    DivisionCode own_region;
    std::chrono::milliseconds default_deadline{10'000};   ///< when the asker states none
    std::chrono::milliseconds longest_deadline{120'000};  ///< whatever the asker states
    /// The desk answers by the deadline; whoever is still silent after this is answered for. Shorter than the travel
    /// time an asker keeps back, so that it hears it by its own deadline.
    std::chrono::milliseconds grace{50};
};

/// One request from admitted to answered, without sockets: given a place, kept durably before it is judged, judged
/// once, answered durably before the answer is handed out (SETTLEMENT §1, §5).
class Reception {
public:
    Reception(ReceptionSettings settings, ServerPorts ports);

    /// `bytes` is the message as it came, `request` what was read of it. Always gives an answer.
    awaitable<std::unique_ptr<wire::Envelope>> answer(Partner partner, std::string bytes,
                                                      std::unique_ptr<wire::Envelope> request);

    /// Counted against the partner's rate: every frame, whatever it holds.
    std::optional<async::Busy> came(const Partner& partner, const wire::Envelope& request);

    /// An error as an answer to `correlation`; outside any request (a broken frame) 0.
    std::unique_ptr<wire::Envelope> error_answer(const Partner& partner, std::uint64_t correlation, const Error& error);

    /// How long an asker waits at most: its stated deadline, and the grace.
    std::chrono::milliseconds patience_for(const wire::Envelope& request) const;

    /// What to say for a request whose outcome cannot be told. In doubt it names our settlement id (SETTLEMENT §5).
    Error unanswered(const Partner& partner, const wire::Envelope& request, ErrorCode otherwise,
                     std::string_view detail) const;

    /// What a request is told that is sent away before it has a place, for `error`: a copy of what is in work is in
    /// doubt, and whoever may have sent a change of the books before is told to ask (decision 0012, "Copies").
    Error sent_away(Error error, const Partner& partner, const wire::Envelope& request) const;

private:
    using Answer = std::unique_ptr<wire::Envelope>;

    awaitable<Answer> admit_and_answer(Partner partner, Call call, std::string bytes, const wire::Envelope& request,
                                       Answer answer);
    awaitable<Answer> carry_out(Partner partner, Call call, const wire::Envelope& request, ports::Admission admitted,
                                Answer answer);
    awaitable<Answer> written_down(Partner partner, const wire::Envelope& request, MessageNo number,
                                   Result<Finality> outcome, Answer answer);
    awaitable<std::expected<async::Admission::Place, async::Busy>> enter(const Call& call,
                                                                         const wire::Envelope& request);
    std::unique_ptr<wire::Envelope> new_answer(const Partner& partner, const wire::Envelope& request) const;
    /// Without its digest, which costs a copy of the content.
    Call call_of(const Partner& partner, const wire::Envelope& request) const;
    Error of_this_copy(Error error, const Partner& partner, const wire::Envelope& request, std::size_t copies) const;
    std::chrono::milliseconds time_for(const wire::Envelope& request) const;
    Result<void> check_speaker(const Partner& partner, const wire::Envelope& request) const;
    awaitable<Result<Finality>> judge(Partner partner, Call call, const wire::Envelope& request,
                                      wire::Envelope& answer);
    awaitable<Result<void>> keep_answer(MessageNo number, const wire::Envelope& answer, Result<Finality> outcome);
    std::unique_ptr<wire::Envelope> told_yes(const std::string& infno, const Reply& reply, std::uint64_t correlation);
    awaitable<void> audit(Partner partner, Error error);
    void report(const std::string& text) const {
        if (ports_.report) ports_.report(text);
    }

    ReceptionSettings settings_;
    ServerPorts ports_;
    Dispatch dispatch_;
    /// No more than there are places: those that wait for theirs are not among them.
    async::InWork in_work_;
};

}  // namespace clearing::yangtze_delta
