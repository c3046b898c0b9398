#include "tests/support/memory_world.hpp"

#include "tests/integration/postgres/example_records.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace clearing::tests {
namespace {

using Lines = StoreContract::Lines;

std::string line_of(const MemoryBooks::Posting& posting) {
    const Transfer& t = posting.transfer;
    return fmt::format("{} {} {} {} {} {} {} {}", name_of(t.debit), name_of(t.credit), name_of(t.component),
                       t.amount.to_yuan(), posting.day.day.to_text(), posting.insurance_type.text,
                       name_of(posting.care), posting.event);
}

std::string line_of(const MemoryBooks& books, const MemoryBooks::Move& move) {
    return fmt::format("{} {}>{} {}", books.records.at(move.no).id.text, move.from ? name_of(*move.from) : "",
                       name_of(move.to), move.event);
}

std::string line_of(const Difference& d) {
    return fmt::format("{} {} {} {} {}", name_of(d.kind), d.settlement.settlement.text, d.ours, d.theirs, d.note);
}

std::string line_of(const Visit& v) {
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {}", v.id.text, v.their_id.text, v.person.number,
                       v.insurance_type.text, v.med_type, v.stay_number, v.begin_time, v.end_time, v.emergency,
                       v.diagnoses.size(), v.filings.size(), static_cast<int>(v.state));
}

void add_visits(std::string& text, const MemoryBooks& books) {
    for (const auto& [no, visit] : books.visits)
        text += "visit " + line_of(visit) + "\n";
    for (const auto& [visit, lines] : books.lines)
        for (const auto& line : lines)
            text += fmt::format("line {} {} {} {} {} {}\n", visit.value, line.line.id.text, line.line.bill.text,
                                line.line.amount.to_yuan(), line.removed, line.settled_by ? line.settled_by->value : 0);
    for (const auto& [bill, quote] : books.quotes)
        text += fmt::format("quote {} {} {}\n", bill.visit.text, quote.id.text, quote.split.cash.to_yuan());
}

void add_records(std::string& text, const MemoryBooks& books) {
    for (const auto& [no, record] : books.records)
        text += fmt::format("{}record {} lines until {}, answers {}, reopened {}\n", shown(record), no.value,
                            books.lines_until.at(no), books.answers.contains(no) ? books.answers.at(no) : 0,
                            books.reopened.contains(no));
    for (const auto& move : books.moves)
        text += "move " + line_of(books, move) + "\n";
    for (const auto& posting : books.ledger)
        text += "posting " + line_of(posting) + "\n";
    for (const auto& difference : books.settlement_differences)
        text += "difference " + line_of(difference) + "\n";
    for (const std::string& alarm : books.alarms)
        text += "alarm " + alarm + "\n";
    for (const auto& [no, order] : books.reversal_orders)
        text += fmt::format("reversal order {} {} {} {} {} {}\n", no, order.settlement.text, order.reason,
                            order.ordered.by, order.released.by, order.withdrawn.by);
    for (const ports::AuditEvent& event : books.audited)
        text += fmt::format("audited {} {}\n", event.event, event.subject);
    for (const auto& [no, upload] : books.upload_queue)
        text += fmt::format("upload {} {}\n", no.value, upload.no);
}

void add_prefunds(std::string& text, const MemoryBooks& books) {
    for (const auto& [key, kept] : books.prefunds)
        text +=
            fmt::format("prefund {} {} {} {} {} {}\n", key.counterparty.text, name_of(key.direction),
                        kept.use.held.to_yuan(), kept.use.exposure.to_yuan(), name_of(kept.level), kept.runs_out_soon);
    for (const ports::KeptPrefundMovement& kept : books.prefund_movements)
        text += fmt::format("prefund movement {} {}\n", kept.no, kept.voucher);
    text += fmt::format("urgent increases {}\n", books.urgent_increases.size());
}

void add_vouchers(std::string& text, const MemoryBooks& books) {
    for (const auto& [id, kept] : books.vouchers)
        text += fmt::format("voucher {} {} {} {}\n", id, kept.voucher.event, kept.voucher.made_by, kept.days.size());
    for (const auto& one : books.adjustments)
        text += fmt::format("adjustment {} {} {}\n", one.voucher, one.settlement.text, sum_of(one.amounts).to_yuan());
    for (const auto& [no, offer] : books.offers)
        text +=
            fmt::format("offer {} {} {} {} {} {} {}\n", no, voucher_id_of(offer.adjustment), offer.day.day.to_text(),
                        name_of(offer.state), offer.is_refused, offer.attempts, offer.owner);
}

void add_days(std::string& text, const MemoryBooks& books) {
    for (const auto& [key, kept] : books.days) {
        text += fmt::format("day {} {} {} {} {} {} fixed {} told {} on {}\n", key.platform.text, key.counterparty.text,
                            name_of(key.direction), key.day.to_text(), name_of(kept.day.state),
                            kept.day.changed_at.time_since_epoch().count(), kept.content_fixed, kept.told_by_partner,
                            kept.notice);
        for (const SettlementKey& carried : kept.carried)
            text += "carried " + carried.settlement.text + "\n";
        for (const SettlementKey& late : kept.late)
            text += "late " + late.settlement.text + "\n";
        for (const SettlementKey& left_out : kept.left_out)
            text += "left out " + left_out.settlement.text + "\n";
    }
    for (const auto& [key, differences] : books.day_differences)
        for (const auto& difference : differences)
            text += key.day.to_text() + " difference " + line_of(difference) + "\n";
    for (const auto& [id, statement] : books.statements)
        text += fmt::format("statement {} {} {}\n", id, name_of(statement.state), statement.cells.size());
}

void add_messages(std::string& text, const MemoryMessages& messages) {
    for (const auto& [no, kept] : messages.inbound) {
        text += fmt::format("in {} {} of {}\n", kept.message.key.message.text, kept.message.body, kept.first.value);
        for (const auto& answer : kept.answers)
            text += fmt::format("answer {} {} {}\n", answer.code, answer.body, answer.final);
    }
    for (const auto& [no, kept] : messages.outbound) {
        text += fmt::format("out {} {}\n", kept.message.message.text, kept.message.body);
        for (const auto& reply : kept.replies)
            text += fmt::format("reply {} {}\n", reply.outcome, reply.body);
    }
}

std::string instant(std::optional<Instant> at) {
    return at ? std::to_string(at->time_since_epoch().count()) : "none";
}

void add_work(std::string& text, const MemoryOutboxRows& outbox, const MemoryDoubts& doubts) {
    // A row is made when somebody looks; untouched it says no more than the books do.
    for (const auto& [no, row] : outbox.rows)
        if (!row.owner.empty() || row.attempts > 0)
            text += fmt::format("batch {} {} {} {} {} {} {} {}\n", row.no, name_of(row.state), row.owner,
                                instant(row.taken_until), instant(row.resumed_at), row.attempts, row.last_failure,
                                instant(row.next_try_at));
    for (const auto& [peer, wanted] : outbox.switches)
        text += fmt::format("switch {} {} {}\n", peer.text, wanted.on, wanted.changed_by);
    for (const std::string& event : outbox.audited)
        text += "audited " + event + "\n";
    for (const auto& [no, row] : doubts.rows)
        text += fmt::format("doubt {} {} {} {} {} {} {} {}\n", no.value, row.owner, instant(row.taken_until),
                            instant(row.since), row.asked, instant(row.next_question_at), row.last_answer, row.alarmed);
}

}  // namespace

std::string MemoryWorld::everything() const {
    std::string text;
    add_visits(text, books);
    add_records(text, books);
    add_days(text, books);
    add_vouchers(text, books);
    add_prefunds(text, books);
    add_messages(text, books.messages);
    add_work(text, outbox_rows, doubt_rows);
    return text;
}

/// A gate on the way of changes to the books.
class MemoryWorld::Hold {
public:
    ~Hold() {
        for (const auto& gate : gates_)
            gate->cancel();
    }
    bool somebody_waits() const { return !gates_.empty(); }
    static ports::awaitable<void> pass(std::weak_ptr<Hold> hold, std::string_view call) {
        const auto executor = co_await boost::asio::this_coro::executor;
        auto gate = std::make_shared<boost::asio::steady_timer>(executor);
        {
            const auto held = hold.lock();
            if (!held || call != "settlement.apply") co_return;
            gate->expires_at(boost::asio::steady_timer::time_point::max());
            held->gates_.push_back(gate);
        }
        try {
            co_await gate->async_wait(boost::asio::use_awaitable);
        } catch (const std::exception&) {
            // Opened: the hold has gone.
        }
    }

private:
    std::vector<std::shared_ptr<boost::asio::steady_timer>> gates_;  ///< one for each that waits, in their order
};

MemoryWorld::MemoryWorld() : books([] { return test::noon; }) {
    books.fault = [this](std::string_view, WriteMoment moment) { return strikes(moment); };
    books.travel = [this](std::string_view call) { return Hold::pass(hold_, call); };
}

bool MemoryWorld::strikes(WriteMoment moment) {
    const auto lost_at =
        loss_ == StoreContract::Loss::before_it_happened ? WriteMoment::before_commit : WriteMoment::after_commit;
    const bool is_lost = loss_ && moment == lost_at && commits_before_loss_-- == 0;
    if (is_lost) loss_.reset();
    const bool counts = moment == WriteMoment::begin || moment == WriteMoment::between_statements;
    const bool breaks_off = counts && statements_until_broken_off_ > 0 && --statements_until_broken_off_ == 0;
    if (!is_lost && !breaks_off) return false;
    has_struck_ = true;
    return true;
}

StoreContract MemoryWorld::contract() {
    const auto ask_for = [this](std::optional<StoreContract::Loss> loss, int commits_before, int statement) {
        loss_ = loss;
        commits_before_loss_ = commits_before;
        statements_until_broken_off_ = statement;
        has_struck_ = false;
    };
    return {.settlements = settlements,
            .visits = visits,
            .days = days,
            .messages = log,
            .outbox = outbox,
            .doubts = doubts,
            .ledger =
                [this] {
                    Lines lines;
                    for (const auto& posting : books.ledger)
                        lines.push_back(line_of(posting));
                    return lines;
                },
            .history =
                [this] {
                    Lines lines;
                    for (const auto& move : books.moves)
                        lines.push_back(line_of(books, move));
                    return lines;
                },
            .alarms = [this] { return books.alarms; },
            .audited =
                [this] {
                    Lines lines = outbox_rows.audited;
                    for (const ports::AuditEvent& event : books.audited)
                        lines.push_back(event.event + " " + event.subject);
                    return lines;
                },
            .sent =
                [this] {
                    Lines lines;
                    for (const auto& [no, sent] : books.messages.outbound)
                        lines.push_back(sent.message.message.text);
                    return lines;
                },
            .replies =
                [this] {
                    Lines lines;
                    for (const auto& [no, sent] : books.messages.outbound)
                        for (const ports::PeerReply& reply : sent.replies)
                            lines.push_back(sent.message.message.text + " " + reply.outcome);
                    return lines;
                },
            .uploads =
                [this] {
                    std::map<long long, std::string> ids;
                    for (const auto& [no, upload] : books.upload_queue)
                        ids[upload.no] = books.records.at(no).id.text;
                    Lines in_order;
                    for (const auto& [no, id] : ids)
                        in_order.push_back(id);
                    return in_order;
                },
            .everything = [this] { return everything(); },
            .lose_commit = [ask_for](StoreContract::Loss loss, int after) { ask_for(loss, after, 0); },
            .break_off_at_statement = [ask_for](int statement) { ask_for(std::nullopt, 0, statement); },
            .has_struck =
                [this] {
                    loss_.reset();
                    statements_until_broken_off_ = 0;
                    return has_struck_;
                },
            .hold_alarms =
                [this] {
                    auto hold = std::make_shared<Hold>();
                    hold_ = hold;
                    return std::shared_ptr<void>(hold);
                },
            .is_held =
                [this] {
                    const auto hold = hold_.lock();
                    return hold != nullptr && hold->somebody_waits();
                }};
}

}  // namespace clearing::tests
