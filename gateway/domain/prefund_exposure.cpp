#include "gateway/domain/prefund_exposure.hpp"

namespace clearing {
namespace {

using State = SettlementState;

/// +1 on the side that makes an asset more: a receivable of visitors; what we owe grows on the credit side.
Money net(std::span<const Transfer> transfers, auto is_counted, bool grows_by_debit) {
    Money sum;
    for (const Transfer& transfer : transfers) {
        if (is_counted(transfer.debit)) sum += grows_by_debit ? transfer.amount : -transfer.amount;
        if (is_counted(transfer.credit)) sum += grows_by_debit ? -transfer.amount : transfer.amount;
    }
    return sum;
}

}  // namespace

Money reserved_by(const SettlementRecord& record) {
    const State state = record.state;
    const bool is_open = state == State::awaiting_answer || state == State::not_sent || state == State::in_doubt ||
                         (state == State::reversing && !record.facts.had_been_booked);
    return is_open ? record.prefund.amount : Money();
}

Money unpaid_change(Direction direction, std::span<const Transfer> transfers) {
    if (direction == Direction::visitor)
        return net(transfers, [](Account a) { return a == Account::r1 || a == Account::r2; }, true);
    return net(transfers, [](Account a) { return a == Account::p1 || a == Account::p2; }, false);
}

Money held_change(Direction direction, std::span<const Transfer> transfers) {
    if (direction == Direction::visitor) return net(transfers, [](Account a) { return a == Account::pr; }, false);
    return net(transfers, [](Account a) { return a == Account::pa; }, true);
}

}  // namespace clearing
