#pragma once

#include "adapters/yangtze_delta/client.hpp"
#include "adapters/yangtze_delta/partner_link.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace clearing::yangtze_delta {

/// Reads an answer of the right kind. An error says what is wrong with it: the answer counts as unreadable.
using ReadAnswer = std::function<Result<void>(const wire::Envelope&)>;

/// Reads the bill that answers a settlement or a cancel, as it is told to whoever asked. Error: as ReadAnswer.
using ReadBill = std::function<Result<SettledBill>(const wire::Envelope&)>;

/// What reads it into `bill`, which outlives it.
ReadAnswer into(SettledBill& bill, ReadBill read);

/// How an answer is understood that comes when whoever asked has gone. Holds nothing of his.
struct WhenLate {
    SettlementKey settlement;  ///< what was asked about
    ReadBill read;             ///< empty: nobody is told
};

/// What an exchange needs to know beside the body.
struct Question {
    MessageId message;
    std::string infno;  ///< for the message log
    TimePoint deadline;
    std::optional<ClearingDay> day;
    int answer_case = 0;  ///< wire::Envelope's body case that answers it; Error answers every question
    /// Kept before its first byte. A question that changes nothing at the partner is kept with its answer.
    bool has_effect = true;
    ports::KeepMessage keep = {};  ///< who keeps it in the commit of what it is about; empty: the log
    WhenLate when_late = {};
};

struct Exchanges;
struct LateAnswers;

/// One request and its answer: message kept, asked, outcome kept, judged.
class Exchange {
public:
    Exchange(boost::asio::any_io_executor executor, ClientSettings settings, ClientPorts ports,
             TellLateAnswer on_late_answer);

    /// Errors as Client says. `request` holds the body; the heading is ours to write.
    awaitable<Result<void>> ask(Question question, std::unique_ptr<wire::Envelope> request, ReadAnswer read_answer);

    const ClientSettings& settings() const { return settings_; }
    const ClientPorts& ports() const { return ports_; }
    TimePoint day_deadline() const { return std::chrono::steady_clock::now() + settings_.day_answer; }
    /// A message id of our own where the asker brings none (the days).
    MessageId new_message_id() const;

    ClientCounts counts() const;
    void recheck_peers(const tls::Credentials& now_trusted);
    awaitable<bool> stop(std::chrono::milliseconds limit);

private:
    std::shared_ptr<PartnerLink> least_loaded() const;
    awaitable<Result<Asked>> send(const Question& question, std::optional<MessageNo> number,
                                  const wire::Envelope& request);
    /// What is asked, until its reply is kept: under its number where it was kept before (Question::has_effect).
    struct Kept {
        ports::OutboundMessage question;
        std::optional<MessageNo> number;
    };
    awaitable<void> keep_reply(Kept& kept, std::string outcome, std::string body);

    boost::asio::any_io_executor executor_;
    ClientSettings settings_;
    ClientPorts ports_;
    std::shared_ptr<AskingCounts> counts_;
    std::shared_ptr<LateAnswers> late_;
    std::vector<std::shared_ptr<PartnerLink>> links_;
    std::shared_ptr<Exchanges> exchanges_;
    bool stopping_ = false;
};

}  // namespace clearing::yangtze_delta
