#include "tests/support/memory_message_log.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;

MessageNo MemoryMessages::keep_outgoing(MemoryWrite& write, const ports::OutboundMessage& message) {
    const MessageNo no(++last_number);
    write.at(outbound, no).message = message;
    return no;
}

void MemoryMessages::keep_answer(MemoryWrite& write, MessageNo no, const ports::OutboundAnswer& answer) {
    const auto found = inbound.find(no);
    if (found == inbound.end()) return;
    const MessageNo first = found->second.first;
    if (answer.final) {
        auto& given = write.at(final_answers, first);
        const auto of_same_code = [&](const ports::GivenAnswer& earlier) { return earlier.code == answer.code; };
        if (std::ranges::none_of(given, of_same_code)) given.push_back({answer.code, answer.body});
    }
    write.append(found->second.answers, answer);
}

awaitable<Result<ports::Admission>> MemoryMessageLog::admit(ports::InboundMessage message) {
    auto work = [this, &message](MemoryWrite& write) -> Result<ports::Admission> {
        const MessageNo no(++kept_.last_number);
        ports::Admission admission{no, ports::AdmissionKind::first, std::nullopt, {}};
        MessageNo first = no;
        if (const auto taken = kept_.first_of.find(message.key); taken != kept_.first_of.end()) {
            first = taken->second;
            const ports::InboundMessage& original = kept_.inbound.at(first).message;
            admission.kind = ports::AdmissionKind::same_content;
            if (original.content_digest != message.content_digest) {
                admission.kind = ports::AdmissionKind::other_content;
                admission.first_body = original.body;
            } else if (const auto final = kept_.final_answers.find(first); final != kept_.final_answers.end()) {
                admission.final_answers = final->second;
                admission.final_answer = final->second.front().body;
            }
        } else {
            write.at(kept_.first_of, message.key) = no;
        }
        write.at(kept_.inbound, no) = {message, first, {}};
        return admission;
    };
    co_return co_await link_.write("message.admit", work);
}

awaitable<Result<void>> MemoryMessageLog::answered(MessageNo no, ports::OutboundAnswer answer) {
    auto work = [this, no, &answer](MemoryWrite& write) -> Result<void> {
        kept_.keep_answer(write, no, answer);
        return {};
    };
    co_return co_await link_.write("message.answered", work);
}

awaitable<Result<MessageNo>> MemoryMessageLog::sending(ports::OutboundMessage message) {
    auto work = [this, &message](MemoryWrite& write) -> Result<MessageNo> {
        return kept_.keep_outgoing(write, message);
    };
    co_return co_await link_.write("message.sending", work);
}

awaitable<Result<void>> MemoryMessageLog::replied(MessageNo no, ports::PeerReply reply) {
    auto work = [this, no, &reply](MemoryWrite& write) -> Result<void> {
        if (const auto found = kept_.outbound.find(no); found != kept_.outbound.end())
            write.append(found->second.replies, reply);
        return {};
    };
    co_return co_await link_.write("message.replied", work);
}

awaitable<Result<void>> MemoryMessageLog::asked(ports::OutboundMessage question, ports::PeerReply reply) {
    auto work = [this, &question, &reply](MemoryWrite& write) -> Result<void> {
        write.at(kept_.outbound, MessageNo(++kept_.last_number)) = {question, {reply}};
        return {};
    };
    co_return co_await link_.write("message.asked", work);
}

awaitable<Result<void>> MemoryAuditLog::record(ports::AuditEvent event) {
    if (unavailable) co_return fail(store_failure());
    events.push_back(std::move(event));
    co_return Result<void>{};
}

awaitable<Result<std::vector<ports::AuditEvent>>> MemoryAuditLog::tail(std::size_t count) {
    if (unavailable) co_return fail(store_failure());
    const std::size_t skipped = events.size() > count ? events.size() - count : 0;
    std::vector<ports::AuditEvent> last(events.begin() + static_cast<std::ptrdiff_t>(skipped), events.end());
    co_return last;
}

}  // namespace clearing::tests
