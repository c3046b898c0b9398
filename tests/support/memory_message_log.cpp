#include "tests/support/memory_message_log.hpp"

#include "tests/support/memory_books.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;

awaitable<Result<ports::Admission>> MemoryMessageLog::admit(ports::InboundMessage message) {
    if (unavailable) co_return fail(store_failure());
    for (const auto& [no, kept] : inbound) {
        if (kept.message.key != message.key) continue;
        ports::Admission admission{no, ports::AdmissionKind::same_content, std::nullopt, {}};
        if (kept.message.content_digest != message.content_digest) {
            admission.kind = ports::AdmissionKind::other_content;
            admission.first_body = kept.message.body;
            co_return admission;
        }
        const auto final = std::ranges::find_if(kept.answers, [](const auto& answer) { return answer.final; });
        if (final != kept.answers.end()) admission.final_answer = final->body;
        for (const ports::OutboundAnswer& answer : kept.answers)
            if (answer.final && !ports::given_before(admission, answer.code))
                admission.final_answers.push_back({answer.code, answer.body});
        co_return admission;
    }
    const MessageNo no(++last_number_);
    inbound[no].message = std::move(message);
    co_return ports::Admission{no, ports::AdmissionKind::first, std::nullopt, {}};
}

awaitable<Result<void>> MemoryMessageLog::answered(MessageNo no, ports::OutboundAnswer answer) {
    if (unavailable) co_return fail(store_failure());
    inbound[no].answers.push_back(std::move(answer));
    co_return Result<void>{};
}

awaitable<Result<MessageNo>> MemoryMessageLog::sending(ports::OutboundMessage message) {
    if (unavailable) co_return fail(store_failure());
    const MessageNo no(++last_number_);
    outbound[no].message = std::move(message);
    co_return no;
}

awaitable<Result<void>> MemoryMessageLog::replied(MessageNo no, ports::PeerReply reply) {
    if (unavailable) co_return fail(store_failure());
    outbound[no].replies.push_back(std::move(reply));
    co_return Result<void>{};
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
